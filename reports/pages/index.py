"""How are we doing? The six headline clocks, what moved, where, and what the data cannot say."""

from __future__ import annotations

from reports import charts, figure, words
from reports.charts import Series
from reports.facts import RATES, Area, Rate, Value
from reports.figure import Cell, Column, Figure, MapTile, Table
from reports.pages import set_figures, timeliness
from reports.pages.book import (
    RESTS_ON,
    Book,
    PageSpec,
    place_on_map,
    shade,
    shade_key,
    shade_limits,
)
from reports.pages.timeliness import TimelinessSet, of_words
from reports.rules import Rule

TOPIC = {
    "assessment": "assessments",
    "advice": "advice",
    "review": "reviews",
    "transfer": "reviews",
    "tribunal": "tribunals",
    "mediation": "tribunals",
    "health": "health",
}


def page(book: Book) -> PageSpec:
    """The front page of the authority."""
    sets = [timeliness.read(book, rule, book.county) for rule in book.rules.headline]
    main = main_set(sets)
    return PageSpec(
        slug="index",
        title="How are we doing?",
        template="index.html.j2",
        crumbs=(),
        context={
            "headline": headline(main),
            "sets": sets,
            "topic": TOPIC,
            "changes": changes(sets),
            "cautions": book.cautions("index", *RESTS_ON),
            "map": district_map(book, main) if main and book.areas("district") else None,
            "year": against_last_year(book, main.rule) if main else None,
            "sections": [{"set": own, "figures": set_figures.first_two(book, own)} for own in sets],
            "localities": book.areas("locality"),
            "districts": book.areas("district"),
        },
    )


def main_set(sets: list[TimelinessSet]) -> TimelinessSet | None:
    """The clock that the first sentence and the map speak of: the final plan's, else the first
    that can be shown."""
    shown = [own for own in sets if own.shown]
    plans = [own for own in shown if own.rule.clock_id == "final_plan_20w"]
    return next(iter([*plans, *shown]), None)


def headline(main: TimelinessSet | None) -> str:
    """One sentence that answers the page's question."""
    if main is None:
        return "None of the six headline limits can be measured from this delivery."
    change = main.overdue_change[0] if main.overdue_change else None
    return words.headline(
        main.rule.phrase, main.completion, main.period, main.on, main.open, main.overdue, change
    )


def changes(sets: list[TimelinessSet]) -> list[str]:
    """What moved since the period before, one sentence for each clock that can be compared."""
    sentences = []
    for own in sets:
        parts = []
        if own.completion_change:
            parts.append(f"done in time {own.completion_change[0].text}")
        if own.overdue_change:
            parts.append(f"past the limit {own.overdue_change[0].text}")
        if own.shown and parts:
            sentences.append(words.sentence(f"{own.rule.phrase.name}: {'; '.join(parts)}"))
    return sentences


def overdue_rate(book: Book, rule: Rule, area: Area) -> Rate:
    """Cases past the limit of all open now."""
    period = book.facts.latest(book.facts.grain(rule.clock_id, area.level) or 12)
    return book.facts.rate(rule.clock_id, area.code, area.level, period, *RATES["overdue"])


