"""What the suites must know of a drop before they can be written: counts, never cells."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from expectations.engine import Engine

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


@cache
def seed(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one seed, as text."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def extracts() -> tuple[str, ...]:
    """The extracts that exist, in the order of their seed."""
    return tuple(dict.fromkeys(row["extract"] for row in seed("extract_columns")))


def pathways() -> list[str]:
    """The health pathways that have a clock: its id is `health_` and the pathway."""
    ids = (row["clock_id"] for row in seed("clock_register") if row["process"] == "health")
    return sorted(clock_id.removeprefix("health_") for clock_id in ids)


MONTHS_BEFORE = 12


class Month(NamedTuple):
    """A calendar month, by its first and its last day."""

    first: date
    last: date

    @staticmethod
    def last_whole(as_of: date) -> Month:
        """The last month that had ended by the end of `as_of`."""
        next_day = as_of + timedelta(days=1)
        last = next_day.replace(day=1) - timedelta(days=1)
        return Month(last.replace(day=1), last)

    def __str__(self) -> str:
        """`October 2026`."""
        return f"{self.first:%B %Y}"


class Tally(NamedTuple):
    """What is counted by month: the rows dated in a column, or those of them that meet `where`."""

    column: str
    where: str = ""


class Compared(NamedTuple):
    """What of an extract is compared with the months before: pairs of columns.

    `outcomes` are a code and its date; `beside` are a date and a column that is filled by then.
    """

    outcomes: tuple[tuple[str, str], ...] = ()
    beside: tuple[tuple[str, str], ...] = ()


COMPARED = {
    "needs_assessments": Compared(
        outcomes=(
            ("request_outcome", "request_outcome_date"),
            ("assessment_outcome", "assessment_outcome_date"),
        ),
        beside=(
            ("final_plan_date", "request_outcome_date"),
            ("final_plan_date", "assessment_outcome_date"),
            ("final_plan_date", "draft_plan_date"),
            ("request_outcome_date", "advice_requested_date"),
        ),
    ),
    "annual_reviews": Compared(
        outcomes=(("decision", "decision_date"),),
        beside=(
            ("decision_date", "invitation_date"),
            ("decision_date", "report_date"),
            ("final_plan_date", "amendment_notice_date"),
        ),
    ),
    "tribunals": Compared(
        outcomes=(("outcome", "outcome_date"),),
        beside=(("outcome_date", "registered_date"), ("outcome_date", "decision_date")),
    ),
    "health_waits": Compared(beside=(("completed_date", "first_contact_date"),)),
}


@dataclass(frozen=True)
class Landed:
    """One extract of this drop, delivered or not.

    `filled` counts the cells of each delivered date column that hold a date; `events` are those
    of them that say that something has happened. `by_month` holds the count of each tally in the
    last whole month and in the twelve before it, the newest first. `corrections` counts those
    that came for it. `last_rows` is what landed in `last_month`, the last published month of the
    same authority and source system that is not later than this drop; None where there was none.
    """

    extract: str
    files: tuple[str, ...]
    landed: int
    accepted: int
    filled: dict[str, int]
    columns: frozenset[str]
    last_month: str | None
    last_rows: int | None
    events: tuple[str, ...] = ()
    corrections: int = 0
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_month: dict[Tally, tuple[int, ...]] = field(default_factory=dict)

    @property
    def delivered(self) -> bool:
        return bool(self.columns)


@dataclass(frozen=True)
class Delivery:
    """One drop. `has_districts`: the area's geography names districts, so they can be known."""

    as_of: date
    extracted_on: date | None
    has_districts: bool
    extracts: dict[str, Landed]

    @property
    def month(self) -> Month:
        """The month that is compared with those before it."""
        return Month.last_whole(self.as_of)

    @property
    def columns(self) -> dict[str, frozenset[str]]:
        """The columns of each extract that was delivered."""
        return {name: one.columns for name, one in self.extracts.items() if one.delivered}


