"""How every number is made: generated from the register, the marts' own descriptions, settings."""

from __future__ import annotations

from typing import Any

from reports import figure, words
from reports.facts import Value
from reports.figure import Column, Table
from reports.pages.book import Book, PageSpec
from reports.rules import SETTINGS, WITHOUT_FLIPS, Rule

PROCESSES = {
    "assessment": "From request to plan",
    "advice": "Advice",
    "review": "Annual reviews",
    "transfer": "Moves between phases",
    "tribunal": "Appeals",
    "mediation": "Mediation",
    "health": "Health pathways",
}
# A table of more rows than this is one click away.
OPEN_ROWS = 10


def page(book: Book) -> PageSpec:
    """The methodology page."""
    return PageSpec(
        slug="methodology",
        title="How we count",
        template="methodology.html.j2",
        context={
            "processes": [
                (title, [clock(book, rule) for rule in book.rules.of(process)])
                for process, title in PROCESSES.items()
            ],
            "statuses": Table(
                [
                    Column("status", "Status"),
                    Column("in_time", "Counted as in time"),
                    Column("of", "Counted among those due"),
                ],
                [
                    [
                        str(row["label"]),
                        yes(row["in_numerator"]),
                        yes(row["in_denominator"]),
                    ]
                    for row in book.rules.statuses
                ],
                "What can become of a case, and how each is counted",
            ),
            "grounds": list(book.rules.grounds.values()),
            "settings": settings(book),
            "marts": book.descriptions,
            "terms": book.terms,
            "largest_hidden": book.facts.threshold - 1,
            "min_denominator": book.facts.min_denominator,
        },
    )


def yes(flag: object) -> str:
    """Yes or no for a 1 or 0."""
    return "Yes" if str(flag) == "1" else "No"


def clock(book: Book, rule: Rule) -> dict[str, Any]:
    """One rule as the page shows it."""
    grounds = [book.rules.grounds.get(ground, ground) for ground in rule.grounds]
    return {
        "rule": rule,
        "grounds": words.sentence("; ".join(grounds)) if grounds else "None.",
        "missing": "" if book.measured(rule) else book.why_missing(rule),
    }


def settings(book: Book) -> list[dict[str, Any]]:
    """Each setting of the law: its question, this area's answer, its name in the settings file,
    and what the other answer would change in this delivery."""
    found = []
    for name, (question, answers) in SETTINGS.items():
        value = getattr(book.settings, name, next(iter(answers)))
        about = {"name": name, "question": question, "answer": answers.get(value, str(value))}
        if name == WITHOUT_FLIPS:
            says = "It changes the status of no case, only what stands in the Department's figure."
            found.append({**about, "says": says, "table": None})
        else:
            found.append({**about, **flips(book, name)})
    return found


def flips(book: Book, setting: str) -> dict[str, Any]:
    """`says` and `table`: the cases that a setting touches, clock by clock in the register's
    order, and those that would have another status. No table where it touches none. A long one
    is closed at first."""
    touched = {row.clock_id: row for row in book.facts.setting_flips() if row.setting == setting}
    rows = [(rule, touched[name]) for name, rule in book.rules.by_id.items() if name in touched]
    first = sorted(rows, key=lambda row: (row[0].headline is None, -in_order(row[1].flips)))
    table = Table(
        [
            Column("limit_name", "Limit"),
            Column("touched", "Cases that it touches", numeric=True),
            Column("flips", "Would have another status", numeric=True),
        ],
        [[rule.title, figure.count(row.clocks), figure.count(row.flips)] for rule, row in rows],
        f"What the other answer would change ({setting})",
    )
    return {
        "says": words.flips_sentence(
            [(cases_of(book, rule), row.flips, row.clocks) for rule, row in first]
        ),
        "table": table if rows else None,
        "is_short": len(rows) <= OPEN_ROWS,
    }


def in_order(value: Value) -> float:
    """Where a number stands among others; one that is not shown stands last."""
    return value if isinstance(value, int | float) else 0


def cases_of(book: Book, rule: Rule) -> str:
    """A clock's cases in the plural, with the limit's name where other clocks' are called alike."""
    what = rule.phrase.many
    alike = [one for one in book.rules.by_id.values() if one.phrase.many == what]
    return what if len(alike) == 1 else f"{what} ({rule.title[:1].lower()}{rule.title[1:]})"
