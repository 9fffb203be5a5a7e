"""Appeals and mediation: on what ground, by what route, how they ended, and what was then done."""

from __future__ import annotations

from typing import Any

from reports import charts, figure, words
from reports.charts import Series
from reports.facts import Value
from reports.figure import Cell, Column, Figure, Table
from reports.pages import topic
from reports.pages.book import Book, PageSpec
from reports.pages.comparison import in_year, year_words
from reports.pages.timeliness import part_cell, weeks_cell

CUTS = {
    "ground": ("appeal_ground", "What they were about"),
    "route": ("route", "How they were settled"),
    "outcome": ("appeal_outcome", "How they ended"),
}
LIVE = "Not decided yet"
LIVE_CODES = ("", "live", "None")


def page(book: Book) -> PageSpec:
    """The page on appeals, mediation and what was ordered."""
    rules = list(book.rules.of("tribunal", "mediation"))
    remedies = [rule for rule in rules if rule.counts]
    totals = book.facts.appeals("all")
    years = sorted({int(str(row["time_period"])) for row in totals})[-2:]
    return PageSpec(
        slug="tribunals",
        title="Appeals and mediation",
        template="tribunals.html.j2",
        context={
            "nothing": "" if totals else topic.nothing(book, rules, "appeal or mediation"),
            "cautions": book.cautions("tribunals", "tribunals"),
            "headline": headline(book, totals),
            "unusable": unusable(book, totals, years),
            "cuts": [
                found for found in (by_cut(book, years, cut) for cut in CUTS) if found is not None
            ],
            "remedies": topic.others(
                book, remedies, "What must follow an order, a concession or an agreement"
            ),
            "told": told(book, totals),
            "unmeasured": grouped_unmeasured(book, remedies),
        },
    )


def headline(book: Book, totals: list[dict[str, Any]]) -> str:
    """How many appeals and agreements, and how many were decided against the authority."""
    if not totals:
        return ""
    row = max(totals, key=lambda row: int(row["time_period"]))
    when = in_year(book, int(row["time_period"]))
    text = f"{when}, {words.count(row['appeals'], 'case')} began"
    if words.known(row["decided"]):
        text += f"; {words.number(row['decided'])} of them have been decided"
        if words.known(row["not_won"]):
            text += f", {words.number(row['not_won'])} not in the authority's favour"
    return words.sentence(text)


def unusable(book: Book, totals: list[dict[str, Any]], years: list[int]) -> list[str]:
    """For each year that is shown: what began in it and could not be used, and the sum."""
    shown = {int(str(row["time_period"])): row["appeals"] for row in totals}
    told = []
    for year in years:
        left_out = book.delivery.unusable_appeals.get(year, 0)
        if left_out and words.known(shown[year]):
            whole = int(str(shown[year])) + left_out
            told.append(
                words.sentence(
                    f"{in_year(book, year)}, {words.number(whole)} were registered:"
                    f" {words.number(shown[year])} shown here, and {words.number(left_out)} not"
                    " usable"
                )
            )
    return told


def by_cut(book: Book, years: list[int], cut: str) -> Figure | None:
    """Cases by ground, route or outcome, this year and the one before."""
    found: dict[tuple[int, str], dict[str, Any]] = {
        (int(str(row["time_period"])), str(row["cut_value"] or "")): row
        for row in book.facts.appeals(cut)
        if int(str(row["time_period"])) in years
    }
    if not found:
        return None
    code_list, name = CUTS[cut]
    values = sorted(
        {value for _, value in found}, key=lambda v: (v in LIVE_CODES, label(book, code_list, v))
    )
    columns = [Column(cut, name)]
    for year in years:
        columns.append(Column(f"cases_{year}", year_words(book, year), numeric=True))
    columns.append(Column("decided", f"Decided, {year_words(book, years[-1])}", numeric=True))
    columns.append(Column("weeks", "Half decided within, weeks", numeric=True))
    cells: list[list[Cell | str]] = []
    for value in values:
        last = found.get((years[-1], value), {})
        cells.append(
            [
                label(book, code_list, value),
                *(figure.count(found.get((year, value), {}).get("appeals", 0)) for year in years),
                figure.count(last.get("decided", 0)),
                weeks_cell(last.get("median_days_to_outcome")),
            ]
        )
    table = Table(columns, cells, f"Appeals and mediation: {name.lower()}")
    counted = [
        (str(row[0]), found.get((years[-1], value), {}).get("appeals", 0))
        for row, value in zip(cells, values, strict=True)
        if value not in LIVE_CODES
    ]
    return Figure(
        id=cut,
        title=largest_title(name, counted),
        subtitle=f"Appeals and mediation agreements by year, {book.county.name}, "
        f"{words.listing([year_words(book, year) for year in years])}",
        plot=charts.bars(
            table,
            cut,
            [Series(f"cases_{year}", year_words(book, year)) for year in reversed(years)],
        ),
        sentence=largest_sentence(counted, in_year(book, years[-1])),
        table=table,
        source=book.source,
    )


def largest_title(name: str, counted: list[tuple[str, Value]]) -> str:
    """The most frequent value, where all that is needed may be shown."""
    shown = [(label_, number) for label_, number in counted if words.known(number)]
    if not shown or max(number for _, number in shown) == 0:  # type: ignore[type-var]
        return name
    top, number = max(shown, key=lambda row: row[1])  # type: ignore[arg-type,return-value]
    return f"{name}: {top.lower()}, {words.number(number)}"


def largest_sentence(counted: list[tuple[str, Value]], when: str) -> str:
    """The same in a sentence."""
    shown = [(label_, number) for label_, number in counted if words.known(number) and number]
    if not shown:
        return words.sentence(f"how many there were {when} {words.withheld()}")
    top, number = max(shown, key=lambda row: row[1])  # type: ignore[arg-type,return-value]
    return words.sentence(
        f"{when} the largest group shown is {top[:1].lower()}{top[1:]}, with "
        f"{words.count(number, 'case')}"
    )


def label(book: Book, code_list: str, value: str) -> str:
    """The label of a code; a blank outcome is a live case."""
    if value in LIVE_CODES:
        return LIVE if code_list == "appeal_outcome" else "Not recorded"
    return book.rules.label(code_list, value)


def told(book: Book, totals: list[dict[str, Any]]) -> Table | None:
    """Of decided cases, how many the designated clinical officer was told of, and how soon."""
    cells: list[list[Cell | str]] = []
    for row in sorted(totals, key=lambda row: int(row["time_period"])):
        cells.append(
            [
                year_words(book, int(row["time_period"])),
                figure.count(row["decided"]),
                part_cell(row["dco_told"], row["decided"]),
                figure.count(row["dco_days_median"]),
            ]
        )
    if not cells:
        return None
    return Table(
        [
            Column("year", "Year"),
            Column("decided", "Decided", numeric=True),
            Column("told", "Clinical officer told", numeric=True),
            Column("days", "Half told within, days", numeric=True),
        ],
        cells,
        "Decided cases of which the designated clinical officer was told",
    )


def grouped_unmeasured(book: Book, rules: list[Any]) -> list[tuple[str, str]]:
    """Clocks that cannot be measured, those that lack the same columns said once."""
    groups: dict[str, list[str]] = {}
    for title, why in topic.unmeasured(book, rules):
        groups.setdefault(why, []).append(title)
    return [(words.listing(titles), why) for why, titles in groups.items()]
