"""An explained case in words: its sums, its verdicts, and the lines for a terminal.

Nothing is worked out here. Every day and number is one that the models stored; these functions
choose the words for it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date

from pipeline.explained import Case, Clock, Counted, RecordedGround, Row

# What became of a recorded ground (`ground_fate` of clock_verdicts).
FATES = {
    "stands": "It stands.",
    "not_admitted": "It is not one of the grounds that the law admits for this clock.",
    "not_begun": "It does not stand yet: its period has not begun.",
    "too_short": "It does not stand: its period is shorter than the law asks for.",
    "outside_the_clock": "It does not stand: its whole period lies outside this clock.",
    "advice_outside_the_window": "It does not stand: advice was not asked in the time before the"
    " closure that the law names.",
}
_UNITS = {"weeks": "week", "days": "day", "months": "month"}


def day(value: date) -> str:
    """5 January 2026."""
    return f"{value.day} {value:%B %Y}"


def count(number: int, unit: str) -> str:
    """1 day, 2 days."""
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"


def sum_of(clock: Row, settings: Mapping[str, str]) -> str:
    """How the last day in time follows from the rule: `5 January 2026 + 20 weeks = 25 May 2026`.

    `clock` is a row of clock_verdicts; `settings` the values in force of those that touch it.
    """
    first, second = clock["first_limit_on"], clock["second_limit_on"]
    parts = [_limit(clock, settings)] if first is not None else []
    if second is not None:
        parts.append(_second_limit(clock))
    latest = max(end for end in (first, second) if end is not None)
    if len(parts) > 1:
        parts.append(f"the later governs: {day(latest)}")
    if clock["due_date_set"] is not None:
        parts.append(f"the order or agreement itself set another day: {day(clock['due_on'])}")
    elif clock["due_on"] != latest:
        parts.append(f"no day to start proceedings, so kept on {day(clock['due_on'])}")
    return "; ".join(parts)


def _limit(clock: Row, settings: Mapping[str, str]) -> str:
    value, unit = clock["limit_value"], clock["limit_unit"]
    start, end = day(clock["counted_from"]), day(clock["first_limit_on"])
    if unit == "calendar_date":
        named = f"{clock['limit_value'] % 100} {date(2000, value // 100, 1):%B}"
        on_the_day = settings.get("phase_transfer_on_the_day") == "true"
        return f"move on {start}, so {'by' if on_the_day else 'before'} {named}: {end}"
    length = count(abs(value), _UNITS[unit])
    if value < 0:
        return f"{length} before {start} = {end}"
    if clock["counts_first_day"]:
        if settings.get("review_on_the_anniversary") == "true":
            return f"{length} from {start}, the anniversary included, end on {end}"
        return f"{length} beginning with {start} end on {end}"
    if settings.get("day_one_is_receipt") == "true":
        return f"{length} from {start}, which counts as day 1 = {end}"
    return f"{start} + {length} = {end}"


def _second_limit(clock: Row) -> str:
    length = count(clock["second_limit_value"], _UNITS[clock["second_limit_unit"]])
    start, end = day(clock["second_counted_from"]), day(clock["second_limit_on"])
    if clock["counts_first_day"]:
        return f"{length} beginning with {start} end on {end}"
    return f"{start} + {length} = {end}"


def verdict_of(clock: Row, as_of: date) -> str:
    """What became of it: `done 26 May 2026: 1 day late`."""
    over = clock["days_overdue"]
    if clock["status"] == "ended":
        when = f"left on {day(clock['left_on'])} without the duty being done"
        return (
            f"{when}, {count(over, 'day')} past the limit" if over else f"{when}, within the limit"
        )
    if clock["done_on"] is None:
        return f"open on {day(as_of)}: {_open(clock, as_of)}"
    return f"done {day(clock['done_on'])}: {_done(clock)}"


def _open(clock: Row, as_of: date) -> str:
    over = clock["days_overdue"]
    if clock["status"] == "exception":
        return f"{count(over, 'day')} past the limit, excused; the wait goes on"
    if over:
        return f"{count(over, 'day')} past the limit"
    left = (clock["due_on"] - as_of).days
    return f"{count(left, 'day')} left" if left else "the last day in time"


def _done(clock: Row) -> str:
    over = clock["days_overdue"]
    if clock["minimum_period"]:
        return f"{count(over, 'day')} too soon" if over else "in time, no sooner than allowed"
    if clock["status"] == "exception":
        return f"{count(over, 'day')} past the limit, excused"
    if over:
        return f"{count(over, 'day')} late"
    early = (clock["due_on"] - clock["done_on"]).days
    return (
        f"in time, {count(early, 'day')} before the last day"
        if early
        else "in time, on the last day"
    )


def as_json(cases: list[Case]) -> str:
    """The cases for tools: a list of objects, dates as 2026-10-31."""
    return json.dumps([asdict(case) for case in cases], default=str, indent=2)


def as_text(cases: list[Case]) -> str:
    """The cases as lines for a terminal."""
    return "\n".join(line for case in cases for line in _case_lines(case)).rstrip()


def _case_lines(case: Case) -> Iterator[str]:
    yield (
        f"{case.case_type.capitalize()} {case.case_id} ({case.file}, line {case.line}),"
        f" as at {day(case.as_of)}"
    )
    for note in case.notes:
        yield f"  Note: {note}"
    if not case.clocks:
        yield "  No clock runs for it."
    for clock in case.clocks:
        yield ""
        yield from _clock_lines(clock)
    yield ""


def _clock_lines(clock: Clock) -> Iterator[str]:
    yield f"{clock.title} [{clock.clock_id}]: {clock.status_label}"
    yield f"  Duty       {clock.rule}"
    yield f"  Source     {clock.source} {clock.source_url}".rstrip()
    yield f"  Sum        {clock.sum[0].upper()}{clock.sum[1:]}"
    for one in clock.evidence:
        undated = "" if one.dated else " (no day was given: the latest event of its row)"
        yield (
            f"  {one.role.capitalize():<10} {day(one.day)}: {one.file}, line {one.line},"
            f" {one.column}{undated}"
        )
    if clock.exception is not None:
        yield f"  Exception  {_exception_words(clock.exception)}"
    for other in clock.settings:
        verdict = "another verdict" if other.flips else "the same verdict"
        over = f", {count(other.days_overdue, 'day')} over" if other.days_overdue else ""
        yield (
            f"  Setting    {other.setting} = {other.value}: last day {day(other.due_on)}, {verdict}"
            f" ({other.status}{over})"
        )
    yield f"  Counted    in {clock.district} and every area above it:"
    for counted in clock.counted:
        yield f"             {counted.column}: {_months(counted)}"
    if clock.family:
        yield "             The family's clock: never counted as the authority's."


def _exception_words(one: RecordedGround) -> str:
    period = [
        *([f"from {day(one.first_day)}"] if one.first_day else []),
        *([f"until {day(one.back_on)}"] if one.back_on else []),
        *([f"advice asked {day(one.advice_asked_on)}"] if one.advice_asked_on else []),
    ]
    return f"{one.ground}{' (' + ', '.join(period) + ')' if period else ''}. {one.words}"


def _months(counted: Counted) -> str:
    first = f"{counted.first:%B %Y}"
    if counted.last is None:
        return f"every month from {first}"
    return first if counted.last == counted.first else f"{first} to {counted.last:%B %Y}"
