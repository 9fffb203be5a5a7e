"""Gate 2: may these marts be published? The last look before pages are made from them.

dbt has tested each table by itself and the ledger against its universe. What is asked here is
what a reader would stumble over: sums that do not close, parts larger than their whole, a delivery
that leads to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from expectations import thresholds
from expectations.delivery import delivered_columns, seed
from expectations.engine import Engine
from expectations.expected import Column, Expected, rows_at_least, rows_at_most
from expectations.suites import SHAPES

EVERY_PAGE = "index.html assessments.html reviews.html tribunals.html advice.html health.html"
OUR_FAULT = "report this as a fault of the build: the extracts need no mending"


@dataclass(frozen=True)
class Cases:
    """What an extract brings to the ledger: its kind of case, and a clock that every such case
    runs. Without one (`certain_clock` is None) an honest extract may have no clock at all."""

    case_type: str
    certain_clock: str | None


CASES = {
    "needs_assessments": Cases("request", "assess_decision_6w"),
    "plans": Cases("plan", "ar_review_12m"),
    "annual_reviews": Cases("review", "ar_decision_4w"),
    "tribunals": Cases("appeal", None),
    "advice": Cases("advice", "advice_return_6w"),
    "health_waits": Cases("referral", None),
}

# Counts of clock_monthly that add up over areas.
COUNTS = (
    "started",
    "stopped",
    "ended",
    "stopped_in_time",
    "stopped_exception",
    "due",
    "due_met",
    "due_exception",
    "open_at_end",
    "overdue_at_end",
    "overdue_exception_at_end",
    "overdue_days_at_end",
)

# A row of a mart has no line in a file: it is named by clock, month and area.
_MONTH_OF_AREA = (
    "'marts.clock_monthly' as file, cast(null as bigint) as line,"
    " concat_ws(' ', {0}.clock_id, {0}.month, {0}.area_name) as reason"
)


def suites(engine: Engine) -> dict[str, list[Expected]]:
    """The release checks, by the mart that they look at."""
    ((as_of,),) = engine.rows("select as_of from raw.drop_info")
    return {
        "clocks": [*_every_extract_counts(engine, as_of), *_one_status(engine)],
        "clock_monthly": list(_clock_monthly(engine, as_of)),
        "dfe_timeliness": list(_dfe_timeliness(engine)),
    }


def _every_extract_counts(engine: Engine, as_of: date) -> Iterator[Expected]:
    """An extract with cases must lead to clocks, where its clocks are measurable."""
    columns = delivered_columns(engine)
    unmeasurable = {row[0] for row in engine.rows("select clock_id from quality.not_measurable")}
    for extract, cases in CASES.items():
        shape, starts = SHAPES[extract], SHAPES[extract].starts
        if starts not in columns.get(extract, ()) or cases.certain_clock in unmeasurable:
            continue
        ((begun,),) = engine.rows(
            f"select count(*) from raw.accepted_{extract} where {starts} <= '{as_of}'"
        )
        if begun < thresholds.LEAST_ROWS:
            continue
        yield rows_at_least(
            f"{extract}_has_clocks",
            "marts.clocks",
            "critical" if cases.certain_clock else "warning",
            where=Column("case_type") == cases.case_type,
            of=begun,
            sentence=f"{{observed}} clocks ran for the {{of}} {shape.rows} that had begun by the "
            "day of the report",
            extract=extract,
            touches=shape.pages,
            to_do=OUR_FAULT
            if cases.certain_clock
            else "check whether the extract holds the dates and codes that its clocks need",
        )


def _one_status(engine: Engine) -> Iterator[Expected]:
    """Every case of a headline clock alike: possible, but a lost column looks like this."""
    headlines = ", ".join(
        f"'{row['clock_id']}'" for row in seed("clock_register") if row["headline"]
    )
    busy = (
        f"where clock_id in ({headlines}) group by clock_id"
        f" having count(*) >= {thresholds.ONE_STATUS_LEAST_CASES}"
    )
    judged = len(engine.rows(f"select clock_id from marts.clocks {busy}"))
    yield rows_at_most(
        "more_than_one_outcome",
        "marts.clocks",
        "warning",
        "select 'marts.clocks' as file, cast(null as bigint) as line, clock_id as reason,"
        f" 'status' as column_name from {{batch}} {busy} and count(distinct status) = 1"
        " order by clock_id",
        of=judged,
        sentence="{failed} of the {of} headline clocks with "
        f"{thresholds.ONE_STATUS_LEAST_CASES} cases or more have the same outcome for every case",
        touches="index.html",
        to_do="check that the columns that stop these clocks hold what the case system holds",
    )


def _clock_monthly(engine: Engine, as_of: date) -> Iterator[Expected]:
    table = "marts.clock_monthly"
    ((rows, clocks),) = engine.rows(f"select count(*), count(distinct clock_id) from {table}")
    ((ledger,),) = engine.rows("select count(distinct clock_id) from marts.clocks")
    if ledger:
        yield rows_at_least(
            "reaches_the_month",
            table,
            "critical",
            where=Column("month") >= as_of.replace(day=1).isoformat(),
            of=rows,
            sentence="{observed} of {of} rows are of the month of the report",
            touches=EVERY_PAGE,
            to_do=OUR_FAULT,
        )
    yield rows_at_most(
        "opening_and_closing_agree",
        table,
        "critical",
        f"select {_MONTH_OF_AREA.format('m')}, 'open_at_end' as column_name"
        " from (select *, lag(open_at_end, 1, 0) over"
        " (partition by clock_id, level, area_code order by month) as open_at_start"
        " from {batch}) m"
        " where open_at_start + started - stopped - ended <> open_at_end order by reason",
        of=rows,
        sentence="In {failed} of {of} months of a clock and an area, the cases open at its start, "
        "with those that began and without those that stopped or left, are not the cases open at "
        "its end",
        touches=EVERY_PAGE,
        to_do=OUR_FAULT,
    )
    yield rows_at_most(
        "areas_add_up",
        table,
        "critical",
        _areas_add_up(),
        of=rows,
        sentence="{failed} of {of} months of a clock and an area are not the sum of the areas "
        "within it",
        touches=EVERY_PAGE,
        to_do=OUR_FAULT,
    )
    yield rows_at_most(
        "parts_within_whole",
        table,
        "critical",
        f"select {_MONTH_OF_AREA.format('m')} from (select * from {{batch}}) m"
        f" where least({', '.join(COUNTS)}) < 0"
        " or stopped_in_time + stopped_exception > stopped or due_met + due_exception > due"
        " or overdue_at_end > open_at_end or overdue_exception_at_end > overdue_at_end"
        " order by reason",
        of=rows,
        sentence="In {failed} of {of} months of a clock and an area, a part is larger than its "
        "whole, such as cases in time than all cases",
        touches=EVERY_PAGE,
        to_do=OUR_FAULT,
    )
    yield rows_at_most(
        "agrees_with_ledger",
        table,
        "critical",
        _agrees_with_ledger(),
        of=max(clocks, ledger),
        sentence="{failed} of {of} clocks have other totals by month than in the ledger of cases",
        touches=EVERY_PAGE,
        to_do=OUR_FAULT,
    )


def _areas_add_up() -> str:
    """Each area that has areas within it, against their sum at the level below."""
    sums = ", ".join(f"sum(m.{count}) as {count}" for count in COUNTS)
    unequal = " or ".join(f"p.{count} <> coalesce(c.{count}, 0)" for count in COUNTS)
    return f"""
        select distinct {_MONTH_OF_AREA.format("p")}
        from (select * from {{batch}}) p
        join (
            select distinct parent_level, parent_code, level as child_level
            from staging.areas
            where parent_code is not null
        ) f on f.parent_level = p.level and f.parent_code = p.area_code
        left join (
            select m.clock_id, m.month, a.parent_level, a.parent_code, m.level, {sums}
            from (select * from {{batch}}) m
            join staging.areas a on a.level = m.level and a.area_code = m.area_code
            where a.parent_code is not null
            group by m.clock_id, m.month, a.parent_level, a.parent_code, m.level
        ) c on c.clock_id = p.clock_id and c.month = p.month and c.level = f.child_level
            and c.parent_level = p.level and c.parent_code = p.area_code
        where {unequal}
        order by reason"""


def _agrees_with_ledger() -> str:
    """All months of the authorities together against the ledger, clock by clock."""
    return """
        select 'marts.clock_monthly' as file, cast(null as bigint) as line, l.clock_id as reason
        from (
            select
                clock_id, count(*) as started, count(stopped_on) as stopped,
                count(ended_on) as ended
            from marts.clocks
            group by clock_id
        ) l
        full join (
            select
                clock_id, sum(started) as started, sum(stopped) as stopped, sum(ended) as ended
            from {batch}
            where level = 'la'
            group by clock_id
        ) m on m.clock_id = l.clock_id
        where (l.started, l.stopped, l.ended) is distinct from (m.started, m.stopped, m.ended)
        order by reason"""


def _dfe_timeliness(engine: Engine) -> Iterator[Expected]:
    table = "marts.dfe_timeliness"
    ((rows,),) = engine.rows(f"select count(*) from {table}")
    yield rows_at_most(
        "in_time_within_issued",
        table,
        "critical",
        "select 'marts.dfe_timeliness' as file, cast(null as bigint) as line,"
        " concat_ws(' ', time_period, la_name) as reason from {batch}"
        " where plans_issued_within_20_weeks > plans_issued_den"
        " or plans_issued_20_weeks_ex > plans_issued_den_ex"
        " or plans_issued_den_ex > plans_issued_den order by reason",
        of=rows,
        sentence="{failed} of {of} rows that lie beside the Department's table have more plans in "
        "time than plans",
        touches="dfe.html",
        to_do=OUR_FAULT,
    )
