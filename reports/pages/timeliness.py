"""The timeliness set: what is always shown together for a clock in an area.

Completion rate as published nationally, cohort rate by the month in which the limit fell, backlog
with its legal exceptions, the age of what is open, and flow. No page shows one of them alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports import figure, words
from reports.facts import RATES, Area, Period, Rate, Value
from reports.figure import Cell, Column, Table
from reports.pages.book import Book
from reports.rules import Rule
from reports.words import Change

EXCUSED = "Of these, with a legal exception"
NOT_DONE = "Left, duty not done"


@dataclass(frozen=True)
class TimelinessSet:
    """One clock in one area, in the newest period that this edition shows at that level."""

    rule: Rule
    area: Area
    state: str  # 'shown', 'missing' (a column), 'none' (no case), 'withheld' (all too small)
    why: str  # one sentence where the state is not 'shown'
    period: Period
    on: date  # the day that stocks and ages speak of
    completion: Rate
    cohort: Rate
    open: Value
    overdue: Value
    excused: Value
    oldest: Value
    median: Value
    p92: Value
    started: Value
    stopped: Value
    ended: Value
    earlier: tuple[tuple[str, Rate, Value], ...]  # (when, completion, overdue) in earlier periods

    @property
    def shown(self) -> bool:
        """Whether there are numbers to show."""
        return self.state == "shown"

    @property
    def left(self) -> Value:
        """Cases that left, duty done or not; None where the edition has no such number."""
        return add(self.stopped, self.ended)

    @property
    def completion_change(self) -> list[Change]:
        """How the completion rate moved since the periods before."""
        found = [
            words.change_of_rate(self.completion, rate, when) for when, rate, _ in self.earlier
        ]
        return [change for change in found if change]

    @property
    def overdue_change(self) -> list[Change]:
        """How the backlog moved since the ends of the periods before."""
        found = [words.change_of_count(self.overdue, was, when) for when, _, was in self.earlier]
        return [change for change in found if change]

    def tile(self) -> dict[str, object]:
        """What a tile of the front page shows: never the rate alone."""
        rate, due = self.completion, self.cohort
        parts = of_words(rate.numerator, rate.denominator)
        enough = words.known(rate.percent)
        done = f"{self.rule.phrase.done} in time {words.in_period(self.period)}"
        due_parts = of_words(due.numerator, due.denominator)
        changes = [
            Change(found[0].mark, f"{what} {' and '.join(c.text for c in found)}")
            for what, found in (
                ("In time:", self.completion_change),
                ("Past the limit:", self.overdue_change),
            )
            if found
        ]
        return {
            "big": words.percent(rate) if enough else parts,
            "of": f"{parts} {done}" if enough else done,
            "due": f"Of those due then: {words.percent(due)} ({due_parts})"
            if words.known(due.percent)
            else f"Of those due then: {due_parts}",
            "backlog": f"Past the limit now: {of_words(self.overdue, self.open)}"
            f"{' open' if words.known(self.open) else ''}",
            "changes": changes,
        }

    def sentences(self) -> list[str]:
        """The set in words, one sentence for each part."""
        phrase = self.rule.phrase
        change = self.overdue_change[0] if self.overdue_change else None
        excused = self.excused if self.rule.grounds else None
        return [
            words.completion_sentence(phrase, self.completion, self.period),
            words.cohort_sentence(phrase, self.cohort, self.period),
            words.backlog_sentence(phrase, self.open, self.overdue, excused, self.on, change),
            words.age_sentence(phrase, self.open, self.oldest, self.median, self.p92),
            words.flow_sentence(self.started, self.stopped, self.ended, self.period),
        ]

    def measures(self) -> list[tuple[str, Cell]]:
        """The set as rows of a table: what is counted, and its number with what it is of."""
        rows = [
            ("In time, of all done", rate_cell(self.completion)),
            ("In time, of all due", rate_cell(self.cohort)),
            ("Past the limit, of all open", part_cell(self.overdue, self.open)),
            (EXCUSED, figure.count(self.excused)),
            ("Longest wait, weeks", figure.count(words.weeks(self.oldest))),
            ("Half have waited at least, weeks", weeks_cell(self.median)),
            ("Eight in a hundred at least, weeks", weeks_cell(self.p92)),
            ("New", figure.count(self.started)),
            ("Left, duty done", figure.count(self.stopped)),
            (NOT_DONE, figure.count(self.ended)),
        ]
        absent = {
            name
            for name, number in ((EXCUSED, self.excused), (NOT_DONE, self.ended))
            if number is None or (name == EXCUSED and not self.rule.grounds)
        }
        return [row for row in rows if row[0] not in absent]


def read(book: Book, rule: Rule, area: Area, months: int | None = None) -> TimelinessSet:
    """The set of one clock in one area, over `months` (1, 3, 12) or the shortest that is shown."""
    facts = book.facts
    grain = facts.grain(rule.clock_id, area.level) if book.has_cases(rule) else None
    state, why = "shown", ""
    if not book.measured(rule):
        state, why = "missing", book.why_missing(rule)
    elif not book.has_cases(rule):
        state, why = "none", "The delivery holds no case that this limit applies to."
    elif grain is None:
        state, why = "withheld", "The numbers here are too small to be shown."
    period = facts.latest(max(grain or 12, months or 1))

    def value(measure: str) -> Value:
        if not facts.shows(area.level, measure):
            return None
        return facts.value(rule.clock_id, area.code, area.level, period, measure)

    def rate(name: str, of: Period = period) -> Rate:
        return facts.rate(rule.clock_id, area.code, area.level, of, *RATES[name])

    earlier = []
    if state == "shown":
        for back in sorted({1, 12 // period.months}):
            before = book.before(rule, area.level, period, back)
            if before is not None:
                overdue = facts.value(
                    rule.clock_id, area.code, area.level, before, "overdue_at_end"
                )
                when = words.ago(back * period.months)
                earlier.append((when, rate("in_time", before), overdue))
    return TimelinessSet(
        rule=rule,
        area=area,
        state=state,
        why=why,
        period=period,
        on=min(period.end, facts.as_of),
        completion=rate("in_time"),
        cohort=rate("due_met"),
        open=value("open_at_end"),
        overdue=value("overdue_at_end"),
        excused=value("overdue_exception_at_end"),
        oldest=value("oldest_days_open"),
        median=value("median_days_open"),
        p92=value("p92_days_open"),
        started=value("started"),
        stopped=value("stopped"),
        ended=value("ended"),
        earlier=tuple(earlier),
    )


def rate_cell(rate: Rate) -> Cell:
    """`64% (108 of 169)`; `3 of 7` where there are too few for a rate."""
    if words.known(rate.percent):
        share = figure.rate(rate)[0]
        parts = f"{words.number(rate.numerator)} of {words.number(rate.denominator)}"
        return Cell(share.value, f"{words.percent(rate)} ({parts})")
    return part_cell(rate.numerator, rate.denominator)


def of_words(part: Value, whole: Value) -> str:
    """`489 of 1,385`; what is not shown says so."""
    if words.known(part, whole):
        return f"{words.number(part)} of {words.number(whole)}"
    if words.known(part):
        return words.number(part)
    return f"not shown, of {words.number(whole)}" if words.known(whole) else "not shown"


def part_cell(part: Value, whole: Value) -> Cell:
    """`489 of 1,385`; `0 of 0` reads `none`."""
    if not words.known(part, whole):
        return figure.count(None if part is None else words.HIDDEN)
    if whole == 0:
        return Cell(0, "none")
    return Cell(part, f"{words.number(part)} of {words.number(whole)}")  # type: ignore[arg-type]


def weeks_cell(days: Value) -> Cell:
    """Completed weeks as a cell."""
    return figure.count(words.weeks(days))


def add(*values: Value) -> Value:
    """The sum, hidden or missing where a part is."""
    for value in values:
        if not words.known(value):
            return value
    return sum(values)  # type: ignore[arg-type]


def beside(own: TimelinessSet, county: TimelinessSet) -> Table:
    """The set of an area with the county's beside it, over the same length of time."""
    countys = dict(county.measures())
    rows: list[list[Cell | str]] = [
        [name, cell, countys[name]] for name, cell in own.measures() if name in countys
    ]
    return Table(
        columns=[
            Column("measure", "Measure"),
            Column("area", own.area.name, numeric=True),
            Column("county", county.area.name, numeric=True),
        ],
        rows=rows,
        caption=f"{own.rule.title}, within {own.rule.limit}: {own.area.name} "
        f"beside {county.area.name}, {words.in_period(own.period)}; what is open, on "
        f"{words.day(own.on)}",
    )
