"""Every sentence and number format that pages use, written from numbers.

Two rules hold throughout. A sentence is made from the same values as the figure or table beside
it, so it cannot contradict them. A value that this edition must not show (`HIDDEN`) is said to be
withheld; its size is never hinted at.

Numbers are formatted by `reports.figure`, so that a sentence and its table show the same text.
Waits are completed weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports import figure
from reports.disclosure import HIDDEN
from reports.facts import Period, Rate, Value
from reports.vocabulary import Phrase

UNDER_TEN = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


# -- numbers ------------------------------------------------------------------------------------
def number(value: Value) -> str:
    """`1,234`, `12.5`, `c` where hidden, `x` where there is nothing to show."""
    whole = not isinstance(value, float) or value.is_integer()
    return figure.number(value, 0 if whole else 1, missing="x").text


def percent(rate: Rate) -> str:
    """`64%`, as tables show it; `c` hidden, `u` too few for a rate, `z` where there was no case."""
    text = figure.rate(rate)[0].text
    return "under 1%" if text == "low" else text


def weeks(days: Value) -> Value:
    """Completed weeks in so many days."""
    if days is None or days is HIDDEN:
        return days
    return int(days // 7)  # type: ignore[operator]


def known(*values: Value) -> bool:
    """True where every value may be shown and there is one."""
    return all(value is not None and value is not HIDDEN for value in values)


def count(value: Value, one: str, many: str | None = None) -> str:
    """`1 plan`, `2 plans`, `no plans`; a hidden count says that it is withheld."""
    many = many or f"{one}s"
    if not known(value):
        return f"a number of {many} that is not shown"
    if value == 0:
        return f"no {many}"
    return f"{number(value)} {one if value == 1 else many}"


def was(value: Value) -> str:
    """`was` for one, else `were`."""
    return "was" if value == 1 else "were"


def wait(days: Value) -> str:
    """`23 weeks`, `1 week`, `less than a week`."""
    whole = weeks(days)
    if whole == 0:
        return "less than a week"
    return count(whole, "week")


# -- days and periods -----------------------------------------------------------------------------
def day(on: date | None) -> str:
    """`31 October 2026`."""
    return figure.day_text(on) if on else "not given"


def month(on: date) -> str:
    """`October 2026`."""
    return figure.month(on).text


def in_period(period: Period) -> str:
    """`in October 2026`, `in the 3 months to October 2026`."""
    if period.months == 1:
        return f"in {month(period.end)}"
    return f"in the {period.months} months to {month(period.end)}"


def short_period(period: Period) -> str:
    """What stands in a table's first column: `October 2026`, `3 months to October 2026`."""
    return in_period(period).removeprefix("in ").removeprefix("the ")


def ago(months: int) -> str:
    """`a month before`, `three months before`, `a year before`."""
    return {1: "a month before", 12: "a year before"}.get(months, f"{small(months)} months before")


def small(value: int) -> str:
    """Numbers under ten as words."""
    return UNDER_TEN[value] if 0 <= value < len(UNDER_TEN) else number(value)


def per_period(months: int) -> str:
    """How the points of a series are spaced, for a subtitle."""
    return {1: "by month", 3: "by quarter", 12: "by year"}[months]


