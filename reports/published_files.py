"""Published files that were loaded beside the delivery: what the quality page says of each.

They were published by others about whole areas, so nothing of them is hidden in any edition.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from reports import words
from reports.rules import rows

LAYOUTS = {
    "tidy": "Department for Education, a file of Explore Education Statistics",
    "appeals": "Ministry of Justice, SEND appeal rates by authority",
    "neighbours": "A table of statistical neighbours",
    "lookup": "Office for National Statistics, a lookup from districts to counties",
}
# What publishers put where they have no number.
MEANINGS = {
    "c": "withheld",
    "k": "rounds to nought",
    "low": "rounds to nought",
    "u": "not reliable",
    "x": "not available",
    "..": "not available",
    ".": "not available",
    ":": "not available",
    "-": "no figure",
    "~": "withheld",
    "*": "withheld",
    "z": "not applicable",
    "n/a": "not applicable",
    "na": "not available",
    "text": "words",
    "negative": "counts below nought",
}
# So many negative counts are listed line by line; a file with more is better looked at itself.
LISTED = 20


@dataclass(frozen=True)
class PublishedFile:
    """One file. `summary` is terms with their texts; `negative` and `notes` are sentences."""

    file: str
    summary: tuple[tuple[str, str], ...]
    negative: tuple[str, ...]
    notes: tuple[str, ...]


def read(db: duckdb.DuckDBPyConnection) -> tuple[PublishedFile, ...]:
    """Every published file that was loaded, by name."""
    return tuple(
        _read_file(db, row) for row in rows(db, "select * from raw.published_files order by file")
    )


def _read_file(db: duckdb.DuckDBPyConnection, about: dict[str, object]) -> PublishedFile:
    file = str(about["file"])
    counted = _fetch(
        db,
        """select coalesce(symbol, ''), count(*) from raw.published_figures where file = ?
        group by all order by count(*) desc, 1""",
        file,
    )
    negative = _fetch(
        db,
        """select line, indicator, delivered from raw.published_figures
        where file = ? and symbol = 'negative' order by line, indicator""",
        file,
    )
    notes = _fetch(
        db,
        """select line, note from quality.published_notes where file = ?
        order by case kind when 'revised' then 1 when 'doubled_heading' then 2 else 3 end,
            line nulls last, note""",
        file,
    )
    listed = [f"Line {line}, {name}: {text}" for line, name, text in negative[:LISTED]]
    if len(negative) > LISTED:
        listed.append(f"And {words.number(len(negative) - LISTED)} more")
    return PublishedFile(
        file,
        tuple(_summary(about, {str(symbol): int(str(n)) for symbol, n in counted})),
        tuple(listed),
        tuple(_note(line, str(note)) for line, note in notes),
    )


def _summary(about: dict[str, object], counted: dict[str, int]) -> list[tuple[str, str]]:
    total, used = int(str(about["rows"])), int(str(about["rows_used"]))
    found = [("What it is", LAYOUTS[str(about["layout"])])]
    all_used = "all used" if used == total else f"{words.number(used)} used"
    found.append(("Rows", f"{words.number(total)}, {all_used}"))
    if about["first_year"] is not None:
        years = sorted({str(about["first_year"]), str(about["last_year"])})
        found.append(("Years", " to ".join(years)))
    if counted:
        numbers = counted.get("", 0)
        text = f"{words.number(numbers)} of {words.count(sum(counted.values()), 'cell')}"
        found.append(("Numbers", text))
    gaps = [
        f"{symbol} ({MEANINGS[symbol]}) {words.number(n)}"
        if len(symbol) <= len("low")
        else f"{MEANINGS.get(symbol, symbol)} {words.number(n)}"
        for symbol, n in counted.items()
        if symbol
    ]
    if gaps:
        found.append(("Not numbers", f"{'; '.join(gaps)}. None of them counts as nought"))
    return found


def _note(line: object, note: str) -> str:
    text = f"{note[:1].upper()}{note[1:]}" if line is None else f"Line {line}: {note}"
    return f"{text}."


def _fetch(db: duckdb.DuckDBPyConnection, sql: str, file: str) -> list[tuple]:
    return db.execute(sql, [file]).fetchall()
