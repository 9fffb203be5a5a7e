"""What the topic pages share: a section for each headline clock, a table of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports import figure, words
from reports.facts import RATES, Area, Rate, Value
from reports.figure import Cell, Column, Table
from reports.pages import set_figures, timeliness
from reports.pages.book import Book
from reports.pages.timeliness import part_cell, rate_cell
from reports.rules import Rule


def section(book: Book, rule: Rule) -> dict[str, Any]:
    """A clock's timeliness set for the authority with its four figures."""
    own = timeliness.read(book, rule, book.county)
    return {"set": own, "figures": set_figures.all_four(book, own)}


def nothing(book: Book, rules: Sequence[Rule], extracts: str) -> str:
    """The one sentence of a page none of whose clocks has a number; '' where one has."""
    if any(book.measured(rule) and book.has_cases(rule) for rule in rules):
        return ""
    missing = [rule for rule in rules if not book.measured(rule)]
    if missing:
        return f"Nothing here can be measured from this delivery: {book.why_missing(*missing)}"
    return f"The delivery holds no {extracts}, so there is nothing to show."


def others(book: Book, rules: Sequence[Rule], caption: str) -> dict[str, Any]:
    """`table`: one row for each clock with cases, in time over twelve months and past the limit
    now. `withheld`: the titles of those none of whose numbers may be shown."""
    rows: list[list[Cell | str]] = []
    withheld = []
    for rule in rules:
        if not (book.measured(rule) and book.has_cases(rule)):
            continue
        numbers = numbers_of(book, rule)
        if all(cell.text == words.HIDDEN.text for cell in numbers):
            withheld.append(rule.title[:1].lower() + rule.title[1:])
        else:
            rows.append([rule.title, rule.limit, *numbers])
    columns = [
        Column("limit_name", "What is to be done"),
        Column("limit", "Limit"),
        Column("in_time", "Done in time, last 12 months", numeric=True),
        Column("overdue", "Past the limit now, of all open", numeric=True),
        Column("longest_weeks", "Longest wait, weeks", numeric=True),
    ]
    return {
        "table": Table(columns, rows, caption) if rows else None,
        "withheld": words.listing(withheld),
    }


def numbers_of(book: Book, rule: Rule) -> list[Cell]:
    """In time, past the limit, longest wait; a least period has no cases that are open."""
    done = rate_cell(rate12(book, rule, book.county))
    if rule.minimum_period:
        return [done, figure.symbol("z"), figure.symbol("z")]
    overdue, open_, oldest = (
        value_now(book, rule, book.county, measure)
        for measure in ("overdue_at_end", "open_at_end", "oldest_days_open")
    )
    return [done, part_cell(overdue, open_), figure.count(words.weeks(oldest))]


def rate12(book: Book, rule: Rule, area: Area) -> Rate:
    """Done in time over the last twelve months."""
    period = book.facts.latest(12)
    return book.facts.rate(rule.clock_id, area.code, area.level, period, *RATES["in_time"])


def value_now(book: Book, rule: Rule, area: Area, measure: str) -> Value:
    """A stock or an age on the day the data speak of."""
    return book.facts.value(rule.clock_id, area.code, area.level, book.facts.latest(12), measure)


def unmeasured(book: Book, rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """Clocks that cannot be measured, each with what to add."""
    return [(rule.title, book.why_missing(rule)) for rule in rules if not book.measured(rule)]


def by_district(book: Book, rule: Rule) -> Table:
    """A clock in every district, in alphabetical order, with the authority's own row last."""
    rows: list[list[Cell | str]] = []
    for area in [*book.areas("district"), book.county]:
        rows.append(
            [
                area.name,
                rate_cell(rate12(book, rule, area)),
                part_cell(
                    value_now(book, rule, area, "overdue_at_end"),
                    value_now(book, rule, area, "open_at_end"),
                ),
                figure.count(words.weeks(value_now(book, rule, area, "median_days_open"))),
                figure.count(words.weeks(value_now(book, rule, area, "oldest_days_open"))),
            ]
        )
    columns = [
        Column("district", "District"),
        Column("in_time", "Done in time, last 12 months", numeric=True),
        Column("overdue", "Past the limit now, of all open", numeric=True),
        Column("half_waited_weeks", "Half have waited at least, weeks", numeric=True),
        Column("longest_weeks", "Longest wait, weeks", numeric=True),
    ]
    return Table(columns, rows, f"{rule.title}, within {rule.limit}: by district")
