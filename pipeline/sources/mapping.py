"""Column mappings: which of their headings is our column, and which of their values is our code.

One readable file per source system, `mappings/<source_system>.toml`. `canonical.toml` is read
first, for every source; the source's own file adds to it and beats it.

    ids_ignore_case = false

    [columns.needs_assessments]
    received_date = ["Date request was received", "Date of request"]

    [values.needs_assessments.request_outcome]
    "Agreed" = "Y"

Headings are compared by their letters and digits alone, so `Request ID`, `request-id` and
`REQUEST_ID` are one; values without regard to case and outer blanks.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import CallError, listed
from pipeline.extracts import EXTRACTS, ROOT, Column, codes, columns
from pipeline.sources.delimited import Heading

FOLDER = ROOT / "mappings"
SYNONYMS = "synonyms"  # the file of guesses, which is no mapping
_KEYS = ("ids_ignore_case", "columns", "values")
NEED_NO_FILE = ("sen2", "annex_a")
_MAPPED_KINDS = ("code", "flag", "ground", "text", "authority", "district")


@dataclass(frozen=True)
class Mapping:
    """The headings and values of one source system."""

    path: Path  # the file to edit
    ids_ignore_case: bool = False
    headings: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    values: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def names_of(self, column: Column) -> set[str]:
        """Every heading, folded, under which a column may be delivered."""
        aliases = self.headings.get((column.extract, column.name), ())
        return {fold(name) for name in (column.name, *aliases)}

    def value_map(self, column: Column) -> dict[str, str]:
        """Their values, in lower case, and what each means."""
        return self.values.get((column.extract, column.name), {})


@dataclass(frozen=True)
class Synonyms:
    """What a guess may rest on: `mappings/synonyms.toml`."""

    headings: dict[tuple[str, str], tuple[str, ...]]  # of a column, the best first
    values: dict[tuple[str, str], dict[str, str]]  # in lower case, and the code of each
    files: dict[str, tuple[str, ...]]  # words in the name of an extract's file
    words: dict[str, str]  # a word of a heading, and the word that stands for it
    never: frozenset[str]  # words of headings that speak of a person, or are free text


def fold(heading: str) -> str:
    """A heading by its letters and digits alone."""
    return re.sub(r"[\W_]+", "", heading.casefold())


def load(source_system: str, named_in: str, folder: Path | None = None) -> Mapping:
    """The mapping of a source system; `named_in` says who asked for it.

    Raises CallError where there is no such file, or where it cannot be understood.
    """
    folder = folder or FOLDER
    paths = [folder / "canonical.toml"]
    if source_system != "canonical" and source_system not in NEED_NO_FILE:
        path = folder / f"{source_system}.toml"
        if not re.fullmatch(r"[\w-]+", source_system) or source_system not in source_systems(
            folder
        ):
            have = ", ".join(source_systems(folder))
            raise CallError(
                f'{named_in}: there is no mapping file for source_system "{source_system}"; write'
                f" mappings/{source_system}.toml, or name one of those that exist: {have}."
            )
        paths.append(path)
    return _merged(paths)


def alone(source_system: str, folder: Path | None = None) -> Mapping:
    """What the file of a source system says by itself, without canonical.toml."""
    return _merged([(folder or FOLDER) / f"{source_system}.toml"])


def _merged(paths: list[Path]) -> Mapping:
    """The mapping that several files make, the last of which is the one to edit."""
    headings: dict[tuple[str, str], tuple[str, ...]] = {}
    values: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    ids_ignore_case = False
    for path in paths:
        document = _read(path)
        ids_ignore_case = document.get("ids_ignore_case", ids_ignore_case)
        if not isinstance(ids_ignore_case, bool):
            raise CallError(f"{path}: ids_ignore_case is neither true nor false; write one.")
        for column, names in _entries(path, document, "columns"):
            key = (column.extract, column.name)
            headings[key] = headings.get(key, ()) + _headings(path, column, names)
        for column, meanings in _entries(path, document, "values"):
            values[column.extract, column.name] |= _values(path, column, meanings)
    return Mapping(paths[-1], ids_ignore_case, headings, dict(values))


def source_systems(folder: Path | None = None) -> list[str]:
    """The source systems that have a mapping file."""
    stems = (path.stem for path in (folder or FOLDER).glob("*.toml"))
    return sorted(stem for stem in stems if stem != SYNONYMS)


def synonyms(folder: Path | None = None) -> Synonyms:
    """What headings, values and files are often called. Raises CallError as `load` does."""
    path = (folder or FOLDER) / f"{SYNONYMS}.toml"
    document = _read(path, (*_KEYS, "files", "words", "never"))
    return Synonyms(
        headings={
            (column.extract, column.name): _headings(path, column, entry)
            for column, entry in _entries(path, document, "columns")
        },
        values={
            (column.extract, column.name): _values(path, column, entry)
            for column, entry in _entries(path, document, "values")
        },
        files={name: tuple(ways) for name, ways in document.get("files", {}).items()},
        words={way: word for word, ways in document.get("words", {}).items() for way in ways},
        never=frozenset(document.get("never", ())),
    )


def match(heading: Heading, extract: str, mapping: Mapping) -> dict[str, int]:
    """Our columns that a file delivers, each with its place in the file.

    Raises CallError where two headings mean one column, or where a needed column has none.
    """
    name = heading.path.name
    places: dict[str, int] = {}
    for column in columns(extract):
        names = mapping.names_of(column)
        found = [place for place, text in enumerate(heading.cells) if fold(text) in names]
        if len(found) > 1:
            both = " and ".join(f'"{heading.cells[place]}"' for place in found)
            raise CallError(
                f"{name}, line {heading.line}: the headings {both} are both {column.name}; leave"
                " one of them out of the export."
            )
        if found:
            places[column.name] = found[0]
    missing = [column for column in columns(extract) if column.needed and column.name not in places]
    if missing:
        raise CallError(_missing_columns(heading, missing, mapping, any_known=bool(places)))
    return places


def _missing_columns(
    heading: Heading, missing: list[Column], mapping: Mapping, any_known: bool
) -> str:
    wanted = ", ".join(column.name for column in missing)
    where = f"{heading.path.name}, line {heading.line}"
    edit = f"name its heading in {mapping.path} under [columns.{missing[0].extract}]"
    unknown_row = not any_known and any(re.search(r"\d\d", cell) for cell in heading.cells)
    if unknown_row or heading.may_hold_values:
        # A first line that looks like a row may name a child: it is not repeated.
        return (
            f"{where}: no heading of {wanted}, and the line looks like a row; put the line of"
            " headings first."
        )
    near = _nearest(heading, missing, mapping)
    found = listed([cell for cell in heading.cells if cell]) or "none"
    return f"{where}: no heading for {wanted}; found {found}{near}; {edit}."


def _in_order(heading: str) -> str:
    """The words of a heading in alphabetical order."""
    return " ".join(sorted(re.findall(r"[^\W_]+", heading.casefold())))


def _nearest(heading: Heading, missing: list[Column], mapping: Mapping) -> str:
    """The headings that look most like those that are missing, in words."""
    by_fold = {fold(cell): cell for cell in heading.cells if cell}
    # "Date recieved" is received_date: words in another order look like nothing to a comparison.
    by_words = {_in_order(cell): cell for cell in heading.cells if cell}
    pairs = []
    for column in missing:
        for name in sorted(mapping.names_of(column)):
            close = difflib.get_close_matches(name, by_fold, n=2, cutoff=0.5)
            pairs += [f'{column.name} may be "{by_fold[text]}"' for text in close]
        close = difflib.get_close_matches(_in_order(column.name), by_words, n=1, cutoff=0.75)
        pairs += [f'{column.name} may be "{by_words[text]}"' for text in close]
    return f"; {', '.join(dict.fromkeys(pairs))}" if pairs else ""


def _read(path: Path, known: tuple[str, ...] = _KEYS) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CallError(f"{path}: the mapping cannot be read ({error}); mend the file.") from error
    for key in document:
        if key not in known:
            raise CallError(f'{path}: unknown key "{key}"; the keys are {", ".join(known)}.')
    return document


def _entries(path: Path, document: dict[str, Any], table: str) -> list[tuple[Column, Any]]:
    """What a table of the file says, with the column that each entry is about."""
    entries = []
    for extract, of_columns in _table(path, table, document.get(table, {})).items():
        if extract not in EXTRACTS:
            raise CallError(
                f"{path}: [{table}.{extract}] is no extract; the extracts are"
                f" {', '.join(EXTRACTS)}."
            )
        known = {column.name: column for column in columns(extract)}
        for name, entry in _table(path, f"{table}.{extract}", of_columns).items():
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1, cutoff=0)
                raise CallError(
                    f"{path}: [{table}.{extract}] names {name}, which is no column of it; the"
                    f" nearest is {near[0]}."
                )
            entries.append((known[name], entry))
    return entries


def _table(path: Path, name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CallError(f"{path}: {name} is no table; write it as [{name}].")
    return value


def _headings(path: Path, column: Column, names: Any) -> tuple[str, ...]:
    names = [names] if isinstance(names, str) else names
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise CallError(
            f"{path}: [columns.{column.extract}] {column.name} is neither a heading nor a list of"
            " headings; put them in quotes."
        )
    return tuple(names)


def _values(path: Path, column: Column, meanings: Any) -> dict[str, str]:
    where = f"{path}: [values.{column.extract}.{column.name}]"
    if column.kind not in _MAPPED_KINDS:
        raise CallError(f"{where}: values of a column of this kind cannot be mapped; remove it.")
    allowed = {"code": codes(column.code_list), "flag": ("Y", "N")}.get(column.kind)
    for theirs, ours in _table(path, f"values.{column.extract}.{column.name}", meanings).items():
        if not isinstance(ours, str) or (allowed and ours not in allowed):
            raise CallError(
                f'{where}: "{theirs}" = {ours!r} is none of the codes'
                f" {', '.join(allowed or ('(a text in quotes)',))}."
            )
    return {theirs.strip().casefold(): ours for theirs, ours in meanings.items()}