def district_map(book: Book, main: TimelinessSet) -> dict[str, object]:
    """The tile map: the figure with its table, and the tiles."""
    rule = main.rule
    areas = book.areas("district")
    places = place_on_map(areas)
    rates = {area.code: overdue_rate(book, rule, area) for area in areas}
    known = [rates[area.code] for area in areas if area.code in places]
    enough = [rate for rate in known if words.known(rate.percent)]
    shares = [float(rate.percent) for rate in enough]  # type: ignore[arg-type]
    parts = [
        f"{words.percent(rate)} ({of_words(rate.numerator, rate.denominator)})" for rate in enough
    ]
    limits = shade_limits(shares)
    tiles = [
        map_tile(
            area,
            rates[area.code],
            places[area.code],
            limits,
            book.address(f"districts/{area.slug}"),
        )
        for area in areas
        if area.code in places
    ]
    rows: list[list[Cell | str]] = [
        [area.name, *figure.rate(rates[area.code]), longest(book, rule, area)] for area in areas
    ]
    columns = [
        Column("district", "District"),
        Column("overdue_percent", "Past the limit", numeric=True),
        Column("overdue", "Past the limit, number", numeric=True),
        Column("open", "Open", numeric=True),
        Column("longest_weeks", "Longest wait, weeks", numeric=True),
    ]
    what = f"the share of {rule.phrase.waiting} that are past the limit"
    title = f"{rule.phrase.name}: where the overdue cases are"
    if len(set(shares)) > 1:
        low, high = (figure.percent(edge(shares)).text for edge in (min, max))
        title = f"{rule.phrase.name}: {low} to {high} overdue by district"
    return {
        "tiles": tiles,
        "key": shade_key(limits),
        "figure": Figure(
            id="map",
            title=title,
            subtitle=f"{rule.phrase.waiting.capitalize()}: share open for more than {rule.limit}, "
            f"by district of residence, {words.day(main.on)}. Tiles stand roughly where "
            "the districts lie.",
            plot=None,
            sentence=words.range_sentence(what, shares, parts, len(known)),
            table=Table(columns, rows, f"{rule.title}: past the limit, by district"),
            source=book.source,
            wide=True,
        ),
    }


def map_tile(
    area: Area, rate: Rate, place: tuple[int, int], limits: list[int], href: str
) -> MapTile:
    """A district's share, or its number where there are too few for a share."""
    share = rate.percent
    if words.known(share):
        text, note = words.percent(rate), of_words(rate.numerator, rate.denominator)
    else:
        text = words.number(rate.numerator)
        note = f"of {words.number(rate.denominator)}" if words.known(rate.denominator) else ""
    return MapTile(
        name=area.name,
        row=place[0],
        col=place[1],
        text=text,
        shade=shade(float(share), limits) if words.known(share) else 0,  # type: ignore[arg-type]
        note=note,
        href=href,
    )


def longest(book: Book, rule: Rule, area: Area) -> Cell:
    """Longest open wait in completed weeks."""
    period = book.facts.latest(12)
    days = book.facts.value(rule.clock_id, area.code, area.level, period, "oldest_days_open")
    return figure.count(words.weeks(days))


def against_last_year(book: Book, rule: Rule) -> Figure | None:
    """Overdue cases of each district now and a year before, in alphabetical order."""
    periods = book.facts.periods(rule.clock_id, "district", 12)
    if len(periods) < 2:
        return None
    before, now = periods[-2], periods[-1]
    rows: list[list[Cell | str]] = []
    newer: list[Value] = []
    older: list[Value] = []
    for area in book.areas("district"):
        both: list[Value] = [
            book.facts.value(rule.clock_id, area.code, "district", period, "overdue_at_end")
            for period in (now, before)
        ]
        if area.slug != "not-known":
            newer.append(both[0])
            older.append(both[1])
        rows.append([area.name, *(figure.count(number) for number in both)])
    columns = [
        Column("district", "District"),
        Column("now", words.month(now.end), numeric=True),
        Column("year_before", words.month(before.end), numeric=True),
    ]
    table = Table(columns, rows, f"{rule.title}: past the limit, now and a year before")
    return Figure(
        id="year",
        title=words.moves_title(rule.phrase, newer, older),
        subtitle=f"{rule.phrase.waiting.capitalize()}, open for more than {rule.limit}, by "
        f"district, {words.month(now.end)} and {words.month(before.end)}, in alphabetical order",
        plot=charts.bars(
            table,
            "district",
            [
                Series("now", words.month(now.end)),
                Series("year_before", words.month(before.end)),
            ],
        ),
        sentence=words.moves(newer, older, "the number past the limit"),
        table=table,
        source=book.source,
        wide=True,
    )
