"""The drop: one folder, one month. Everything about its shape is judged here; nothing is touched.

Every error of the call or of the folder's shape is raised before a single file is written, so
that exit code 2 always means that nothing was changed.
"""

from __future__ import annotations

import calendar
import difflib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import corrections, returns
from pipeline.corrections import Correction
from pipeline.dates import read_day
from pipeline.errors import CallError, EhcError
from pipeline.extracts import EXTRACTS, NEEDED, columns, find_authority
from pipeline.judge import FIRST_DAY
from pipeline.returns import Returned
from pipeline.sources import mapping, tables
from pipeline.sources.files import stem_and_suffix
from pipeline.sources.mapping import Mapping, fold
from pipeline.sources.tables import Table

if TYPE_CHECKING:
    from pipeline.settings import Settings

_KEYS = ("as_of", "extracted_on", "local_authority", "source_system", "synthetic")
# A day as people write it, which the format of drop.toml wants in quotes.
_BARE_DAY = re.compile(r"(?m)^(\s*(?:as_of|extracted_on)\s*=\s*)(\d+[/.]\d+[/.]\d+)(?=\s*(?:#|$))")
_MAX_MANIFEST = 100_000  # bytes
_LAST_DAY = date(2099, 12, 31)  # a year beyond it was mistyped
_HOW_AS_OF = "give one with --as-of 2026-10-31, or as_of = 2026-10-31 in the folder's drop.toml"


@dataclass(frozen=True)
class DropFile:
    """One extract's file, looked at: which of our columns stands where in it."""

    extract: str
    table: Table
    places: dict[str, int]

    @property
    def name(self) -> str:
        return self.table.path.name

    @property
    def dropped_headings(self) -> list[str]:
        """Headings that are not ours: their columns are never stored."""
        ours = set(self.places.values())
        hidden = self.table.heading.may_hold_values
        return [
            f"(column {place + 1}, {'not repeated' if text else 'no heading'})"
            if hidden or not text
            else text
            for place, text in enumerate(self.table.heading.cells)
            if place not in ours
        ]


@dataclass(frozen=True)
class Drop:
    """A month's delivery, read as far as its shape: nothing in it is judged yet."""

    folder: Path
    as_of: date
    extracted_on: date | None
    la_code: str
    la_name: str
    source_system: str
    synthetic: bool
    files: tuple[DropFile, ...]  # in the order of the extracts
    returned: Returned | None  # what stands for the extracts that have no file of their own
    mapping: Mapping
    corrections: tuple[Correction, ...]
    notes: tuple[str, ...]  # what the run should say about the call

    @property
    def carried(self) -> dict[str, frozenset[str]]:
        """The extracts that the return stands for, with the columns that it delivers of each."""
        own = {file.extract for file in self.files}
        found = self.returned.columns if self.returned else {}
        return {extract: names for extract, names in found.items() if extract not in own}


def read_drop(
    folder: Path, settings: Settings, as_of: str | None, month: str | None = None
) -> Drop:
    """The drop in a folder. Writes nothing.

    `as_of` beats `month`, which beats drop.toml. Raises CallError for whatever is wrong with the
    call, drop.toml, the mapping, corrections.csv or the shape of the files, and StepFailed where
    a file cannot be read at all.
    """
    paths = files_in(folder, check=_check_kind)
    if not paths:
        raise CallError(f"{folder}: the folder is empty; put one file for each extract into it.")
    manifest = read_manifest(folder / "drop.toml")
    chosen, notes = _as_of(folder, manifest, as_of, month)
    la_code, la_name = _authority(manifest, settings)
    extracted_on = manifest.get("extracted_on")
    if extracted_on is None:
        notes.append(
            "The drop does not say when it was extracted: no date was checked as too late."
        )
    elif chosen > extracted_on:
        notes.append(
            f"The drop is reported as at {chosen}, after it was extracted on {extracted_on}: what"
            " happened between is not in it."
        )
    source_system = manifest.get("source_system", "canonical")
    mapped = mapping.load(source_system, "drop.toml")
    by_extract = _by_extract(paths)
    returned = _returned(folder, paths, by_extract, settings)
    notes += _what_a_return_changes(returned, by_extract)
    files = tuple(_look(extract, path, mapped) for extract, path in by_extract.items())
    return Drop(
        folder=folder,
        as_of=chosen,
        extracted_on=extracted_on,
        la_code=la_code,
        la_name=la_name,
        source_system=source_system,
        synthetic=manifest.get("synthetic", False),
        files=files,
        returned=returned,
        mapping=mapped,
        corrections=_corrections(folder / "corrections.csv", mapped),
        notes=tuple(notes),
    )


