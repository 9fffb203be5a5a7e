"""This month against the twelve before it, within one drop: what a lost column, a default or a
half export looks like before anybody has counted.

Counts come with the delivery (`Landed.by_month`); what is usual is worked out from them here, and
Great Expectations is asked whether the month is. Only months that are whole are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from statistics import median
from typing import Any

from expectations import thresholds
from expectations.delivery import Landed, Month, Tally
from expectations.expected import Column, Expected, rows_at_most, rows_between
from expectations.result import Example

# What makes the median absolute deviation comparable with a standard deviation.
_NORMAL = 1.4826

LOOK = (
    "check that the export is whole and its columns hold what they held; if the change is real,"
    " nothing needs to be done"
)


def events_by_month(
    landed: Landed, month: Month, columns: Sequence[str], **said: str
) -> Iterator[Expected]:
    """How many things happened in the month, by each date column."""
    for column in columns:
        counts = landed.by_month.get(Tally(column))
        if counts is None or not has_history(counts):
            continue
        low, high = usual_range(counts[1:])
        yield rows_between(
            f"{column}_by_month",
            f"raw.accepted_{landed.extract}",
            "warning",
            low,
            high,
            _within(column, month),
            of=round(median(counts[1:])),
            examples=tuple(Example(name, column=column) for name in landed.files),
            sentence=f"{{observed}} dates in {column} lie in {month}, and from {low:,} to {high:,}"
            " are usual after the twelve months before",
            to_do=LOOK,
            **said,
        )


def outcomes_by_month(
    landed: Landed, month: Month, outcomes: Sequence[tuple[str, str]], **said: str
) -> Iterator[Expected]:
    """The share of each outcome among the decisions of the month."""
    for outcome, day in outcomes:
        for code in landed.codes.get(outcome, ()):
            part = landed.by_month.get(Tally(day, f"{outcome} = '{code}'"))
            whole = landed.by_month.get(Tally(day))
            if part is None or whole is None or not _enough(whole):
                continue
            low, high = usual_share(part, whole)
            before = sum(part[1:]) / sum(whole[1:])
            yield rows_between(
                f"{outcome}_{code}_share",
                f"raw.accepted_{landed.extract}",
                "warning",
                low,
                high,
                _within(day, month) & (Column(outcome) == code),
                of=whole[0],
                examples=tuple(Example(name, column=outcome) for name in landed.files),
                sentence=f"{{observed}} of {{of}} decisions of {month} in {outcome} are {code},"
                f" and from {low:,} to {high:,} are usual after the twelve months before, in which"
                f" {before:.1%} were",
                to_do=LOOK,
                **said,
            )


def blanks_by_month(
    landed: Landed, month: Month, beside: Sequence[tuple[str, str]], **said: str
) -> Iterator[Expected]:
    """Blanks in a column in the rows that a later date of the month shows to be past it."""
    for day, column in beside:
        part = landed.by_month.get(Tally(day, f"{column} is null"))
        whole = landed.by_month.get(Tally(day))
        if part is None or whole is None or not _enough(whole):
            continue
        _, most = usual_share(part, whole)
        before = sum(part[1:]) / sum(whole[1:])
        yield rows_at_most(
            f"{column}_blanks",
            f"raw.accepted_{landed.extract}",
            "warning",
            f"select file, line, 'blank_more_often_than_usual' as reason, '{column}' as column_name"
            f" from {{batch}} where {column} is null"
            f" and {day} between date '{month.first}' and date '{month.last}' order by file, line",
            at_most=most,
            of=whole[0],
            sentence=f"{{failed}} of {{of}} rows with a {day} in {month} have no {column}, and at"
            f" most {most:,} are usual after the twelve months before, in which {before:.1%} had"
            " none",
            to_do=LOOK,
            **said,
        )


def has_history(counts: Sequence[int]) -> bool:
    """Whether twelve months lie before this one, with enough in them to say what is usual."""
    return counts[-1] > 0 and median(counts[1:]) >= thresholds.MONTH_LEAST_EVENTS


def usual_range(history: Sequence[int]) -> tuple[int, int]:
    """From how many to how many are usual after these months.

    Outside lies what is far from their median, and further out than any of them.
    """
    middle = median(history)
    deviation = _NORMAL * median(abs(count - middle) for count in history)
    reach = thresholds.MAX_ROBUST_Z * max(deviation, math.sqrt(middle))
    low = min(middle - reach, min(history) * (1 - thresholds.MONTH_SLACK))
    high = max(middle + reach, max(history) * (1 + thresholds.MONTH_SLACK))
    return max(math.floor(low), 0), math.ceil(high)


def usual_share(part: Sequence[int], whole: Sequence[int]) -> tuple[int, int]:
    """From how many to how many of this month's `whole` are usual, by the months before."""
    share = sum(part[1:]) / sum(whole[1:])
    chance = thresholds.MAX_ROBUST_Z * math.sqrt(share * (1 - share) / whole[0])
    reach = max(chance, thresholds.MIN_SHARE_CHANGE)
    low, high = (whole[0] * (share - reach), whole[0] * (share + reach))
    return max(math.floor(low), 0), min(math.ceil(high), whole[0])


def _enough(whole: Sequence[int]) -> bool:
    least = thresholds.SHARE_LEAST_ROWS
    return whole[0] >= least and sum(whole[1:]) >= least and whole[-1] > 0


def _within(column: str, month: Month) -> Any:
    return (Column(column) >= _text(month.first)) & (Column(column) <= _text(month.last))


def _text(day: date) -> str:
    return day.isoformat()
