"""What landed, what is left out and why, what was noted, and what cannot be measured."""

from __future__ import annotations

from typing import Any

from reports import figure, vocabulary, words
from reports.delivery import EXTRACTS
from reports.figure import Cell, Column, Table
from reports.pages.book import Book, PageSpec

SEVERITIES = {"critical": "Stops publication", "warning": "Warning", "info": "For information"}


def page(book: Book) -> PageSpec:
    """The data-quality page. Rows are pointed at in the internal edition only."""
    internal = book.facts.edition == "internal"
    failed = [row for row in book.delivery.expectations if not row["passed"]]
    noted = [row for row in book.delivery.expectations if row["passed"] and row["examples"]]
    return PageSpec(
        slug="quality",
        title="What the data can and cannot say",
        template="quality.html.j2",
        context={
            "headline": headline(book),
            "landed": landed(book),
            "not_delivered": [extract_name(name) for name in book.delivery.not_delivered],
            "extraction_checked": book.facts.extracted_on is not None,
            "left_out": left_out(book, "quarantine"),
            "set_aside": left_out(book, "set_aside"),
            "failed": [expectation(book, row) for row in failed],
            "noted": [expectation(book, row) for row in noted] if internal else [],
            "passed": len(book.delivery.expectations) - len(failed),
            "checks": checks(book),
            "cells": cells(book),
            "corrections": corrections(book),
            "look_alikes": look_alikes(book),
            "dropped": [
                (extract_name(extract), headings)
                for extract, headings in book.delivery.dropped.items()
            ],
            "published": book.delivery.published,
            "unmeasured": unmeasured(book),
        },
    )


def extract_name(extract: object) -> str:
    """`Plans`: the extract in words."""
    name = str(extract)
    return EXTRACTS[name][0] if name in EXTRACTS else name


def order(extract: object) -> int:
    """The place of an extract on every page."""
    names = list(EXTRACTS)
    return names.index(str(extract)) if extract in names else len(names)


def headline(book: Book) -> str:
    """How much of what landed is in the numbers."""
    landed = [row.landed for row in book.delivery.landed]
    accepted = [row.accepted for row in book.delivery.landed]
    if not landed:
        return "Nothing was delivered."
    if not words.known(*landed, *accepted):
        return "What landed stands below, with what is left out of the numbers, and why."
    total, used = sum(landed), sum(accepted)  # type: ignore[arg-type]
    rest = total - used
    text = f"{words.number(used)} of {words.count(total, 'row')} that landed are in the numbers"
    if rest == 0:
        return words.sentence(text)
    return words.sentence(f"{text}; {words.number(rest)} {words.is_(rest)} not, for reasons below")


def landed(book: Book) -> Table:
    """Rows by extract, every one of them in exactly one place."""
    return Table(
        [
            Column("extract", "Extract"),
            Column("landed", "Landed", numeric=True),
            Column("accepted", "In the numbers", numeric=True),
            Column("quarantined", "Left out: wrong", numeric=True),
            Column("set_aside", "Set aside: no case of ours", numeric=True),
        ],
        [
            [
                row.label,
                *map(figure.count, (row.landed, row.accepted, row.quarantined, row.set_aside)),
            ]
            for row in book.delivery.landed
        ],
        "What landed and where it went, in rows",
    )


def left_out(book: Book, place: str) -> Table | None:
    """Rows in quarantine, or set aside, by extract and reason."""
    rows: list[list[Cell | str]] = [
        [
            extract_name(row["extract"]),
            vocabulary.reason(str(row["reason"])).capitalize(),
            figure.count(row["rows"]),
        ]
        for row in sorted(book.delivery.left_out, key=lambda row: order(row["extract"]))
        if row["place"] == place
    ]
    caption = "Rows left out, by reason" if place == "quarantine" else "Rows set aside, by kind"
    return _table(["Extract", "Reason"], "Rows", rows, caption)