def sentence(text: str) -> str:
    """First letter in capital, one full stop."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def listing(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


# -- change ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Change:
    """How a number moved: a shape that needs no colour, and the words beside it."""

    mark: str
    text: str


def change_of_count(now: Value, before: Value, when: str) -> Change | None:
    """`▲ 15 more than a month before`; None where either may not be shown."""
    if not known(now, before):
        return None
    moved = now - before  # type: ignore[operator]
    if moved == 0:
        return Change("●", f"the same as {when}")
    mark, word = ("▲", "more") if moved > 0 else ("▼", "fewer")
    return Change(mark, f"{number(abs(moved))} {word} than {when}")


def change_of_rate(now: Rate, before: Rate, when: str) -> Change | None:
    """`▲ up from 61% a month before`; None where either rate may not be shown."""
    if not known(now.percent, before.percent):
        return None
    if percent(now) == percent(before):
        return Change("●", f"the same as {when}")
    up = now.percent > before.percent  # type: ignore[operator]
    return Change("▲" if up else "▼", f"{'up' if up else 'down'} from {percent(before)} {when}")


# -- sentences and titles of the timeliness set ---------------------------------------------------
def completion_sentence(p: Phrase, rate: Rate, period: Period) -> str:
    """Of what was done in a period, how much was in time."""
    when = in_period(period)
    if rate.denominator == 0:
        return sentence(f"no {p.one} was {p.done} {when}")
    if not known(rate.numerator, rate.denominator):
        return sentence(f"how many {p.many} were {p.done} in time {when} {withheld()}")
    many = p.one if rate.denominator == 1 else p.many
    return sentence(
        f"{when}, {number(rate.numerator)} of {number(rate.denominator)} {many} "
        f"{was(rate.numerator)} {p.done} in time{in_brackets(rate)}"
    )


def cohort_sentence(p: Phrase, rate: Rate, period: Period) -> str:
    """Of what fell due in a period, how much was done by its limit."""
    when = "in that month" if period.months == 1 else "in those months"
    if rate.denominator == 0:
        return f"No case reached its limit {when}."
    if not known(rate.numerator, rate.denominator):
        return sentence(
            f"how many of those that reached their limit {when} had met it {withheld()}"
        )
    if rate.denominator == 1:
        met = "was in time" if rate.numerator == 1 else "was not in time"
        return f"One reached its limit {when}, and {met}."
    return (
        f"Of {number(rate.denominator)} that reached their limit {when}, "
        f"{number(rate.numerator)} had met it{in_brackets(rate)}."
    )


def backlog_sentence(
    p: Phrase, open_: Value, overdue: Value, excused: Value, on: date, change: Change | None
) -> str:
    """How many are open past the limit, excused ones said beside."""
    when = f"on {day(on)}"
    if open_ == 0:
        return sentence(f"there was no {p.waiting_one} {when}")
    if not known(open_, overdue):
        return sentence(f"how many {p.waiting} were past the limit {when} {withheld()}")
    waiting = p.waiting_one if open_ == 1 else p.waiting
    text = f"{when}, {number(overdue)} of {number(open_)} {waiting} {was(overdue)} past the limit"
    if change:
        text += f", {change.text}"
    if known(excused) and overdue:
        has = "has" if excused == 1 else "have"
        of_them = f"{number(excused)} of them" if excused else "none of them"
        text += f"; {of_them} {has} a recorded legal exception"
    return sentence(text)


def age_sentence(p: Phrase, open_: Value, oldest: Value, median: Value, p92: Value) -> str:
    """Oldest, median and 92nd percentile of the open cases."""
    if open_ == 0:
        return "Nothing is open, so there is no wait to show."
    parts = []
    if known(median):
        parts.append(f"half of the {p.waiting} have waited at least {wait(median)}")
    if known(p92):
        parts.append(f"eight in a hundred at least {wait(p92)}")
    if known(oldest):
        parts.append(f"the longest {'wait is' if not parts else 'has been'} {wait(oldest)}")
    if not parts:
        return sentence(f"how long the {p.waiting} have waited {withheld()}")
    return sentence(listing(parts) if len(parts) < 3 else f"{parts[0]}, {parts[1]}, and {parts[2]}")


def flow_sentence(started: Value, stopped: Value, ended: Value, period: Period) -> str:
    """What came in and what left, and which was more."""
    when = in_period(period)
    if ended is None and known(started, stopped):
        return sentence(
            f"{when}, {count(started, 'case')} came in"
            f" and {number(stopped)} left with the duty done"
        )
    if not known(started, stopped, ended):
        return sentence(f"how many cases came in and left {when} {withheld()}")
    left = stopped + ended  # type: ignore[operator]
    text = (
        f"{when}, {count(started, 'case')} came in and {number(left)} left: "
        f"{number(stopped)} with the duty done and {number(ended)} without"
    )
    net = started - left  # type: ignore[operator]
    if net == 0:
        return sentence(f"{text}. As many came in as left")
    word = "more" if net > 0 else "fewer"
    return sentence(f"{text}. {number(abs(net))} {word} came in than left")


def rate_title(p: Phrase, now: Rate, before: Rate | None) -> str:
    """`Final plans: 64% in time, up from 61%`, ten words at most."""
    if not known(now.percent):
        if known(now.numerator, now.denominator) and now.denominator:
            total = number(now.denominator)
            return f"{p.name}: {number(now.numerator)} of {total} in time"
        return f"{p.name}: done in time"
    title = f"{p.name}: {percent(now)} in time"
    if before is not None and known(before.percent):
        if percent(now) == percent(before):
            return f"{title}, as before"
        direction = "up" if now.percent > before.percent else "down"  # type: ignore[operator]
        return f"{title}, {direction} from {percent(before)}"
    return title


def backlog_title(p: Phrase, now: Value, before: Value) -> str:
    """`Final plans: 489 overdue, down from 504`."""
    if not known(now):
        return f"{p.name}: overdue cases"
    title = f"{p.name}: {number(now) if now else 'none'} overdue"
    if not known(before):
        return title
    if now == before:
        return f"{title}, as before"
    return f"{title}, {'up' if now > before else 'down'} from {number(before)}"  # type: ignore[operator]


def age_title(p: Phrase, oldest: Value) -> str:
    """`Final plans: longest wait 104 weeks`."""
    if not known(oldest):
        return f"{p.name}: how long open cases have waited"
    return f"{p.name}: longest wait {wait(oldest)}"


def flow_title(p: Phrase, started: Value, left: Value) -> str:
    """`Final plans: 68 more came in than left`."""
    if not known(started, left):
        return f"{p.name}: what came in and what left"
    net = started - left  # type: ignore[operator]
    if net == 0:
        return f"{p.name}: as many came in as left"
    return f"{p.name}: {number(abs(net))} {'more' if net > 0 else 'fewer'} came in than left"


def in_brackets(rate: Rate) -> str:
    """` (64%)`, or nothing where there is no rate to show."""
    return f" ({percent(rate)})" if known(rate.percent) else ""


def withheld() -> str:
    """The end of a sentence whose number may not be shown."""
    return "is not shown, to protect children's privacy"


# -- sentences of single pages --------------------------------------------------------------------
def headline(
    p: Phrase,
    rate: Rate,
    period: Period,
    on: date,
    open_: Value,
    overdue: Value,
    change: Change | None,
) -> str:
    """The first sentence of a page: what was in time, and what is past its limit."""
    parts = []
    if rate.denominator == 0:
        parts.append(f"{in_period(period)}, no {p.one} was {p.done}")
    elif known(rate.numerator, rate.denominator):
        share = f"{number(rate.numerator)} of {number(rate.denominator)}"
        many = p.one if rate.denominator == 1 else p.many
        parts.append(
            f"{in_period(period)}, {percent(rate)} of {many} {p.done} were in time ({share})"
            if known(rate.percent)
            else f"{in_period(period)}, {share} {many} {p.done} {was(rate.numerator)} in time"
        )
    if known(open_, overdue):
        waiting = p.waiting_one if open_ == 1 else p.waiting
        text = f"{number(overdue)} of {number(open_)} {waiting} {is_(overdue)} past the limit"
        parts.append(f"{text}, {change.text}" if change else text)
    if parts:
        return sentence(", and ".join(parts))
    return backlog_sentence(p, open_, overdue, None, on, change)


def is_(value: Value) -> str:
    """`is` for one, else `are`."""
    return "is" if value == 1 else "are"


def range_sentence(what: str, shares: list[float], parts: list[str], areas: int) -> str:
    """From the lowest to the highest of the shares that `areas` districts have, without saying
    whose they are."""
    have = count(len(shares), "district")
    if not shares:
        return sentence(f"for no district can {what} be shown")
    low, high = parts[shares.index(min(shares))], parts[shares.index(max(shares))]
    where = f"all {have}" if len(shares) == areas else f"the {have} for which it can be shown"
    if len(shares) == 1:
        return sentence(f"{what} is {low} in the only district for which it can be shown")
    if min(shares) == max(shares):
        return sentence(f"{what} is {low} in {where}")
    return sentence(f"{what} runs from {low} to {high} in {where}")


def moves(now: list[Value], before: list[Value], what: str) -> str:
    """In how many districts a count went up, down, or stayed."""
    fewer, more, same = tally(now, before)
    compared = fewer + more + same
    if not compared:
        return sentence(f"{what} cannot be compared with a year before in any district")
    where = count(len(now), "district")
    if compared < len(now):
        where = f"the {count(compared, 'district')} where both numbers can be shown"
    return sentence(
        f"in {where}, {what} fell in {number(fewer)}, rose in {number(more)} and stayed the same "
        f"in {number(same)}"
    )


def moves_title(p: Phrase, now: list[Value], before: list[Value]) -> str:
    """`Final plans: backlog fell in 10 of 12 districts`."""
    fewer, more, same = tally(now, before)
    compared = fewer + more + same
    if not compared:
        return f"{p.name}: backlog now and a year before"
    return f"{p.name}: backlog fell in {fewer} of {count(compared, 'district')}"


def tally(now: list[Value], before: list[Value]) -> tuple[int, int, int]:
    """How many of the pairs that may be shown fell, rose, and stayed the same."""
    pairs = [(a, b) for a, b in zip(now, before, strict=True) if known(a, b)]
    fewer = sum(a < b for a, b in pairs)  # type: ignore[operator]
    more = sum(a > b for a, b in pairs)  # type: ignore[operator]
    return fewer, more, len(pairs) - fewer - more


# -- the settings of the law ----------------------------------------------------------------------
CHANGE = "would have another status with the other answer"


def flips_sentence(rows: list[tuple[str, Value, Value]], most: int = 3) -> str:
    """For how many cases a setting's other value would give another status. `rows`: whose cases in
    the plural, how many would flip, how many there are; those that matter most stand first, and
    not more than `most` of them are said."""
    if not rows:
        return "No case of this delivery comes under this setting."
    flipped = [
        f"{number(flips)} of {number(cases)} {what}"
        for what, flips, cases in rows
        if known(flips, cases) and flips
    ]
    if flipped:
        some = listing(flipped[:most])
        return sentence(f"in this delivery, {some} {CHANGE}")
    if not all(known(flips) for _, flips, _ in rows):
        return sentence(f"how many cases {CHANGE} {withheld()}")
    if len(rows) == 1:
        ((what, _, cases),) = rows
        of = f"none of {number(cases)}" if known(cases) else "none of the"
        return sentence(f"in this delivery, {of} {what} {CHANGE}")
    limits = f"the {small(len(rows))} limits below"
    return sentence(f"in this delivery, no case {CHANGE}, under any of {limits}")
