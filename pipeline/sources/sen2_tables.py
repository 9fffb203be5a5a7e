"""The SEN2 return as tables: the collection system's export, the sector tool's files, a workbook.

A table is recognised by the set of its headings, never by its name: other collections export files
whose names differ from these by a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.errors import CallError, EhcError
from pipeline.sources import delimited, files, grids
from pipeline.sources.grids import Grid
from pipeline.sources.mapping import fold
from pipeline.sources.sen2 import (
    EXTRACT_OF,
    MODULES,
    Header,
    fields_of,
    modules_in,
    not_stored,
    places,
)
from pipeline.sources.sen2_records import FileRead, create, create_empty

# Of its eight modules, that many must be there before files are taken for a return.
_LEAST = 3
# What the others hang on; assessments only where the plans name no request.
_WORDS = {"person": "people", "request": "requests", "assessment": "assessments"}
# The tables that the submission template stacks on one sheet stand under these titles.
_TITLES = {
    "headerrecord",
    "personrecord",
    "requestsrecords",
    "assessmentsrecords",
    "namedplanrecords",
    "plandetailrecords",
    "activeplanrecords",
    "placementdetailrecords",
    "senneedrecords",
}
_TITLE_ROWS = 50  # how far down a sheet its first headings may stand


@dataclass(frozen=True)
class Part:
    """The table of one module: where its fields stand."""

    module: str
    source: delimited.Table | Grid
    places: dict[str, int]

    @property
    def path(self) -> Path:
        return self.source.path

    @property
    def file(self) -> str:
        """The name under which it stands in messages and tables."""
        return self.source.file if isinstance(self.source, Grid) else self.path.name

    @property
    def headings(self) -> tuple[str, ...]:
        return _headings(self.source)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the run should say of how it was read."""
        return self.source.notes if isinstance(self.source, Grid) else ()


@dataclass(frozen=True)
class TableReturn:
    """A return in tables: one part a module that it holds."""

    parts: dict[str, Part]
    header: Header
    paths: tuple[Path, ...]

    @property
    def present(self) -> dict[str, frozenset[str]]:
        return {module: frozenset(part.places) for module, part in self.parts.items()}

    @property
    def numbers_begin_anew(self) -> bool:
        """Whether requests are numbered within each child: the sector tool's files."""
        part = self.parts.get("assessment")
        return (
            _has(part, "persontableid", "requeststableid")
            and part is not None
            and not isinstance(part.source, Grid)
        )


def find(paths: Sequence[Path]) -> TableReturn | None:
    """The return that is among some CSV files and workbooks; None where there is none.

    Raises CallError where the records of a module lie in two of them, or where those that all
    others hang on are missing.
    """
    parts: dict[str, Part] = {}
    for path in paths:
        for part in _parts_of(path):
            if part.module == "header" and fold(_header(part).collection or "sen2") != "sen2":
                continue  # it is another collection's
            other = parts.setdefault(part.module, part)
            if other is not part:
                raise CallError(
                    f"{path.parent}: {other.file} and {part.file} are both a SEN2 return's"
                    f" {part.module.replace('_', ' ')} records; leave one of the two returns out of"
                    " the folder."
                )
    whole = tuple(dict.fromkeys(part.path for part in parts.values()))
    header = _header(parts.pop("header", None))
    # Some files alone may belong to another collection: a return is a set.
    if len(parts) < _LEAST:
        return None
    named = parts.get("named_plan")
    hangs_on_assessments = _has(named, "assessmenttableid") and not _has(named, "requeststableid")
    for module, words in _WORDS.items():
        if module not in parts and (module != "assessment" or hangs_on_assessments):
            found = ", ".join(sorted({part.file for part in parts.values()}))
            raise CallError(
                f"{paths[0].parent}: a SEN2 return lies here ({found}) without the table of"
                f" {words}; add it, with the headings of the export."
            )
    return TableReturn(parts, header, whole)


def _parts_of(path: Path) -> Iterator[Part]:
    tables: Sequence[delimited.Table | Grid] = (
        _grids(path) if path.suffix.lower() in grids.SUFFIXES else _delimited(path)
    )
    for table in tables:
        headings = _headings(table)
        for module in modules_in(headings):
            yield Part(module, table, places(module, headings))


def _headings(source: delimited.Table | Grid) -> tuple[str, ...]:
    return source.headings if isinstance(source, Grid) else source.heading.cells


def _grids(path: Path) -> list[Grid]:
    """The tables of a workbook: one a sheet, or stacked on one sheet, each under its title."""
    found = []
    for page in grids.sheets(path):
        rows = page.rows
        first = next(
            (n for n, cells in enumerate(rows[:_TITLE_ROWS], 1) if modules_in(cells)), None
        )
        if first is None:
            continue
        titles = [n for n, cells in enumerate(rows, 1) if n > first and _is_title(cells)]
        headings = [first]
        for title in titles:
            filled = (n for n in range(title + 1, len(rows) + 1) if any(rows[n - 1]))
            below = next(filled, None)
            if below is not None and modules_in(rows[below - 1]):
                headings.append(below)
        for heading in headings:
            until = next((title for title in titles if title > heading), None)
            found.append(grids.below(page, heading, until))
    return found


