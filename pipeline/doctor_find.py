"""What a drop holds, for `ehc doctor`: which file is which extract, and what its cells are like.

Everything is counted over all rows. Nothing is changed, and no cell of a child is kept.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from pipeline import dates, doctor_read, returns
from pipeline.cells import Context, admitted, read_cells
from pipeline.doctor_guess import Guesser, Reading
from pipeline.doctor_read import Looked
from pipeline.errors import CallError, EhcError
from pipeline.extracts import EXTRACTS, columns
from pipeline.returns import Returned
from pipeline.settings import FILE_NAME, Settings
from pipeline.sources import mapping, tables
from pipeline.sources.files import stem_and_suffix
from pipeline.sources.mapping import Mapping, fold

_OURS = ("drop.toml", "corrections.csv", FILE_NAME, "key", "readme.md", "readme.txt")
_MAX_VALUE = 60  # a longer text is no code, and may speak of a child
_MAX_DISTINCT = 40  # a column with more unknown values is no column of codes
_MAX_GUESSED = 12  # and a column that is only guessed to be one, with fewer


@dataclass
class Examined:
    """A file that was recognised, and what was counted over all of its rows."""

    looked: Looked
    reading: Reading
    sure: bool  # whether its name says which extract it is
    rows: int = 0
    unsplit: int = 0
    unknown: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    too_many: dict[str, int] = field(default_factory=dict)  # columns with no code-like values
    bad_dates: dict[str, tuple[int, list[int]]] = field(default_factory=dict)
    authorities: Counter[str] = field(default_factory=Counter)
    districts: Counter[str] = field(default_factory=Counter)
    months: Counter[date] = field(default_factory=Counter)  # of event dates, the first day of each
    latest: dict[date, date] = field(default_factory=dict)  # the last day in each month

    @property
    def extract(self) -> str:
        return self.reading.extract

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands below its headings, not even what could not be counted."""
        none_seen = not any(any(cells) for cells in self.looked.rows)
        return none_seen and not (self.rows or self.unsplit or self.has_no_headings)

    @property
    def has_no_headings(self) -> bool:
        """Whether a row stands where headings should: it may name a child, and is not repeated."""
        known = len(self.reading.certain) + sum(
            one.is_sure for one in self.reading.guesses.values()
        )
        return known < 2 and any(re.search(r"\d\d", cell) for cell in self.looked.heading.cells)


@dataclass
class Found:
    """What the folder holds, as far as it was understood."""

    files: dict[str, Examined] = field(default_factory=dict)  # by extract
    returned: Returned | None = None
    strange: list[str] = field(default_factory=list)  # a sentence for each file left over

    @property
    def delivered(self) -> dict[str, frozenset[str]]:
        """Our columns that are delivered, guesses among them, by extract."""
        carried = dict(self.returned.columns) if self.returned else {}
        return carried | {name: frozenset(one.reading.places) for name, one in self.files.items()}


def look_at(paths: list[Path], guesser: Guesser) -> Iterator[tuple[Path, Looked | str | None]]:
    """Each file that may hold an extract, looked at; None where it is of another kind, or the
    sentence that says why it cannot be read.
    """
    systems = [mapping.load(name, "ehc doctor") for name in ("canonical", *_readable_systems())]
    names = guesser.known | {
        fold(way) for system in systems for ways in system.headings.values() for way in ways
    }
    for path in paths:
        if path.name.lower() in _OURS or path.name.lower().endswith(".md"):
            continue
        if stem_and_suffix(path)[1] not in tables.SUFFIXES:
            yield path, None
            continue
        try:
            yield path, doctor_read.look(path, lambda cells: sum(fold(c) in names for c in cells))
        except EhcError as error:
            yield path, str(error)
        except Exception as error:  # whatever a file holds, the others are still looked at
            yield path, f"{path.name}: it cannot be read ({type(error).__name__}); export it again."


def _readable_systems() -> Iterator[str]:
    for name in mapping.source_systems():
        with suppress(CallError):
            mapping.load(name, "ehc doctor")
            yield name


