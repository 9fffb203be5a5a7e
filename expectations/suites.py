"""Gate 1: is this delivery usable? One suite for each extract, as landed.

Nothing here is about our own tables (dbt tests those) or about the law (the register). What fails
here is mended by whoever delivers the extract. Only what would make the pages wrong as a whole is
critical; the rest is published with a warning beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from expectations import thresholds, usual
from expectations.delivery import COMPARED, Compared, Delivery, Landed, pathways
from expectations.expected import (
    Column,
    Expected,
    any_of,
    known,
    least_of,
    most_of,
    percent,
    rows_at_least,
    rows_at_most,
    sum_between,
)
from expectations.result import Example
from expectations.rules import rules_of


@dataclass(frozen=True)
class Limits:
    """The two limits that an area sets itself: shares from 0 to 1."""

    max_quarantined_share: Decimal
    max_shrink_share: Decimal


@dataclass(frozen=True)
class Shape:
    """What is the extract's own: the words, and the columns that pages cannot do without.

    `rows` is what its rows are called in a sentence. `starts` begins a case. `known` are columns
    that pages group by, `stops` hold the days on which a duty was done.
    """

    rows: str
    key: str
    starts: str
    known: tuple[str, ...]
    stops: tuple[str, ...]
    pages: str


SHAPES = {
    "needs_assessments": Shape(
        rows="requests for an assessment",
        key="request_id",
        starts="received_date",
        known=("primary_need",),
        stops=("request_outcome_date", "assessment_outcome_date", "final_plan_date"),
        pages="index.html assessments.html advice.html dfe.html",
    ),
    "plans": Shape(
        rows="plans",
        key="plan_id",
        starts="start_date",
        known=("primary_need",),
        stops=("last_reviewed_date",),
        pages="index.html reviews.html dfe.html",
    ),
    "annual_reviews": Shape(
        rows="annual reviews",
        key="review_id",
        starts="meeting_date",
        known=(),
        stops=("report_date", "decision_date", "amendment_notice_date", "final_plan_date"),
        pages="index.html reviews.html dfe.html",
    ),
    "tribunals": Shape(
        rows="appeals and mediation agreements",
        key="appeal_id",
        starts="decision_date",
        known=("ground", "route"),
        stops=("outcome_date", "complied_date"),
        pages="tribunals.html",
    ),
    "advice": Shape(
        rows="requests for advice",
        key="advice_id",
        starts="requested_date",
        known=("contributor",),
        stops=("received_date",),
        pages="index.html advice.html",
    ),
    "health_waits": Shape(
        rows="health referrals",
        key="referral_id",
        starts="referred_date",
        known=(),
        stops=("first_contact_date", "completed_date"),
        pages="health.html",
    ),
}


def suite(extract: str, delivery: Delivery, limits: Limits) -> list[Expected]:
    """The expectations that can be asked of one extract of this drop.

    What has nothing to be asked of is left out: a first drop has no last month, a column that was
    not delivered has no blanks, an extract of a few rows has no usual day.
    """
    landed, shape = delivery.extracts[extract], SHAPES[extract]
    if not landed.delivered:
        return list(_still_delivered(landed, shape))
    expected = [
        *_usable(landed, shape, limits),
        *_not_smaller(landed, shape, limits),
        *_not_larger(landed, shape),
        *_has_rows(landed, shape),
        *_corrections(landed, shape),
    ]
    if landed.accepted:
        expected += [
            *_keys(landed, shape),
            *_codes(landed, shape),
            *_cells(landed, shape, delivery.has_districts),
            *_dates(landed, shape, delivery),
            *_up_to_date(landed, shape, delivery),
            *_usual(landed, shape, delivery),
            *_rules(landed, shape, delivery),
        ]
    return expected


def _usable(landed: Landed, shape: Shape, limits: Limits) -> Iterator[Expected]:
    """Rows that could not be used. A share, so that one row is enough in a tiny drop."""
    at_most = most_of(limits.max_quarantined_share, landed.landed)
    tiny = ", which one row is enough to pass in so small an extract" if at_most == 0 else ""
    yield rows_at_most(
        "quarantined_share",
        "quality.quarantine",
        "critical",
        f"select file, line, reason from {{batch}} where extract = '{landed.extract}'"
        " order by file, line",
        at_most=at_most,
        of=landed.landed,
        sentence=f"{{failed}} of {{of}} {shape.rows} ({{share}}) could not be used, "
        f"and the limit is {percent(limits.max_quarantined_share)}{tiny}",
        touches=shape.pages,
        to_do="mend these rows in the case system and deliver the extract again, or raise "
        "max_quarantined_share in the settings file if so many unusable rows are acceptable",
    )
    yield rows_at_most(
        "copies",
        "quality.quarantine",
        "warning",
        f"select file, line, reason from {{batch}} where extract = '{landed.extract}'"
        " and reason in ('duplicate', 'conflicting') order by file, line",
        at_most=most_of(thresholds.MAX_DUPLICATE_SHARE, landed.landed),
        of=landed.landed,
        sentence=f"{{failed}} of {{of}} {shape.rows} ({{share}}) are copies of another row or "
        f"share its key, and more than {percent(thresholds.MAX_DUPLICATE_SHARE)} is unusual",
        touches=shape.pages,
        to_do="look in the export for a join that repeats rows",
    )


def _not_smaller(landed: Landed, shape: Shape, limits: Limits) -> Iterator[Expected]:
    """Against the last published month. A first drop is compared with nothing."""
    if landed.last_rows is None:
        return
    yield sum_between(
        "not_smaller",
        "quality.reconciliation",
        "critical",
        "landed",
        least=least_of(1 - limits.max_shrink_share, landed.last_rows),
        where=Column("extract") == landed.extract,
        of=landed.last_rows,
        examples=tuple(Example(file=name) for name in landed.files),
        sentence=f"{{observed}} {shape.rows} were delivered and {{of}} in {landed.last_month}, "
        f"and no more than {percent(limits.max_shrink_share)} fewer is expected",
        touches=shape.pages,
        to_do="check that the export is whole, or raise max_shrink_share in the settings file if "
        "the fall is real",
    )


def _not_larger(landed: Landed, shape: Shape) -> Iterator[Expected]:
    if not landed.last_rows or landed.last_rows < thresholds.LEAST_ROWS:
        return
    yield sum_between(
        "not_larger",
        "quality.reconciliation",
        "warning",
        "landed",
        most=most_of(1 + thresholds.MAX_GROWTH_SHARE, landed.last_rows),
        where=Column("extract") == landed.extract,
        of=landed.last_rows,
        examples=tuple(Example(file=name) for name in landed.files),
        sentence=f"{{observed}} {shape.rows} were delivered and {{of}} in {landed.last_month}, "
        f"and no more than {percent(thresholds.MAX_GROWTH_SHARE)} more is usual",
        touches=shape.pages,
        to_do="look whether the export repeats rows or holds another area's",
    )


def _corrections(landed: Landed, shape: Shape) -> Iterator[Expected]:
    """Corrections of the drop that changed nothing."""
    if not landed.corrections:
        return
    for name, state, words, to_do in (
        (
            "corrections_still_needed",
            "no longer needed",
            "changed nothing: their cells no longer hold what they were written against",
            "take these lines out of corrections.csv where the source has been mended, else write"
            " what the cells hold",
        ),
        (
            "corrections_find_their_row",
            "not found",
            "name a row that was not delivered",
            "mend the key in corrections.csv, or take the line out",
        ),
    ):
        yield rows_at_most(
            name,
            "quality.corrections",
            "info",
            "select coalesce(file, 'corrections.csv') as file, line,"
            f" '{state.replace(' ', '_')}' as reason, column_name from {{batch}}"
            f" where extract = '{landed.extract}' and state = '{state}'"
            " order by file, line, column_name",
            of=landed.corrections,
            sentence=f"{{failed}} of {{of}} corrections of {shape.rows} {words}",
            touches=shape.pages,
            to_do=to_do,
        )


def _has_rows(landed: Landed, shape: Shape) -> Iterator[Expected]:
    yield rows_at_least(
        "has_rows",
        "quality.reconciliation",
        "warning",
        where=(Column("extract") == landed.extract) & (Column("landed") > 0),
        of=landed.landed,
        examples=tuple(Example(file=name) for name in landed.files),
        sentence=f"The delivery holds {landed.landed:,} {shape.rows}",
        touches=shape.pages,
        to_do="check that the export is whole: an extract without rows says that there are none",
    )


def _still_delivered(landed: Landed, shape: Shape) -> Iterator[Expected]:
    """An extract that a page had last month. A needed one has stopped the run before."""
    if not landed.last_rows:
        return
    yield rows_at_least(
        "still_delivered",
        "quality.reconciliation",
        "warning",
        where=(Column("extract") == landed.extract) & (Column("landed") > 0),
        of=landed.last_rows,
        sentence=f"The extract of {shape.rows} was not delivered, and had {{of}} rows in "
        f"{landed.last_month}",
        touches=shape.pages,
        to_do="ask for the extract: until it comes, what it measures is left out of the pages",
    )


def _keys(landed: Landed, shape: Shape) -> Iterator[Expected]:
    """Keys, of cases and of people."""
    table, key = f"raw.accepted_{landed.extract}", shape.key
    yield rows_at_most(
        "counted_once",
        table,
        "critical",
        f"select file, line, 'key_repeated' as reason, '{key}' as column_name from {{batch}}"
        f" where {key} in (select {key} from {{batch}} group by {key} having count(*) > 1)"
        " order by file, line",
        of=landed.accepted,
        sentence=f"{{failed}} of {{of}} {shape.rows} share their {key} with another row, and "
        "would be counted twice",
        touches=shape.pages,
        to_do="report this as a fault of the landing, which should have set the copies aside",
    )
    if "person_id" in landed.columns:
        yield rows_at_most(
            "people_are_pseudonyms",
            table,
            "critical",
            "select file, line, 'not_a_pseudonym' as reason, 'person_key' as column_name"
            " from {batch} where not regexp_full_match(person_key, '[0-9a-f]{{32,}}')"
            " order by file, line",
            of=landed.accepted,
            sentence=f"{{failed}} of {{of}} {shape.rows} name the person by something that is "
            "no pseudonym of ours",
            touches=shape.pages,
            to_do="report this as a fault of the landing and delete the warehouse file",
        )
    yield rows_at_most(
        "case_ids_are_ids",
        table,
        "info",
        f"select file, line, 'odd_id' as reason, '{key}' as column_name from {{batch}}"
        f" where not regexp_matches({key}, '[0-9]') or length({key}) > {thresholds.MAX_ID_LENGTH}"
        " order by file, line",
        of=landed.accepted,
        sentence=f"{{failed}} of {{of}} {shape.rows} have a {key} without a digit or with more "
        f"than {thresholds.MAX_ID_LENGTH} characters",
        touches=shape.pages,
        to_do=f"look whether {key} holds names or remarks, because worklists show it to staff",
    )


def _codes(landed: Landed, shape: Shape) -> Iterator[Expected]:
    yield rows_at_most(
        "codes_recognised",
        "raw.cell_issues",
        "warning",
        "select file, line, reason, column_name from {batch}"
        f" where extract = '{landed.extract}' and reason = 'unknown_code'"
        " order by file, line, column_name",
        at_most=most_of(thresholds.MAX_UNKNOWN_CODES_SHARE, landed.landed),
        of=landed.landed,
        sentence=f"{{failed}} codes in {{of}} {shape.rows} are not in their list, and more than "
        f"{percent(thresholds.MAX_UNKNOWN_CODES_SHARE)} is unusual",
        touches=shape.pages,
        to_do="add the values to the column mapping of the source system: the log of emptied "
        "cells gives the lines",
    )


def _cells(landed: Landed, shape: Shape, has_districts: bool) -> Iterator[Expected]:
    """Columns that pages group by."""
    table = f"raw.accepted_{landed.extract}"
    least = percent(thresholds.MIN_KNOWN_SHARE)
    if has_districts and "district" in landed.columns:
        yield known(
            "district_known",
            table,
            "district_name",
            thresholds.MIN_KNOWN_SHARE,
            unless=["Not known"],
            shown="district",
            sentence=f"{{failed}} of {{of}} {shape.rows} ({{share}}) have no district that we "
            f"know, and it should be known for at least {least}",
            touches=shape.pages,
            to_do="add the missing districts in the case system, or name the district's code or "
            "name in the column mapping",
        )
    for column in shape.known:
        if column in landed.columns:
            yield known(
                f"{column}_known",
                table,
                column,
                thresholds.MIN_KNOWN_SHARE,
                sentence=f"{{failed}} of {{of}} {shape.rows} ({{share}}) have no {column} that "
                f"we know, and it should be known for at least {least}",
                touches=shape.pages,
                to_do=f"add the missing {column} in the case system, or its values to the column "
                "mapping",
            )
    if "pathway" in landed.columns:
        yield known(
            "pathway_has_a_clock",
            table,
            "pathway",
            thresholds.MIN_PATHWAY_SHARE,
            within=pathways(),
            sentence=f"{{failed}} of {{of}} {shape.rows} ({{share}}) are on a pathway that has "
            f"no clock, and at least {percent(thresholds.MIN_PATHWAY_SHARE)} should have one",
            touches=shape.pages,
            to_do="name the pathways in the column mapping as we name them, where they are ours",
        )


def _dates(landed: Landed, shape: Shape, delivery: Delivery) -> Iterator[Expected]:
    """Whether the days look like days on which something happened."""
    table, most = f"raw.accepted_{landed.extract}", percent(thresholds.MAX_ONE_DAY_SHARE)
    if landed.accepted >= thresholds.LEAST_ROWS and shape.starts in landed.columns:
        days = thresholds.FRESH_DAYS[landed.extract]
        starts, as_of = Column(shape.starts), delivery.as_of
        yield rows_at_least(
            "fresh",
            table,
            "warning",
            where=(starts > (as_of - timedelta(days=days)).isoformat())
            & (starts <= as_of.isoformat()),
            of=landed.accepted,
            sentence=f"{{observed}} of {{of}} {shape.rows} have a {shape.starts} in the {days} "
            "days up to the day of the report",
            touches=shape.pages,
            to_do="check that the export was made for this month",
        )
    for column in shape.stops:
        filled = landed.filled.get(column, 0)
        if landed.accepted >= thresholds.LEAST_ROWS and column in landed.columns:
            yield rows_at_least(
                f"{column}_filled",
                table,
                "warning",
                where=Column(column).is_not_null(),
                of=landed.accepted,
                sentence=f"{{observed}} of {{of}} {shape.rows} have a date in {column}, and a "
                "column without dates says that it has never happened",
                touches=shape.pages,
                to_do=f"check the export: if {column} is not recorded, leave the column out, and "
                "its clocks are shown as not measurable",
            )
        if filled >= thresholds.ONE_DAY_LEAST_DATES:
            busy = most_of(thresholds.MAX_ONE_DAY_SHARE, filled)
            yield rows_at_most(
                f"{column}_spread",
                table,
                "warning",
                f"select file, line, 'many_on_one_day' as reason, '{column}' as column_name"
                f" from {{batch}} where {column} in (select {column} from {{batch}}"
                f" where {column} is not null group by {column} having count(*) > {busy})"
                " order by file, line",
                of=filled,
                sentence=f"{{failed}} of the {{of}} dates in {column} are a day that alone has "
                f"more than {most} of them",
                touches=shape.pages,
                to_do=f"ask whether {column} was filled in by a default or when a system moved",
            )


def _up_to_date(landed: Landed, shape: Shape, delivery: Delivery) -> Iterator[Expected]:
    """Whether the last thing that happened lies near the day on which the system was read."""
    read_on = delivery.extracted_on
    columns = [column for column in landed.events if landed.filled.get(column)]
    if read_on is None or landed.accepted < thresholds.LEAST_ROWS or not columns:
        return
    days = thresholds.LAST_EVENT_DAYS[landed.extract]
    since = (read_on - timedelta(days=days)).isoformat()
    recent = [
        (Column(column) > since) & (Column(column) <= read_on.isoformat()) for column in columns
    ]
    yield rows_at_least(
        "up_to_date",
        f"raw.accepted_{landed.extract}",
        "warning",
        where=any_of(recent),
        of=landed.accepted,
        sentence=f"{{observed}} of {{of}} {shape.rows} have something that happened in the {days} "
        "days before the case system was read",
        touches=shape.pages,
        to_do="check that the export was made on the day that drop.toml says, and from the live "
        "system",
    )


def _usual(landed: Landed, shape: Shape, delivery: Delivery) -> Iterator[Expected]:
    """This month against the twelve before it."""
    month, pages = delivery.month, shape.pages
    compared = COMPARED.get(landed.extract, Compared())
    columns = (shape.starts, *shape.stops)
    yield from usual.events_by_month(landed, month, columns, touches=pages)
    yield from usual.outcomes_by_month(landed, month, compared.outcomes, touches=pages)
    yield from usual.blanks_by_month(landed, month, compared.beside, touches=pages)


def _rules(landed: Landed, shape: Shape, delivery: Delivery) -> Iterator[Expected]:
    """The rules of the return. A warning needs more than a few rows; information needs one."""
    for rule in rules_of(landed.extract):
        if not rule.can_be_asked(delivery.columns):
            continue
        rows = landed.landed if rule.table == "quality.quarantine" else landed.accepted
        warns = rule.severity == "warning"
        share = thresholds.MAX_BROKEN_RULE_SHARE
        yield rows_at_most(
            rule.id,
            rule.batch,
            rule.severity,
            rule.query(delivery.as_of),
            at_most=most_of(share, rows) if warns else 0,
            of=rows,
            sentence=f"{{failed}} of {{of}} {shape.rows} ({{share}}) {rule.words}"
            + (f", and more than {percent(share)} is unusual" if warns else ""),
            touches=shape.pages,
            to_do=rule.to_do,
            each_row=True,
        )