def read_delivery(engine: Engine, has_districts: bool) -> Delivery:
    """What landed, from the tables of the landing and of the published history."""
    ((as_of, extracted_on),) = engine.rows("select as_of, extracted_on from raw.drop_info")
    month = Month.last_whole(as_of)
    corrections = dict(engine.rows("select extract, count(*) from quality.corrections group by 1"))
    columns = delivered_columns(engine)
    files: dict[str, list[tuple[str, int, int]]] = {}
    for extract, *counts in engine.rows(
        "select extract, file, landed, accepted from quality.reconciliation order by extract, file"
    ):
        files.setdefault(extract, []).append((counts[0], counts[1], counts[2]))
    last = {extract: (month, rows) for extract, month, rows in engine.rows(_LAST_SIZES)}
    return Delivery(
        as_of=as_of,
        extracted_on=extracted_on,
        has_districts=has_districts,
        extracts={
            extract: _landed(
                engine,
                extract,
                columns.get(extract, frozenset()),
                files.get(extract, []),
                last.get(extract, (None, None)),
                corrections.get(extract, 0),
                month,
            )
            for extract in extracts()
        },
    )


def delivered_columns(engine: Engine) -> dict[str, frozenset[str]]:
    """The columns of each extract that was delivered; an extract that was not is left out."""
    columns: dict[str, set[str]] = {}
    for extract, column in engine.rows("select extract, column_name from raw.delivered_columns"):
        columns.setdefault(extract, set()).add(column)
    return {extract: frozenset(names) for extract, names in columns.items()}


# A month that is published again is compared with what stood there before; an earlier month that
# is delivered late is not compared with a later one.
_LAST_SIZES = """
    select s.extract, s.month, s.landed
    from ops.extract_sizes s
    join raw.drop_info d on d.local_authority = s.la_code and d.source_system = s.source_system
    where s.month <= d.month
    qualify s.month = max(s.month) over ()
"""


def _landed(
    engine: Engine,
    extract: str,
    columns: frozenset[str],
    files: list[tuple[str, int, int]],
    last: tuple[str | None, int | None],
    corrections: int,
    month: Month,
) -> Landed:
    described = [
        row
        for row in seed("extract_columns")
        if row["extract"] == extract and row["column_name"] in columns
    ]
    dates = [row["column_name"] for row in described if row["kind"] == "date"]
    filled: dict[str, int] = {}
    if dates:
        counts = ", ".join(f"count({column})" for column in dates)
        (found,) = engine.rows(f"select {counts} from raw.accepted_{extract}")
        filled = dict(zip(dates, found, strict=True))
    codes = {
        row["column_name"]: tuple(
            code["code"] for code in seed("code_lists") if code["code_list"] == row["code_list"]
        )
        for row in described
        if row["kind"] == "code"
    }
    return Landed(
        extract=extract,
        files=tuple(name for name, _, _ in files),
        landed=sum(landed for _, landed, _ in files),
        accepted=sum(accepted for _, _, accepted in files),
        filled=filled,
        columns=columns,
        last_month=last[0],
        last_rows=last[1],
        events=tuple(
            row["column_name"] for row in described if row["date_role"] in ("clock", "other")
        ),
        corrections=corrections,
        codes=codes,
        by_month=_by_month(engine, extract, _tallies(extract, filled, codes), month),
    )


def _tallies(
    extract: str, filled: dict[str, int], codes: dict[str, tuple[str, ...]]
) -> list[Tally]:
    """What is counted by month of the columns that were delivered and hold dates."""
    dates = [column for column, count in filled.items() if count]
    compared = COMPARED.get(extract, Compared())
    return [
        *(Tally(column) for column in dates),
        *(
            Tally(day, f"{outcome} = '{code}'")
            for outcome, day in compared.outcomes
            if day in dates
            for code in codes.get(outcome, ())
        ),
        *(
            Tally(day, f"{column} is null")
            for day, column in compared.beside
            if day in dates and column in filled
        ),
    ]


def _by_month(
    engine: Engine, extract: str, tallies: Iterable[Tally], month: Month
) -> dict[Tally, tuple[int, ...]]:
    """The count of each tally in the month and in each of the twelve before it."""
    found = {tally: [0] * (MONTHS_BEFORE + 1) for tally in tallies}
    if not found:
        return {}
    in_order = list(found)
    asked = " union all ".join(
        f"select {number}, date_diff('month', {tally.column}, date '{month.last}') as back,"
        f" count(*) from raw.accepted_{extract}"
        f" where {tally.column} <= date '{month.last}'"
        f" and {tally.column} > date '{month.last}' - to_months({MONTHS_BEFORE + 1})"
        f"{f' and {tally.where}' if tally.where else ''} group by back"
        for number, tally in enumerate(in_order)
    )
    for number, back, count in engine.rows(asked):
        if back <= MONTHS_BEFORE:
            found[in_order[number]][back] = count
    return {tally: tuple(counts) for tally, counts in found.items()}