def files_in(folder: Path, check: Callable[[Path], None] | None = None) -> list[Path]:
    """The files in a folder, whatever they hold; `check` gets all that lies there, folders and
    links among it. Raises CallError where there is no such folder, or it cannot be read.
    """
    if not folder.exists():
        raise CallError(f"{folder}: there is no such folder; name the folder that holds the drop.")
    if not folder.is_dir():
        raise CallError(f"{folder}: it is a file; name the folder that holds the drop.")
    try:
        every = sorted(folder.iterdir())
        if check:
            for path in every:
                check(path)
        # Office leaves '~$plans.xlsx' beside a workbook that is open.
        return [path for path in every if path.is_file() and not path.name.startswith((".", "~$"))]
    except OSError as error:
        raise CallError(f"{folder}: the folder cannot be read; ask for the right to it.") from error


def _check_kind(path: Path) -> None:
    """Raise CallError for what is named like a file of a drop and is none, or none that opens."""
    stem, suffix = stem_and_suffix(path)
    is_extract = fold(stem) in map(fold, EXTRACTS) and suffix in tables.SUFFIXES
    if path.name not in ("drop.toml", "corrections.csv") and not is_extract:
        return
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "a link to nothing or a device"
        raise CallError(f"{path.name}: it is {kind} and no file; put the file itself there.")
    if not path.name.isprintable():
        raise CallError(
            f"{path.name}: its name holds what cannot be printed; rename it, as"
            f" {fold(stem)}{suffix}."
        )


def _by_extract(paths: list[Path]) -> dict[str, Path]:
    """The file of each extract that is there, in the extracts' order."""
    found: dict[str, Path] = {}
    for path in paths:
        stem, suffix = stem_and_suffix(path)
        extract = next((name for name in EXTRACTS if fold(name) == fold(stem)), None)
        if extract is None:
            continue
        if extract in found:
            raise CallError(
                f"{path.parent}: {found[extract].name} and {path.name} are both the extract"
                f" {extract}; leave one of them out of the folder."
            )
        if suffix not in tables.SUFFIXES:
            raise CallError(
                f"{path.name}: files of this kind are not read; export it as"
                f" {' or '.join(tables.SUFFIXES)}."
            )
        found[extract] = path
    return {extract: found[extract] for extract in EXTRACTS if extract in found}


def _returned(
    folder: Path, paths: list[Path], by_extract: dict[str, Path], settings: Settings
) -> Returned | None:
    """The return that stands for the extracts which have no file of their own.

    Raises CallError where a needed extract is missing and nothing stands for it.
    """
    missing = [extract for extract in NEEDED if extract not in by_extract]
    others = [path for path in paths if path not in by_extract.values()]
    try:
        found = returns.find(
            [path for path in others if path.name.lower() != "corrections.csv"], settings.postcodes
        )
    except EhcError:
        if missing:
            raise
        return None  # what is not needed may be as it likes
    if missing and found is None:
        stems = {stem_and_suffix(path)[0] for path in paths} - {"drop", "corrections"}
        raise CallError(
            f"the needed extract {missing[0]} is missing from the drop; found"
            f" {', '.join(sorted(stems)) or 'no file'}; add {missing[0]}.csv, or let `ehc doctor"
            f" {folder}` say which file it is."
        )
    if found is not None and missing:
        _check_authority(folder, found, settings)
    return found


def _check_authority(folder: Path, found: Returned, settings: Settings) -> None:
    """Raise CallError where a return names another authority than that of the settings."""
    place = find_authority(found.authority) if found.authority else None
    if place is not None and place.code != settings.la_code:
        raise CallError(
            f"{folder}: {found.name} is {place.name}'s ({place.code}) and the settings are"
            f" {settings.area_name}'s ({settings.la_code}); draft settings for this area with"
            " `ehc doctor`, or name theirs with --settings."
        )


def _what_a_return_changes(found: Returned | None, by_extract: dict[str, Path]) -> list[str]:
    """What the run should say of a return beside, or instead of, the extracts."""
    if found is None:
        return []
    told = [
        f"{by_extract[extract].name} and {found.name} both give {extract}:"
        f" {by_extract[extract].name} counts."
        for extract in found.columns
        if extract in by_extract
    ]
    carried = [extract for extract in found.columns if extract not in by_extract]
    if carried:
        told.append(f"{found.what} stands for {', '.join(carried)}.")
    absent = [one for one in NEEDED if one not in by_extract and one not in found.columns]
    if absent:
        told.append(f"Not delivered, since {found.name} does not carry it: {', '.join(absent)}.")
    return told


