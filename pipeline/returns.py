"""What stands for several extracts at once: a SEN2 return, or an Annex A workbook.

find(paths, ...)   looks at what lies in the folder, and touches nothing
load(con, ...)     makes of it `returned_<extract>` (line and our columns as text, one row a case)
                   for each extract that it carries, and `return_fates`: what became of every
                   record of it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from pipeline.errors import CallError, StepFailed
from pipeline.sources import (
    annex_a,
    delimited,
    grids,
    sen2,
    sen2_extracts,
    sen2_records,
    sen2_tables,
    sen2_xml,
)
from pipeline.sources.annex_a import AnnexA
from pipeline.sources.book import opened
from pipeline.sources.mapping import fold
from pipeline.sources.sen2 import EXTRACT_OF
from pipeline.sources.sen2_records import FileRead
from pipeline.sources.sen2_tables import TableReturn
from pipeline.sources.sen2_xml import XmlReturn

# How the columns of a file of postcodes are headed.
_POSTCODES = ("pcd", "pcds", "postcode")
_DISTRICTS = ("laua", "districtcode")


@dataclass(frozen=True)
class Returned:
    """A return that was looked at."""

    what: str  # in words, as "The SEN2 return sen2.xml"
    source: XmlReturn | TableReturn | AnnexA
    columns: dict[str, frozenset[str]]  # our columns that it delivers, by extract
    postcodes: Path | None  # the file that tells the district of a postcode

    @property
    def name(self) -> str:
        """The same within a sentence."""
        return self.what[0].lower() + self.what[1:]

    @property
    def authority(self) -> str | None:
        """The authority that the return itself names, as it writes it."""
        return None if isinstance(self.source, AnnexA) else self.source.header.authority


@dataclass(frozen=True)
class Loaded:
    """What was read. `base` names the file whose lines the rows of an extract carry."""

    files: tuple[FileRead, ...]
    base: dict[str, str]
    extracts: dict[str, tuple[str, ...]]  # of each file, the extracts that its records are of
    notes: tuple[str, ...]


def find(paths: Sequence[Path], postcodes: Path | None) -> Returned | None:
    """The return or workbook among the files of a drop that are no extract; None where none is.

    Raises CallError where there is more than one, or where one is not whole or cannot be read.
    """
    found: list[tuple[str, XmlReturn | TableReturn | AnnexA]] = []
    found += _xml(paths)
    # Both look into every workbook: as long as these are held, none is opened twice.
    books = [opened(path) for path in paths if path.suffix.lower() in grids.SUFFIXES]
    found += _tables(paths)
    found += _annex_a(book.path for book in books)
    if len(found) > 1:
        raise CallError(
            f"{found[0][0]} and {found[1][0]} both lie in {paths[0].parent}; leave one of them"
            " out of the folder."
        )
    if not found:
        return None
    what, source = found[0]
    if isinstance(source, AnnexA):
        return Returned(what, source, {"plans": source.columns}, None)
    columns = sen2.delivered(source.present, has_postcodes=postcodes is not None)
    return Returned(what, source, columns, postcodes)


def _xml(paths: Sequence[Path]) -> Iterator[tuple[str, XmlReturn]]:
    for path in paths:
        one = sen2_xml.look(path) if path.suffix.lower() == ".xml" else None
        if one is not None:
            yield f"The SEN2 return {path.name}", one


def _tables(paths: Sequence[Path]) -> Iterator[tuple[str, TableReturn]]:
    wanted = (*delimited.SUFFIXES, *grids.SUFFIXES)
    one = sen2_tables.find([path for path in paths if path.name.lower().endswith(wanted)])
    if one is not None:
        names = [path.name for path in one.paths]
        more = f" and {len(names) - 1} more files" if len(names) > 1 else ""
        yield f"The SEN2 return {names[0]}{more}", one


def _annex_a(workbooks: Iterable[Path]) -> Iterator[tuple[str, AnnexA]]:
    for path in workbooks:
        one = annex_a.look(path)
        if one is not None:
            yield f"The Annex A workbook {path.name}", one


def load(con: duckdb.DuckDBPyConnection, found: Returned, work: Path) -> Loaded:
    """Read a return. Raises CallError or StepFailed where it cannot be read to its end, and
    StepFailed where a record of it is lost on the way.
    """
    con.execute(sen2_records.MACROS)
    source = found.source
    if isinstance(source, AnnexA):
        lists = annex_a.load(con, source)
        return Loaded(
            files=tuple(lists),
            base={"plans": lists[0].file},
            extracts={one.file: ("plans",) for one in lists},
            notes=(
                f"{found.what}: UPN and ULN were read to tell people apart, and dropped.",
                *source.plans.notes,
                *(source.support.notes if source.support else ()),
            ),
        )
    if isinstance(source, XmlReturn):
        files = [sen2_xml.load(con, source)]
        year: int | None = source.year
    else:
        files = sen2_tables.load(con, source, work)
        year = source.header.year
    if found.postcodes is not None:
        _read_postcodes(con, found.postcodes, work)
    sen2_extracts.build(
        con,
        year,
        has_own_ids=isinstance(source, TableReturn),
        has_postcodes=found.postcodes is not None,
    )
    _check_that_none_is_lost(con, found.what)
    return Loaded(
        files=tuple(_by_file(files)),
        base=_base(files),
        extracts={file.file: _extracts_of(file) for file in _by_file(files)},
        notes=(*_notes(con, found, source), *_encodings(files)),
    )


# Without the UPN, which is stored nowhere.
_TWO_PLANS = """
insert into quality.look_alikes
select 'plans', file, line, first_line, 'two plans of one UPN'
from (
    select file, line, min(line) over (partition by person_key) as first_line
    from raw.accepted_plans
    where person_key is not null and ceased_date is null and ceased_reason is null
)
where line > first_line
order by line
"""
NOTHING = Loaded((), {}, {}, ())


def place_others(con: duckdb.DuckDBPyConnection, extract: str) -> None:
    """Write the records of an extract that are no rows, and joined to none, where they belong.

    Needs the extract's accepted rows: children with two plans at once are look-alikes.
    """
    if extract == "annual_reviews":  # its rows are made of records of plans
        return
    if extract == "plans":
        con.execute(_TWO_PLANS)
    con.execute(
        "insert into quality.set_aside select extract, file, line, reason from return_fates"
        " where extract = $1 and fate = 'set_aside' order by file, line",
        [extract],
    )
    con.execute(
        "insert into quality.quarantine select extract, file, line, reason, detail, '{}'"
        " from return_fates where extract = $1 and fate = 'quarantined' order by file, line",
        [extract],
    )


def rows_of(con: duckdb.DuckDBPyConnection, extract: str, file: str) -> int:
    """How many rows of an extract a file of the return holds, whatever became of them."""
    if extract == "annual_reviews":
        return int(con.execute("select count(*) from returned_annual_reviews").fetchall()[0][0])
    ((counted,),) = con.execute(
        "select count(*) from return_fates where extract = $1 and file = $2 and fate <> 'joined'",
        [extract, file],
    ).fetchall()
    return int(counted)


def _base(files: Sequence[FileRead]) -> dict[str, str]:
    of_module = {module: file.file for file in files for module in file.modules}
    needed = {
        "needs_assessments": "request",
        "plans": "named_plan",
        "annual_reviews": "active_plan",
    }
    return {extract: of_module[m] for extract, m in needed.items() if m in of_module}


def _by_file(reads: Sequence[FileRead]) -> list[FileRead]:
    """One entry a file: several tables may be stacked on one sheet."""
    found: dict[str, FileRead] = {}
    for one in reads:
        other = found.get(one.file)
        found[one.file] = (
            one
            if other is None
            else replace(
                other,
                modules=other.modules + one.modules,
                dropped=tuple(dict.fromkeys(other.dropped + one.dropped)),
                unsplit=tuple(dict.fromkeys(other.unsplit + one.unsplit)),
            )
        )
    return list(found.values())


def _extracts_of(file: FileRead) -> tuple[str, ...]:
    extracts = [EXTRACT_OF[module] for module in file.modules]
    if "active_plan" in file.modules:
        extracts.append("annual_reviews")
    return tuple(dict.fromkeys(extracts))


def _check_that_none_is_lost(con: duckdb.DuckDBPyConnection, what: str) -> None:
    told = con.execute("select count(*) from return_fates").fetchall()[0][0]
    held = sen2_extracts.records(con)
    if told != held:
        raise StepFailed(
            f"{what} holds {held} records, and {told} of them were placed; nothing was published:"
            " report this with the run's log."
        )


def _read_postcodes(con: duckdb.DuckDBPyConnection, path: Path, work: Path) -> None:
    """The temporary table `postcodes`: one row a postcode, without blanks, with its district."""
    table = delimited.look(path, lambda cells: sum(fold(cell) in _POSTCODES for cell in cells))
    folded = [fold(cell) for cell in table.heading.cells]
    found = {
        column: next((folded.index(name) for name in names if name in folded), None)
        for column, names in (("postcode", _POSTCODES), ("district", _DISTRICTS))
    }
    if None in found.values():
        raise CallError(
            f"{path}, line {table.heading.line}: the file that postcodes names in the settings"
            f" needs a column {' or '.join(_POSTCODES)} and a column {' or '.join(_DISTRICTS)};"
            " give it one of each."
        )
    wanted = [
        delimited.Wanted(name, place, "ehc_cell")
        for name, place in found.items()
        if place is not None
    ]
    delimited.load(con, table, wanted, "read_postcodes", work)
    con.execute(
        """
        create temp table postcodes as
        select upper(replace(postcode, ' ', '')) as postcode, min(district) as district
        from read_postcodes where postcode is not null group by 1;
        drop view read_postcodes_lines;
        drop table read_postcodes;
        """
    )


def _encodings(files: Sequence[FileRead]) -> Iterator[str]:
    """In what the files of a return are written, where it is not the usual."""
    for one in _by_file(files):
        if one.encoding not in ("UTF-8", "workbook"):
            yield f"{one.file}: it was read as {one.encoding}."


def _notes(
    con: duckdb.DuckDBPyConnection, found: Returned, source: XmlReturn | TableReturn
) -> Iterator[str]:
    """What is to be told of a return: counts and codes, never a person."""
    modules = ("person", "request", "assessment", "named_plan", "active_plan")
    counted = ", ".join(f"(select count(*) from sen2_{module})" for module in modules)
    moved_in = "(select count(*) from sen2_active_plan where transferla is not null)"
    (counts,) = con.execute(f"select {counted}, {moved_in}").fetchall()
    year = source.header.year
    words = ("people", "requests", "assessments", "plans made", "plans held in January")
    held = ", ".join(f"{word} {count:,}" for word, count in zip(words, counts, strict=False))
    yield (
        f"{found.what} of {year or 'a year that it does not say'} holds: {held}. Names, UPN, ULN"
        " and postcode were read to tell people and districts apart, and dropped."
    )
    if isinstance(source, XmlReturn) and year is None:
        yield f"{found.what} does not say its year: it was read as one of {source.year}."
    if isinstance(source, TableReturn):
        yield from dict.fromkeys(note for part in source.parts.values() for note in part.notes)
    if counts[-1]:
        yield (
            f"{found.what} holds plans that moved in from another authority ({counts[-1]:,}), and"
            " no return says on which day: no clock of the review after a move runs for them."
        )
    if "plans" not in found.columns:
        idle_ones = [name for name in sen2.MODULES if EXTRACT_OF[name] == "plans"]
        counted = " + ".join(f"(select count(*) from sen2_{name})" for name in idle_ones)
        ((idle,),) = con.execute(f"select {counted}").fetchall()
        if idle:
            yield (
                f"{found.what} has no table of named plans, and without their start dates its"
                f" {idle:,} records of plans, placements and needs cannot be used: add that table."
            )
    for field, cells in sen2_extracts.unknown_codes(con):
        yield (
            f"{found.what}: codes of {field} in {cells:,} cells are not in seeds/sen2_codes.csv;"
            " add them there, each with what it becomes."
        )
