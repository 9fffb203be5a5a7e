"""How every number is made: generated from the register, the marts' own descriptions, settings."""

from __future__ import annotations

from typing import Any

from reports import words
from reports.figure import Column, Table
from reports.pages.book import Book, PageSpec
from reports.rules import SETTINGS, Rule

PROCESSES = {
    "assessment": "From request to plan",
    "advice": "Advice",
    "review": "Annual reviews",
    "transfer": "Moves between phases",
    "tribunal": "Appeals",
    "mediation": "Mediation",
    "health": "Health pathways",
}


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


def settings(book: Book) -> list[tuple[str, str, str]]:
    """Question, this area's answer and the setting's name."""
    rows = []
    for name, (question, answers) in SETTINGS.items():
        value = getattr(book.settings, name, next(iter(answers)))
        rows.append((question, answers.get(value, str(value)), name))
    return rows
