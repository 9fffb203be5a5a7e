"""The four figures of a timeliness set: rates, backlog, ages, flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports import charts, figure, words
from reports.charts import Series
from reports.facts import RATES, Area, Period, Value
from reports.figure import Cell, Column, Figure, Table
from reports.pages.book import Book
from reports.pages.timeliness import EXCUSED, TimelinessSet, add

MONTHS_SHOWN = 36
# Fewer for an area whose months are shown: a page holds six clocks.
MONTHS_OF_AN_AREA = 24


def all_four(book: Book, own: TimelinessSet) -> list[Figure]:
    """Rates, backlog, ages and flow of one set, in that order; none where nothing is shown."""
    if not own.shown:
        return []
    key = key_of(own)
    return [
        rates(book, own, key),
        backlog(book, own, key),
        ages(book, own, key),
        flow(book, own, key),
    ]


def first_two(book: Book, own: TimelinessSet, county: Area | None = None) -> list[Figure]:
    """Rates and backlog of one set; the county's cohort rate beside the rates of an area."""
    if not own.shown:
        return []
    return [rates(book, own, key_of(own), county), backlog(book, own, key_of(own))]


def key_of(own: TimelinessSet) -> str:
    """How the ids of a clock's figures begin."""
    return own.rule.clock_id.replace("_", "-")


def rates(book: Book, own: TimelinessSet, key: str, county: Area | None = None) -> Figure:
    """Completion and cohort rate over the periods shown; the county's cohort rate beside."""
    rule, facts = own.rule, book.facts
    periods = periods_shown(book, own)
    columns = [
        when(own.period),
        Column("in_time_percent", "Done in time, of all done", numeric=True),
        Column("stopped_in_time", "Done in time", numeric=True),
        Column("stopped", "Done", numeric=True),
        Column("due_met_percent", "Done in time, of all due", numeric=True),
        Column("due_met", "Due and done in time", numeric=True),
        Column("due", "Due", numeric=True),
    ]
    series = [
        Series("in_time_percent", "Of all done", of=("stopped_in_time", "stopped")),
        Series("due_met_percent", "Of all due", of=("due_met", "due")),
    ]
    if county:
        columns += [
            Column("county_percent", f"{county.name}: in time, of all due", numeric=True),
            Column("county_due_met", f"{county.name}: due and in time", numeric=True),
            Column("county_due", f"{county.name}: due", numeric=True),
        ]
        series.append(
            Series(
                "county_percent",
                f"{county.name}, of all due",
                of=("county_due_met", "county_due"),
                quiet=True,
            )
        )
    rows = []
    for period in periods:
        row = [period_cell(period)]
        for name in ("in_time", "due_met"):
            row += figure.rate(
                facts.rate(rule.clock_id, own.area.code, own.area.level, period, *RATES[name])
            )
        if county:
            row += figure.rate(
                facts.rate(rule.clock_id, county.code, county.level, period, *RATES["due_met"])
            )
        rows.append(row)
    before = own.earlier[0][1] if own.earlier else None
    subtitle = (
        f"{rule.title}, within {rule.limit}: per cent in time of all done in a period, "
        f"and of all whose limit fell in it, {own.area.name}, {span(periods)}"
    )
    table = Table(columns, rows, f"{rule.title}: done in time, {own.area.name}")
    return Figure(
        id=f"{key}-rates",
        title=words.rate_title(rule.phrase, own.completion, before),
        subtitle=subtitle,
        plot=charts.lines(table, "period", series, percent=True),
        sentence=" ".join(own.sentences()[:2]),
        table=table,
        source=book.source,
    )


def backlog(book: Book, own: TimelinessSet, key: str) -> Figure:
    """Cases open past the limit at the end of each period, and how many are excused."""
    rule = own.rule
    periods = periods_shown(book, own)
    names = ["open_at_end", "overdue_at_end"]
    columns = [
        when(own.period, at_end=True),
        Column("open", "Open", numeric=True),
        Column("overdue", "Past the limit", numeric=True),
    ]
    series = [Series("overdue", "Past the limit")]
    subtitle = f"{rule.title}: cases open past {rule.limit}"
    if rule.grounds and own.excused is not None:
        names.append("overdue_exception_at_end")
        columns.append(Column("excused", EXCUSED, numeric=True))
        series.append(Series("excused", "With a legal exception"))
        subtitle += ", and those of them with a recorded legal exception"
    rows = [
        [end_cell(period), *(figure.count(value(book, own, period, name)) for name in names)]
        for period in periods
    ]
    table = Table(columns, rows, f"{rule.title}: open and past the limit, {own.area.name}")
    before = own.earlier[0][2] if own.earlier else None
    return Figure(
        id=f"{key}-backlog",
        title=words.backlog_title(rule.phrase, own.overdue, before),
        subtitle=f"{subtitle}, {own.area.name}, at the end of each period, {span(periods)}",
        plot=charts.lines(table, "period", series),
        sentence=own.sentences()[2],
        table=table,
        source=book.source,
    )