def better_mapping(
    looked: list[tuple[Path, Looked | str | None]], guesser: Guesser, mapped: Mapping, name: str
) -> tuple[Mapping, str]:
    """A mapping that fits better than the one that counts, and its name; '' where none does.

    It knows more of the headings, and in each table all that some extract needs.
    """
    seen = [one for _, one in looked if isinstance(one, Looked)]

    def knows(candidate: Mapping, whole: bool) -> int:
        total = 0
        for one in seen:
            found = {x: guesser.certain(one, x, candidate).keys() for x in EXTRACTS}
            fits = [len(names) for x, names in found.items() if not whole or _needed(x) <= names]
            if not fits:
                return 0
            total += max(fits)
        return total

    best, best_name, most = mapped, "", knows(mapped, whole=False)
    for other in _readable_systems():
        if other not in (name, "canonical"):
            candidate = mapping.load(other, "ehc doctor")
            known = knows(candidate, whole=True)
            if known > most:
                best, best_name, most = candidate, other, known
    return best, best_name


def _needed(extract: str) -> set[str]:
    return {column.name for column in columns(extract) if column.needed}


def recognise(
    looked: list[tuple[Path, Looked | str | None]],
    guesser: Guesser,
    mapped: Mapping,
    chosen: Settings,
) -> Found:
    """Which file is which extract: by its name, else by its headings."""
    found = Found()
    by_name = {fold(extract): extract for extract in EXTRACTS}
    others: list[Path] = []
    open_files: list[tuple[float, str, Looked]] = []
    for path, one in looked:
        extract = by_name.get(fold(stem_and_suffix(path)[0]))
        if isinstance(one, str) and extract:
            found.strange.append(one)
        elif isinstance(one, Looked) and extract:
            if extract in found.files:
                found.strange.append(
                    f"{path.name}: it is {extract} as {found.files[extract].looked.path.name} is;"
                    " leave one of them out."
                )
            else:
                reading = guesser.read(one, extract, mapped)
                found.files[extract] = Examined(one, reading, sure=True)
        else:
            others.append(path)
    try:
        found.returned = returns.find(others, chosen.postcodes)
    except EhcError as error:
        found.strange.append(str(error))
    except Exception as error:
        found.strange.append(f"A file could not be read as a return ({type(error).__name__}).")
    taken = _paths_of(found.returned)
    for path, one in looked:
        if path not in others or path in taken:
            continue
        if isinstance(one, str):
            found.strange.append(one)
        elif one is None:
            found.strange.append(f"{path.name}: a file of this kind is not read.")
        else:
            open_files += _candidates(one, guesser, mapped)
    placed: set[Path] = set()
    for _, extract, table in sorted(open_files, key=lambda one: -one[0]):
        if table.path not in placed and extract not in found.files:
            placed.add(table.path)
            reading = guesser.read(table, extract, mapped)
            found.files[extract] = Examined(table, reading, sure=False)
    for path, one in looked:
        if isinstance(one, Looked) and path in others and path not in placed | taken:
            found.strange.append(_stranger(one, open_files))
    found.files = {name: found.files[name] for name in EXTRACTS if name in found.files}
    return found


def _paths_of(returned: Returned | None) -> set[Path]:
    if returned is None:
        return set()
    source = returned.source
    return set(getattr(source, "paths", ())) or {source.path}  # type: ignore[union-attr]


def _candidates(
    one: Looked, guesser: Guesser, mapped: Mapping
) -> Iterator[tuple[float, str, Looked]]:
    """The extracts that a file may be, each with how likely it is."""
    pointed = guesser.by_name(stem_and_suffix(one.path)[0])
    for extract in EXTRACTS:
        reading = guesser.read(one, extract, mapped)
        few = len(reading.places) < 3
        needed = [column for column in columns(extract) if column.needed]
        if few or len(reading.missing) * 2 > len(needed):
            continue
        yield reading.weight * (1.5 if extract in pointed else 1), extract, one


