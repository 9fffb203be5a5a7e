"""The clocks of plans: the chain of yearly reviews, moves, and what follows each meeting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tests.oracle import places
from tests.oracle.days import plus_months
from tests.oracle.extracts import Row
from tests.oracle.judging import Case, Clock, earliest, happened, judge
from tests.oracle.rules import (
    NAMING_MONTHS,
    Readings,
    due_after,
    phase_due,
    review_due,
    transfer_review_due,
)


def plan_case(plan: Row) -> Case:
    """The case of a plan."""
    return Case(
        "plan",
        plan["plan_id"],
        plan["person_id"],
        places.authority(plan),
        places.district(plan),
        need=plan.get("primary_need"),
        age_band=places.age_band(plan.get("date_of_birth"), plan["start_date"]),
    )


def held_from(plan: Row) -> date:
    """The day from which the authority holds a plan: made or moved in, the later."""
    return max(plan["start_date"], plan["transferred_in_date"] or plan["start_date"])


def ceased_on(plan: Row) -> date | None:
    """The day a plan ceased; without a date, that of its last dated event."""
    if plan["ceased_date"] or not plan.get("ceased_reason"):
        return plan["ceased_date"]
    events = ("start_date", "transferred_in_date", "last_reviewed_date", "transfer_named_date")
    return max(plan[name] for name in events if plan[name])


def plan_clocks(plan: Row, reviews: list[Row], as_of: date, readings: Readings) -> Iterator[Clock]:
    """The review chain, the review after a move, and the move to another phase."""
    if held_from(plan) > as_of:
        return
    decided = {day for row in reviews if (day := happened(row["decision_date"], as_of))}
    yield from _chain(plan, decided, as_of, readings)
    if plan["next_transfer_date"] and plan["next_transfer_kind"]:
        yield from _phase(plan, as_of, readings)


def _chain(plan: Row, decided: set[date], as_of: date, readings: Readings) -> Iterator[Clock]:
    """One clock from each review to the next; the first after a move has a limit of its own."""
    case, ceased = plan_case(plan), ceased_on(plan)
    moved, reviewed = plan["transferred_in_date"], plan["last_reviewed_date"]
    start = moved or reviewed or plan["start_date"]
    known = decided | {plan["start_date"]}
    if moved and happened(reviewed, as_of):
        decided, known = decided | {reviewed}, known | {reviewed}
    clock_id, due = "ar_review_12m", review_due(start, readings)
    if moved:
        before = max((day for day in known if day <= moved), default=None)
        clock_id, due = "transfer_review", transfer_review_due(moved, before, readings)
    stops = [*sorted(day for day in decided if day > start), None]
    for cycle, stop in enumerate(stops, start=1):
        if ceased and ceased <= start:
            return
        clock = Clock(clock_id, case, start, due, stop, ceased, cycle=cycle)
        yield from judge(clock, None, as_of)
        if stop:
            clock_id, start, due = "ar_review_12m", stop, review_due(stop, readings)


def _phase(plan: Row, as_of: date, readings: Readings) -> list[Clock]:
    """The clock by which the next setting is named."""
    transfer = plan["next_transfer_date"]
    clock_id, due = phase_due(plan["next_transfer_kind"], transfer, readings)
    start = max(plus_months(transfer, -NAMING_MONTHS), held_from(plan))
    named = plan["transfer_named_date"]
    if start > due:
        return []
    if named and named < start:
        named = None
    case = plan_case(plan)
    return judge(Clock(clock_id, case, start, due, named, ceased_on(plan)), None, as_of)


def review_clocks(row: Row, plan: Row, as_of: date, readings: Readings) -> Iterator[Clock]:
    """What follows one review meeting, and the notice given of it."""
    held, met = held_from(plan), row["meeting_date"]
    if met < held or held > as_of:
        return
    case = replace(plan_case(plan), case_type="review", case_id=row["review_id"])
    ceased = ceased_on(plan)

    def clock(clock_id: str, start: date, stop: date | None, end: date | None) -> list[Clock]:
        due = due_after(clock_id, start, readings)
        return judge(Clock(clock_id, case, start, due, stop, end), None, as_of)

    final = earliest(row["final_plan_date"], row["no_amendment_date"])
    notice, invited = row["amendment_notice_date"], row["invitation_date"]
    yield from clock("ar_report_2w", met, row["report_date"], ceased)
    yield from clock("ar_decision_4w", met, row["decision_date"], ceased)
    if row["decision"] == "amend" and happened(row["decision_date"], as_of):
        yield from clock("ar_amend_notice_4w", met, notice, ceased)
        yield from clock("ar_final_12w", met, final, ceased)
    if notice:
        yield from clock("ar_final_8w", notice, final, ceased)
    if invited and invited >= held:
        yield from clock("ar_notice_2w", invited, met, None)