def _look(extract: str, path: Path, mapped: Mapping) -> DropFile:
    names = {name for column in columns(extract) for name in mapped.names_of(column)}
    table = tables.look(path, extract, lambda cells: sum(fold(cell) in names for cell in cells))
    return DropFile(extract, table, mapping.match(table.heading, extract, mapped))


def _corrections(path: Path, mapped: Mapping) -> tuple[Correction, ...]:
    """The drop's corrections, their keys written as the ids will be."""
    given = corrections.read(path)
    if not mapped.ids_ignore_case:
        return given
    return tuple(replace(one, key=one.key.upper()) for one in given)


def read_manifest(path: Path) -> dict[str, Any]:
    """drop.toml with its dates as dates; empty where there is none."""
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > _MAX_MANIFEST:
            raise CallError(f"{path}: it is no short file of a few keys; write it anew.")
        text = path.read_text(encoding="utf-8-sig")
        manifest = tomllib.loads(_BARE_DAY.sub(r'\1"\2"', text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise CallError(f"{path}: the file cannot be read ({error}); mend it.") from error
    for key, value in manifest.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0)[0]
            raise CallError(f'{path}: unknown key "{key}"; the nearest is {near}.')
        manifest[key] = _checked(path, key, value)
    return manifest


def _checked(path: Path, key: str, value: Any) -> Any:
    if key in ("as_of", "extracted_on"):
        day = value.date() if isinstance(value, datetime) else value
        day = read_day(day) if isinstance(day, str) else day
        if not isinstance(day, date):
            raise CallError(f"{path}: {key} = {value} is no date; write it as 2026-10-31.")
        return _possible(f"{path}: {key} = {day}", day)
    if key == "synthetic" and not isinstance(value, bool):
        raise CallError(f"{path}: synthetic = {value} is neither true nor false; write one.")
    if key in ("local_authority", "source_system") and not isinstance(value, str):
        raise CallError(f"{path}: {key} = {value} is no text; put it in quotes.")
    return value


def _as_of(
    folder: Path, manifest: dict[str, Any], argument: str | None, month: str | None
) -> tuple[date, list[str]]:
    """The day to report, and a note for each other day that was given and not taken."""
    given: list[tuple[str, date]] = []
    if argument is not None:
        day = read_day(argument)
        if day is None:
            raise CallError(f'--as-of "{argument}" is no date; write it as 2026-10-31.')
        given.append(("--as-of", _possible(f"--as-of {argument}", day)))
    if month is not None:
        given.append(("--month", _end_of(month)))
    if "as_of" in manifest:
        given.append(("drop.toml", manifest["as_of"]))
    if not given:
        raise CallError(f"{folder}: the drop does not say which day to report; {_HOW_AS_OF}.")
    source, chosen = given[0]
    return chosen, [
        f"{other} says {day}, {source} says {chosen}: {source} counts."
        for other, day in given[1:]
        if day != chosen
    ]


def _possible(given: str, day: date) -> date:
    """The day, where a report can speak of it; every month up to it would be counted."""
    if not FIRST_DAY <= day <= _LAST_DAY:
        raise CallError(
            f"{given} is no day of a report, which lies between {FIRST_DAY} and {_LAST_DAY}; look"
            " at the year."
        )
    return day


def _end_of(month: str) -> date:
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", month.strip())
    if not found:
        raise CallError(f'--month "{month}" is no month; write it as 2026-10.')
    year, number = int(found[1]), int(found[2])
    return date(year, number, calendar.monthrange(year, number)[1])


def _authority(manifest: dict[str, Any], settings: Settings) -> tuple[str, str]:
    """The authority's ONS code and name: drop.toml's, which must be the settings' area."""
    text = manifest.get("local_authority")
    if text is None:
        return settings.la_code, settings.area_name
    found = find_authority(text)
    code = found.code if found else text.strip()
    if code != settings.la_code:
        if found is None:
            raise CallError(
                f'drop.toml: local_authority = "{text}" is no English authority; write its ONS'
                f' code, as "{settings.la_code}" for {settings.area_name}.'
            )
        raise CallError(
            f"drop.toml: the drop is {found.name}'s ({code}) and the settings are"
            f" {settings.area_name}'s ({settings.la_code}); draft settings for this area with"
            " `ehc doctor`, or name theirs with --settings."
        )
    return code, found.name if found else settings.area_name
