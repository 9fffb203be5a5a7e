"""What `ehc doctor` drafts: settings for an authority, a mapping, and a drop.toml.

A draft never goes over a file, and no build reads one: a person puts it in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.doctor_guess import Guess, Proposal
from pipeline.errors import CallError
from pipeline.extracts import EXTRACTS, SEEDS, Authority, columns, read_seed
from pipeline.settings import FILE_NAME, ROOT
from pipeline.sources.mapping import Mapping


@dataclass(frozen=True)
class Unknown:
    """A value of a code column that is in no list, how often it stands there, and a proposal."""

    value: str
    count: int
    proposal: Proposal | None


@dataclass
class Finds:
    """What a mapping has to say of one extract beyond the mapping that there is."""

    headings: dict[str, tuple[str, Guess]] = field(default_factory=dict)  # by our column
    doubtful: list[tuple[str, tuple[Guess, ...]]] = field(default_factory=list)
    values: dict[str, list[Unknown]] = field(default_factory=dict)  # by our column


@cache
def _meanings() -> dict[tuple[str, str], str]:
    rows = read_seed(SEEDS / "extract_columns.csv")
    return {(row["extract"], row["column_name"]): row["meaning"] for row in rows}


def meaning(extract: str, column: str) -> str:
    """What a column holds, in the words of its seed."""
    return _meanings()[extract, column]


def settings_text(place: Authority, districts: Sequence[str], has_districts: bool) -> str:
    """Settings for an authority: every key of the settings that ship, with its comment.

    `districts` are the names that its data holds and that no geography knows yet.
    """
    text = (ROOT / FILE_NAME).read_text(encoding="utf-8")
    body = text[text.index("# --- The area") :]
    body = _set(body, "la_code", f'"{place.code}"')
    body = _set(body, "area_name", _quoted(place.name))
    body = _set(body, "brand_name", _quoted(place.name))
    body = _set(body, "contact", '""')
    if place.code not in text:
        listed = re.compile(r"^statistical_neighbours = \[.*?^\]", re.M | re.S)
        body = listed.sub("statistical_neighbours = []", body, count=1)
    if not has_districts:
        line = re.search(r"^geography = .*$", body, re.M)
        hint = "\n".join(_geography_hint(place, districts))
        body = body[: line.start()] + hint + "\n" + body[line.start() :] if line else body
    return (
        f"# Settings for {place.name}, drafted by `ehc doctor`. Read them, put them into the folder"
        " of the drop\n"
        f"# as {FILE_NAME}, or name them with --settings FILE. A key that is left out takes its"
        " default.\n"
        "# Paths start from the folder of the settings file.\n\n" + body
    )


def _geography_hint(place: Authority, districts: Sequence[str]) -> list[str]:
    lines = [
        f"# The file below knows no district of {place.name}: the reports are of the whole area.",
        "# To see districts, wards or localities of your own, write a file such as geography.csv",
        "# beside this one, name it here, and give a row to each. The codes may be your own; the",
        "# places on the map may stay empty:",
        "#   la_code,district_code,district_name,locality,tile_row,tile_col",
    ]
    names = list(districts) or ["Name of a district"]
    for number, name in enumerate(names, 1):
        shown = f'"{name}"' if "," in name else name
        lines.append(f"#   {place.code},D{number:02d},{shown},,,")
    return lines


def _set(body: str, key: str, value: str) -> str:
    found = re.search(rf"^{key} = .*$", body, re.M)
    if found is None:
        raise CallError(f"{ROOT / FILE_NAME}: it has no line {key} = ...; put it back.")
    return f"{body[: found.start()]}{key} = {value}{body[found.end() :]}"


def mapping_text(name: str, base: Mapping | None, finds: dict[str, Finds]) -> str:
    """A mapping: what the mapping `base` holds, and what was found. Doubts are commented out."""
    lines = [
        f"# The mapping {name}, drafted by `ehc doctor`. Read it, correct it, and put it into",
        f"# mappings/{name}.toml. mappings/canonical.toml is read before it.",
        "# In [columns] our name stands on the left and their heading on the right; in [values]",
        "# their value on the left and our code on the right. CHECK: a guess that may be wrong.",
        "",
    ]
    if base is not None:
        lines += [f"ids_ignore_case = {str(base.ids_ignore_case).lower()}", ""]
    for extract in EXTRACTS:
        lines += _columns_table(extract, base, finds.get(extract, Finds()))
    for extract in EXTRACTS:
        lines += _values_tables(extract, base, finds.get(extract, Finds()))
    return "\n".join(lines).rstrip() + "\n"


def _columns_table(extract: str, base: Mapping | None, found: Finds) -> list[str]:
    lines = []
    for column in columns(extract):
        had = base.headings.get((extract, column.name), ()) if base else ()
        new = found.headings.get(column.name)
        names = [*had, *([new[0]] if new and new[0] not in had else [])]
        if names:
            listed = ", ".join(_quoted(name) for name in names)
            doubt = new is not None and not new[1].is_sure
            mark = f" # CHECK: {meaning(extract, column.name)}" if doubt else ""
            lines.append(f"{column.name} = [{listed}]{mark}")
    for heading, near in found.doubtful:
        for guess in near:
            lines.append(f"# {guess.column.name} = [{_quoted(heading)}] # CHECK: not sure enough")
    return [f"[columns.{extract}]", *lines, ""] if lines else []


def _values_tables(extract: str, base: Mapping | None, found: Finds) -> list[str]:
    tables: list[str] = []
    for column in columns(extract):
        had = dict(base.values.get((extract, column.name), {})) if base else {}
        new = found.values.get(column.name, [])
        lines = [f"{_quoted(theirs)} = {_quoted(ours)}" for theirs, ours in had.items()]
        for one in new:
            if one.value.strip().casefold() in had:
                continue
            rows = "1 row" if one.count == 1 else f"{one.count:,} rows"
            if one.proposal is None and column.kind in ("ground", "text"):
                lines.append(
                    f'# {_quoted(one.value)} = "" # {rows}: it stays as it is, if not ours'
                )
            elif one.proposal is None:
                lines.append(f'# {_quoted(one.value)} = "" # {rows}: say what it means')
            elif one.proposal.sure:
                lines.append(f"{_quoted(one.value)} = {_quoted(one.proposal.code)} # {rows}")
            else:
                lines.append(
                    f"# {_quoted(one.value)} = {_quoted(one.proposal.code)} # CHECK: {rows}"
                )
        if lines:
            tables += [f"[values.{extract}.{column.name}]", *lines, ""]
    return tables


def drop_text(
    as_of: date | None, extracted_on: date | None, la_code: str, source_system: str, synthetic: bool
) -> list[str]:
    """The lines of a drop.toml."""
    lines = [
        f"as_of = {as_of}" if as_of else "as_of = 2026-10-31 # put the day to report here",
        f"extracted_on = {extracted_on}"
        if extracted_on
        else "# extracted_on = 2026-11-04 # the day the case system was read, if you know it",
        f'local_authority = "{la_code}"',
        f'source_system = "{source_system}"',
    ]
    return [*lines, "synthetic = true"] if synthetic else lines


def write(path: Path, text: str) -> bool:
    """Write a draft; False, and nothing touched, where something of that name is there."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise CallError(
            f"{path}: the draft cannot be written ({error.strerror}); call doctor from a folder in"
            " which you may write."
        ) from error
    return True


def _quoted(text: str) -> str:
    """A text as TOML writes it, on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped)
    return f'"{escaped}"'