def cells(book: Book) -> Table | None:
    """Cells that were emptied or noted, the row itself being counted."""
    internal = book.facts.edition == "internal"
    rows: list[list[Cell | str]] = []
    if internal:
        for row in book.delivery.cell_issues:
            rows.append(
                [
                    extract_name(row["extract"]),
                    str(row["column_name"]),
                    vocabulary.reason(str(row["reason"])).capitalize(),
                    str(row["to_do"] or ""),
                    figure.count(row["cells"]),
                ]
            )
        heads = ["Extract", "Column", "What was found", "What to do"]
        return _table(heads, "Cells", rows, "Cells emptied or noted, by reason")
    for row in book.delivery.cell_totals:
        rows.append(
            [
                extract_name(row["extract"]),
                vocabulary.reason(str(row["reason"])).capitalize(),
                figure.count(row["cells"]),
            ]
        )
    return _table(["Extract", "What was found"], "Cells", rows, "Cells emptied or noted, by reason")


def corrections(book: Book) -> Table | None:
    """Corrections that came with the delivery, by what became of them."""
    rows: list[list[Cell | str]] = [
        [
            extract_name(row["extract"]),
            str(row["column_name"]),
            str(row["state"]).capitalize(),
            figure.count(row["cells"]),
        ]
        for row in book.delivery.corrections
    ]
    return _table(["Extract", "Column", "State"], "Cells", rows, "Corrections")


def look_alikes(book: Book) -> Table | None:
    """Rows that may be the same case twice."""
    rows: list[list[Cell | str]] = [
        [extract_name(row["extract"]), str(row["why"]).capitalize(), figure.count(row["rows"])]
        for row in book.delivery.look_alikes
    ]
    return _table(["Extract", "Why"], "Rows", rows, "Rows that look alike and were kept")


def _table(
    heads: list[str], counted: str, rows: list[list[Cell | str]], caption: str
) -> Table | None:
    if not rows:
        return None
    columns = [Column(head.lower().replace(" ", "_"), head) for head in heads]
    return Table([*columns, Column(counted.lower(), counted, numeric=True)], rows, caption)


def expectation(book: Book, row: dict[str, Any]) -> dict[str, Any]:
    """A failed expectation; counts and examples only where the edition may show them."""
    internal = book.facts.edition == "internal"
    return {
        "severity": SEVERITIES.get(str(row["severity"]), str(row["severity"])),
        "sentence": str(row["sentence"]),
        "name": f"{row['suite']}.{row['expectation']}" if internal else "",
        "to_do": str(row["to_do"] or "") if internal else "",
        "rows": words.count(row["failed_rows"], "row") if internal else "",
        "examples": [example(found) for found in row["examples"]] if internal else [],
    }


def example(found: dict[str, Any]) -> str:
    """`plans.csv, line 7, transfer_named_date: a school named before this move's year began`."""
    place = [str(found["file"])] if found.get("file") else []
    if found.get("line") is not None:
        place.append(f"line {found['line']}")
    if found.get("column"):
        place.append(str(found["column"]))
    why = f": {vocabulary.reason(str(found['reason']))}" if found.get("reason") else ""
    return f"{', '.join(place)}{why}"


def checks(book: Book) -> Table | None:
    """Every check with its result."""
    rows: list[list[Cell | str]] = [
        [
            str(row["sentence"]),
            extract_name(row["extract"]) if row["extract"] else "The measures",
            SEVERITIES.get(str(row["severity"]), str(row["severity"])),
            "Passed" if row["passed"] else "Failed",
        ]
        for row in book.delivery.expectations
    ]
    if not rows:
        return None
    heads = ("Check", "Extract", "If it fails", "Result")
    return Table([Column(h.lower().replace(" ", "_"), h) for h in heads], rows, "Every check")


def unmeasured(book: Book) -> list[tuple[str, str]]:
    """Clocks that cannot be measured, those that lack the same columns said once."""
    groups: dict[str, list[str]] = {}
    for rule in book.rules.by_id.values():
        if not book.measured(rule):
            groups.setdefault(book.why_missing(rule), []).append(rule.title)
    return [(words.listing(titles), why) for why, titles in groups.items()]