def ages(book: Book, own: TimelinessSet, key: str) -> Figure:
    """Open cases now by weeks since they began."""
    rule = own.rule
    found = book.facts.backlog(rule.clock_id, own.area.level, own.area.code)
    names = ["open", "overdue"]
    columns = [
        Column("weeks", "Weeks open"),
        Column("open", "Open", numeric=True),
        Column("overdue", "Past the limit", numeric=True),
    ]
    if rule.grounds:
        names.append("overdue_exception")
        columns.append(Column("excused", EXCUSED, numeric=True))
    rows: list[list[Cell | str]] = [
        [band_words(str(row["age_band"])), *(figure.count(row[name]) for name in names)]
        for row in found
    ]
    table = Table(columns, rows, f"{rule.title}: open cases by weeks open, {own.area.name}")
    return Figure(
        id=f"{key}-ages",
        title=words.age_title(rule.phrase, own.oldest),
        subtitle=f"{rule.title}: open cases by weeks since the start, {own.area.name}, "
        f"{words.day(own.on)}",
        plot=charts.bars(
            table, "weeks", [Series("open", "Open"), Series("overdue", "Past the limit")]
        ),
        sentence=own.sentences()[3],
        table=table,
        source=book.source,
    )


def flow(book: Book, own: TimelinessSet, key: str) -> Figure:
    """What came in and what left in each period."""
    rule = own.rule
    periods = periods_shown(book, own)
    whole = book.facts.shows(own.area.level, "ended")
    columns = [when(own.period), Column("started", "Came in", numeric=True)]
    if whole:
        columns.append(Column("left", "Left", numeric=True))
    columns.append(Column("stopped", "Left with the duty done", numeric=True))
    if whole:
        columns.append(Column("ended", "Left without it", numeric=True))
    rows: list[list[Cell | str]] = []
    for period in periods:
        started, stopped = (value(book, own, period, name) for name in ("started", "stopped"))
        counts = [started, stopped]
        if whole:
            ended = value(book, own, period, "ended")
            counts = [started, add(stopped, ended), stopped, ended]
        rows.append([period_cell(period), *(figure.count(number) for number in counts)])
    table = Table(columns, rows, f"{rule.title}: in and out, {own.area.name}")
    return Figure(
        id=f"{key}-flow",
        title=words.flow_title(rule.phrase, own.started, own.left),
        subtitle=f"{rule.title}: cases that came in and cases that left, {own.area.name}, "
        f"{span(periods)}",
        plot=charts.lines(
            table,
            "period",
            [
                Series("started", "Came in"),
                Series("left", "Left") if whole else Series("stopped", "Done"),
            ],
        ),
        sentence=own.sentences()[4],
        table=table,
        source=book.source,
    )


# -- shared ---------------------------------------------------------------------------------------
def periods_shown(book: Book, own: TimelinessSet) -> Sequence[Period]:
    """The newest periods of the set's length, oldest first: three years at most, or two of
    months below the authority."""
    shown = book.facts.periods(own.rule.clock_id, own.area.level, own.period.months)
    below = own.area.level in ("locality", "district") and own.period.months == 1
    months = MONTHS_OF_AN_AREA if below else MONTHS_SHOWN
    return shown[-(months // own.period.months) :]


def value(book: Book, own: TimelinessSet, period: Period, measure: str) -> Value:
    """One number of the set's clock and area in another period."""
    return book.facts.value(own.rule.clock_id, own.area.code, own.area.level, period, measure)


def when(period: Period, at_end: bool = False) -> Column:
    """The first column of a series."""
    if at_end:
        return Column("period", "At the end of")
    return Column("period", "Month" if period.months == 1 else "Period")


def period_cell(period: Period) -> Cell:
    """A period as the first cell of a row."""
    return figure.period(period.end, words.short_period(period))


def end_cell(period: Period) -> Cell:
    """The month that a period ends in."""
    return figure.month(period.end)


def span(periods: Sequence[Period]) -> str:
    """`November 2023 to October 2026, by month`."""
    if not periods:
        return ""
    last = words.month(periods[-1].end)
    first = words.month(start_of(periods[0]))
    months = first if first == last else f"{first} to {last}"
    return f"{months}, {words.per_period(periods[0].months)}"


def start_of(period: Period) -> date:
    """First day of a period."""
    number = period.end.year * 12 + period.end.month - period.months
    return period.end.replace(year=number // 12, month=number % 12 + 1, day=1)


def band_words(band: str) -> str:
    """`6 to under 16 weeks`, `104 weeks or more`."""
    if band.endswith("+"):
        return f"{band[:-1]} weeks or more"
    low, _, high = band.partition("-")
    return f"Under {high} weeks" if low == "0" else f"{low} to under {high} weeks"