def _is_title(cells: Sequence[str]) -> bool:
    """Whether a row is the title of a table of the template: "Requests Records", and no more."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and fold(filled[0]) in _TITLES


def _delimited(path: Path) -> list[delimited.Table]:
    """A CSV file, looked at; none where it is no table at all, and so no business of ours."""
    known = {name for module in MODULES for one in fields_of(module) for name in one.headings}
    try:
        return [delimited.look(path, lambda cells: sum(fold(cell) in known for cell in cells))]
    except EhcError:
        return []


def _header(part: Part | None) -> Header:
    """What the return's own table of one row says of it."""
    if part is None:
        return Header()
    if isinstance(part.source, Grid):
        first = list(part.source.rows[0][1]) if part.source.rows else []
    else:
        _, rows = delimited.read_small(part.path)
        first = rows[0][1] if rows else []
    said = {name: first[place].strip() for name, place in part.places.items() if first[place:]}
    year = re.search(r"20\d\d", said.get("year") or said.get("referencedate", ""))
    return Header(said.get("collection"), int(year[0]) if year else None, said.get("lea") or None)


def load(con: duckdb.DuckDBPyConnection, found: TableReturn, work: Path) -> list[FileRead]:
    """Read a return into the temporary tables of the modules.

    Raises StepFailed where a file holds what its encoding does not allow.
    """
    reads = []
    for module in MODULES:
        part = found.parts.get(module)
        if part is None:
            create_empty(con, module)
            continue
        into = f"read_{module}"
        reads.append(_load_part(con, part, into, work))
        own, parent = _keys(module, part, found.numbers_begin_anew)
        create(con, module, part.file, f"{into}_lines", frozenset(part.places), own, parent)
        con.execute(f"drop view {into}_lines; drop table {into}")
    _join_plans_to_requests(con, found)
    return reads


def _load_part(con: duckdb.DuckDBPyConnection, part: Part, into: str, work: Path) -> FileRead:
    """The table `into` and its view with lines, of the module's fields as text."""
    known = {
        place
        for module in modules_in(part.headings)
        for name, place in places(module, part.headings).items()
        if name not in not_stored(module)
    }
    dropped = tuple(
        (EXTRACT_OF[part.module], text)
        for place, text in enumerate(part.headings)
        if text and place not in known
    )
    if isinstance(part.source, Grid):
        grids.load(con, part.source, part.places, into)
        con.execute(f"create temp view {into}_lines as select * from {into}")
        files.check_unchanged(part.path, part.source.sha256)
        return FileRead(
            file=part.file,
            modules=(part.module,),
            sha256=part.source.sha256,
            bytes=part.path.stat().st_size,
            encoding="workbook",
            delimiter="",
            dropped=dropped,
        )
    wanted = [delimited.Wanted(name, place, "ehc_cell") for name, place in part.places.items()]
    loaded = delimited.load(con, part.source, wanted, into, work)
    files.check_unchanged(part.path, part.source.sha256)
    return FileRead(
        file=part.file,
        modules=(part.module,),
        sha256=part.source.scan.sha256,
        bytes=part.source.scan.bytes,
        encoding=part.source.encoding_name,
        delimiter=part.source.delimiter_name,
        unsplit=tuple((one.line, one.why) for one in loaded.unsplit),
        dropped=dropped,
    )


def _keys(module: str, part: Part, numbers_begin_anew: bool) -> tuple[str, str]:
    """A record's own key and its parent's, in SQL: by its number, else by that of its request."""

    def cell(name: str) -> str:
        return f"ehc_return_cell({name})"

    request = cell("requeststableid")
    if numbers_begin_anew:
        request = f"{cell('persontableid')} || '-' || {request}"

    def key(name: str) -> str:
        return cell(name) if _has(part, name) else request

    person = cell("persontableid")
    return {
        "person": lambda: (person, "null"),
        "request": lambda: (request, person if _has(part, "persontableid") else "null"),
        "assessment": lambda: (key("assessmenttableid"), request),
        "named_plan": lambda: (key("namedplantableid"), key("assessmenttableid")),
        "plan_detail": lambda: ("line::varchar", key("namedplantableid")),
        "active_plan": lambda: (key("activeplanstableid"), request),
        "placement": lambda: ("line::varchar", key("activeplanstableid")),
        "need": lambda: ("line::varchar", key("activeplanstableid")),
    }[module]()


def _join_plans_to_requests(con: duckdb.DuckDBPyConnection, found: TableReturn) -> None:
    """In the export a plan hangs on its assessment: everywhere else, and from here on, on the
    request above that.
    """
    if _has(found.parts.get("named_plan"), "assessmenttableid"):
        con.execute(
            "update sen2_named_plan set parent = (select first(a.parent order by a.line)"
            " from sen2_assessment as a where a.own = sen2_named_plan.parent)"
        )


def _has(part: Part | None, *names: str) -> bool:
    return part is not None and part.places.keys() >= set(names)
