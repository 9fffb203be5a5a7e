"""Advice for assessments: who answers in time, what is missing, and how old it is at issue."""

from __future__ import annotations

from typing import Any

from reports import charts, figure, words
from reports.charts import Series
from reports.figure import Cell, Column, Figure, Table
from reports.pages import topic
from reports.pages.book import Book, PageSpec
from reports.pages.set_figures import MONTHS_SHOWN, period_cell, span


def page(book: Book) -> PageSpec:
    """The page on advice."""
    rules = list(book.rules.of("advice"))
    empty = topic.nothing(book, rules, "requests for advice")
    newest = newest_year(book) if not empty else []
    return PageSpec(
        slug="advice",
        title="Advice from services",
        template="advice.html.j2",
        context={
            "nothing": empty,
            "cautions": book.cautions("advice", "advice"),
            "sections": [topic.section(book, rule) for rule in rules],
            "contributors": [
                found
                for found in (
                    in_time(book, newest, rules[0].limit),
                    missing(book, newest),
                    oldest(book) if not empty else None,
                )
                if found
            ],
        },
    )


def newest_year(book: Book) -> list[dict[str, Any]]:
    """The rows of the newest twelve months, by contributor."""
    rows = book.facts.advice(12)
    last = max((row["period"] for row in rows), default=None)  # type: ignore[type-var]
    return [row for row in rows if row["period"] == last]


def by_contributor(
    book: Book,
    rows: list[dict[str, Any]],
    numerator: str,
    denominator: str,
    columns: list[Column],
    caption: str,
) -> Table:
    """Per cent, numerator and denominator for each contributor, in alphabetical order."""
    cells: list[list[Cell | str]] = [
        [
            book.rules.label("contributor", row["contributor"]),
            *figure.rate(book.facts.rate_of(row[numerator], row[denominator])),
        ]
        for row in rows
    ]
    return Table(columns, sorted(cells, key=lambda row: str(row[0])), caption)


def in_time(book: Book, rows: list[dict[str, Any]], limit: str) -> Figure | None:
    """Advice received in time, by contributor."""
    if not rows:
        return None
    columns = [
        Column("contributor", "Who was asked"),
        Column("in_time_percent", "In time", numeric=True),
        Column("in_time", "Received in time", numeric=True),
        Column("received", "Received", numeric=True),
    ]
    table = by_contributor(
        book, rows, "returned_in_time", "returned", columns, "Advice in time, by contributor"
    )
    when = words.in_period(rows[0]["period"])
    return Figure(
        id="in-time",
        title=spread_title(table, "in_time_percent", "in time"),
        subtitle=f"Advice received within {limit} of being asked for, per cent of advice received, "
        f"by who was asked, {book.county.name}, {when}",
        plot=charts.bars(
            table,
            "contributor",
            [Series("in_time_percent", "In time", of=("in_time", "received"))],
            percent=True,
        ),
        sentence=spread_sentence(table, "in_time_percent", "in_time", "received", when, "in time"),
        table=table,
        source=book.source,
    )


def missing(book: Book, rows: list[dict[str, Any]]) -> Figure | None:
    """Plans issued before advice that had been asked for was in."""
    if not rows:
        return None
    columns = [
        Column("contributor", "Who was asked"),
        Column("missing_percent", "Missing", numeric=True),
        Column("missing", "Plans issued without it", numeric=True),
        Column("plans", "Plans issued", numeric=True),
    ]
    table = by_contributor(
        book,
        rows,
        "missing_at_issue",
        "plans_issued",
        columns,
        "Advice asked for and missing when the plan was issued",
    )
    when = words.in_period(rows[0]["period"])
    return Figure(
        id="missing",
        title=spread_title(table, "missing_percent", "missing at issue"),
        subtitle=f"Plans issued without advice that had been asked for, per cent of plans issued, "
        f"by who was asked, {book.county.name}, {when}",
        plot=charts.bars(
            table,
            "contributor",
            [Series("missing_percent", "Missing", of=("missing", "plans"))],
            percent=True,
        ),
        sentence=spread_sentence(
            table, "missing_percent", "missing", "plans", when, "missing when the plan was issued"
        ),
        table=table,
        source=book.source,
    )


def spread_title(table: Table, column: str, what: str) -> str:
    """`Advice in time: 41% to 95%`."""
    shown = [cell for cell in table.cells(column) if isinstance(cell.value, int | float)]
    if not shown:
        return f"Advice {what}, by who was asked"
    low, high = (edge(shown, key=lambda cell: float(cell.value or 0)).text for edge in (min, max))
    return f"Advice {what}: {low}" if low == high else f"Advice {what}: {low} to {high}"


def spread_sentence(table: Table, column: str, part: str, whole: str, when: str, what: str) -> str:
    """The share of each contributor that has one, in the table's order."""
    names = [str(row[0]) for row in table.rows]
    said = [
        f"{name} {cell.text} ({top.text} of {bottom.text})"
        for name, cell, top, bottom in zip(
            names, table.cells(column), table.cells(part), table.cells(whole), strict=True
        )
        if cell.value is not None
    ]
    if not said:
        return words.sentence(f"how much advice was {what} {when} {words.withheld()}")
    return words.sentence(f"{what} {when}: {words.listing(said)}")


def oldest(book: Book) -> Figure | None:
    """Age of the oldest advice in the plans issued each month."""
    rows = book.facts.advice_age(1)[-MONTHS_SHOWN:]
    if not rows:
        return None
    columns = [
        Column("period", "Month"),
        Column("weeks", "Weeks", numeric=True),
        Column("plans", "Plans issued", numeric=True),
        Column("missing", "Of these, with advice missing", numeric=True),
    ]
    cells = []
    for row in rows:
        days: Any = row["median_oldest_advice_days"]
        weeks = days / 7 if words.known(days) else days
        cells.append(
            [
                period_cell(row["period"]),  # type: ignore[arg-type]
                figure.number(weeks, 1),
                figure.count(row["plans_issued"]),
                figure.count(row["plans_with_advice_missing"]),
            ]
        )
    table = Table(columns, cells, "Age of the oldest advice on the day the plan was issued")
    newest = cells[-1]
    when = words.in_period(rows[-1]["period"])  # type: ignore[arg-type]
    known = newest[1].value is not None
    plans = newest[2].text
    return Figure(
        id="oldest",
        title=f"Half of plans rest on advice {newest[1].text} weeks old"
        if known
        else "How old the oldest advice is",
        subtitle="Age in weeks of the oldest advice on the day the final plan was issued, median "
        f"by month of issue, {book.county.name}, {span([row['period'] for row in rows])}",  # type: ignore[misc]
        plot=charts.lines(table, "period", [Series("weeks", "Weeks")]),
        sentence=words.sentence(
            f"of the {plans} plans issued {when}, half rested on advice at least "
            f"{newest[1].text} weeks old"
            if known
            else f"how old the advice was {when} {words.withheld()}"
        ),
        table=table,
        source=book.source,
    )