def _stranger(one: Looked, candidates: list[tuple[float, str, Looked]]) -> str:
    maybe = [extract for _, extract, table in candidates if table.path == one.path]
    if maybe:
        return (
            f"{one.path.name}: it looks like {' or '.join(maybe)}, which another file here is"
            " already; leave one of them out."
        )
    return f"{one.path.name}: its headings are those of no extract; it would be left alone."


def count(found: Found, mapped: Mapping) -> None:
    """Count over all rows what cannot be read, and what the data is of."""
    with tempfile.TemporaryDirectory(prefix="ehc-doctor-") as work, duckdb.connect() as con:
        con.execute(f"set temp_directory = '{Path(work).as_posix()}'")
        con.execute(dates.sql_macros())
        for extract in list(found.files):
            one = found.files[extract]
            try:
                _count_file(con, one, mapped, Path(work))
            except EhcError as error:
                found.strange.append(str(error))
            except Exception as error:
                name = one.looked.path.name
                found.strange.append(
                    f"{name}: it cannot be read to its end ({type(error).__name__}); export it"
                    " again."
                )


def _count_file(con: duckdb.DuckDBPyConnection, one: Examined, mapped: Mapping, work: Path) -> None:
    places = one.reading.places
    loaded = doctor_read.load(
        con, one.looked.table, places, one.extract, f"doctor_{one.extract}", work
    )
    one.rows, one.unsplit = loaded.records, len(loaded.unsplit)
    read = ("date", "birth_date", "code", "flag", "ground", "text")
    ours = [column for column in columns(one.extract) if column.name in places]
    context = Context(
        extract=one.extract,
        delivered=frozenset(column.name for column in ours if column.kind in read),
        delivered_extracts=frozenset(),
        mapping=mapped,
        la_code="",
        as_of=date.max,
        extracted_on=None,
    )
    con.execute(f"create or replace temp table doctor_cells as {read_cells(context)}")
    for column in ours:
        name = column.name
        if column.kind in ("date", "birth_date"):
            reads_as = "born" if column.kind == "birth_date" else name
            _count_dates(con, one, name, reads_as, counts=column.date_role in ("clock", "other"))
        elif admitted(column):
            _count_codes(con, one, name, admitted(column))
        elif column.kind in ("authority", "district"):
            cells = con.execute(
                f"select {name}, count(*) from landed where {name} is not null group by 1"
            ).fetchall()
            tally = one.authorities if column.kind == "authority" else one.districts
            means = mapped.value_map(column)
            for cell, count in cells:
                tally[means.get(cell.casefold(), cell)] += count
    con.execute(f"drop view landed; drop view doctor_{one.extract}_lines")
    con.execute(f"drop table doctor_{one.extract}; drop table doctor_cells")


def _count_dates(
    con: duckdb.DuckDBPyConnection, one: Examined, name: str, reads_as: str, counts: bool
) -> None:
    bad = con.execute(
        f"select count(*), list(line order by line)[:3] from doctor_cells"
        f" where cell_{name} is not null and {reads_as} is null"
    ).fetchall()[0]
    if bad[0]:
        one.bad_dates[name] = (bad[0], bad[1])
    if counts:
        for month, count, last in con.execute(
            f"select date_trunc('month', {name})::date, count(*), max({name}) from doctor_cells"
            f" where {name} is not null group by 1"
        ).fetchall():
            one.months[month] += count
            one.latest[month] = max(last, one.latest.get(month, last))


def _count_codes(
    con: duckdb.DuckDBPyConnection, one: Examined, name: str, codes: tuple[str, ...]
) -> None:
    rows = con.execute(
        f"select cell_{name}, count(*) from doctor_cells where cell_{name} is not null"
        f" and ({name} is null or {name} not in (select unnest(?))) group by 1 order by 2 desc, 1",
        [list(codes)],
    ).fetchall()
    is_guess = name in one.reading.guesses and not one.reading.guesses[name].is_sure
    long = any(len(value) > _MAX_VALUE for value, _ in rows)
    if rows and (len(rows) > _MAX_DISTINCT or long or (is_guess and len(rows) > _MAX_GUESSED)):
        one.too_many[name] = sum(count for _, count in rows)
    elif rows:
        one.unknown[name] = rows
