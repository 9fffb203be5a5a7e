"""From the accepted rows to the rows of the ledger: requests, advice, referrals, and the whole.

Every function takes rows with dates and gives clocks as at `as_of`. No event that is later than
`as_of` is used, planned ones apart.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tests.oracle import extracts, places
from tests.oracle.extracts import Row, Rows
from tests.oracle.judging import Case, Clock, Ground, earliest, happened, judge
from tests.oracle.reckoning_appeals import appeal_clocks
from tests.oracle.reckoning_plans import held_from, plan_case, plan_clocks, review_clocks
from tests.oracle.rules import PATHWAYS, Readings, due_after


def ledger(accepted: Rows, as_of: date, readings: Readings) -> Iterator[Clock]:
    """Every clock of a drop's accepted rows."""
    requests = {row["request_id"]: row for row in accepted["needs_assessments"]}
    plans = {row["plan_id"]: row for row in accepted["plans"]}
    settled = _settled(accepted["tribunals"], as_of)
    reviews: dict[str, list[Row]] = defaultdict(list)
    for row in accepted["annual_reviews"]:
        reviews[row["plan_id"]].append(row)
    for request_id, row in requests.items():
        yield from request_clocks(row, settled[request_id], as_of, readings)
    for row in accepted["advice"]:
        request = requests[row["request_id"]]
        yield from advice_clocks(row, request, settled[row["request_id"]], as_of, readings)
    for plan_id, plan in plans.items():
        yield from plan_clocks(plan, reviews[plan_id], as_of, readings)
        for row in reviews[plan_id]:
            yield from review_clocks(row, plan, as_of, readings)
    for row in accepted["tribunals"]:
        request, plan = requests.get(row["request_id"]), plans.get(row["plan_id"])
        about = [request_case(request)] if request and request["received_date"] <= as_of else []
        about += [plan_case(plan)] if plan and held_from(plan) <= as_of else []
        yield from appeal_clocks(row, about, as_of, readings)
    for row in accepted["health_waits"]:
        yield from referral_clocks(row, as_of, readings)


def _settled(tribunals: list[Row], as_of: date) -> dict[str, list[date]]:
    """Days of orders, concessions and agreements, by the request that they name."""
    found: dict[str, list[date]] = defaultdict(list)
    for row in tribunals:
        day = happened(row["outcome_date"], as_of)
        if row.get("request_id") and row["outcome"] in extracts.WON and day:
            found[row["request_id"]].append(day)
    return found


# --- Requests and advice --------------------------------------------------------------------------


def request_case(row: Row) -> Case:
    """The case of a request."""
    return Case(
        "request",
        row["request_id"],
        row["person_id"],
        places.authority(row),
        places.district(row),
        need=row.get("primary_need"),
        age_band=places.age_band(row.get("date_of_birth"), row["received_date"]),
    )


def request_clocks(
    row: Row, settled: list[date], as_of: date, readings: Readings
) -> Iterator[Clock]:
    """The clocks of a request for an assessment, or for another one."""
    case, ground = request_case(row), _ground(row)
    left = left_on(row)

    def clock(
        clock_id: str, start: date, stop: date | None, end: date | None = None
    ) -> list[Clock]:
        due = due_after(clock_id, start, readings)
        return judge(Clock(clock_id, case, start, due, stop, end), ground, as_of)

    received, final = row["received_date"], row["final_plan_date"]
    decided = row["request_outcome_date"] if row["request_outcome"] not in ("W", "A") else None
    not_issued = row["assessment_outcome_date"] if row["assessment_outcome"] == "N" else None
    if row["reassessment"] == "Y":
        yield from clock("reassess_decision_15d", received, decided, left)
        if row["request_outcome"] == "Y":
            yield from clock("reassess_final_14w", decided, final, earliest(left, not_issued))
    else:
        yield from clock("assess_decision_6w", received, decided, left)
        superseded = earliest(*[day for day in settled if day >= received])
        ends = earliest(_refused_on(row), not_issued, left, superseded)
        yield from clock("final_plan_20w", received, final, ends)
        refused = happened(not_issued, as_of)
        if refused and not (superseded and superseded <= refused):
            yield from clock("not_to_issue_16w", received, refused)
    if row["draft_plan_date"]:
        yield from clock("draft_reps_15d", row["draft_plan_date"], final)


def _refused_on(request: Row) -> date | None:
    """The day of a refusal to assess, if there was one."""
    return request["request_outcome_date"] if request["request_outcome"] == "N" else None


def left_on(request: Row) -> date | None:
    """The day a request was withdrawn or ended; without a date, that of its last dated event."""
    events = ("received_date", "request_outcome_date", "advice_requested_date")
    events = (*events, "assessment_outcome_date", "draft_plan_date", "final_plan_date")
    last = max(request[name] for name in events if request[name])
    undated = request["ended_date"] or last
    days = [request["ended_date"]]
    if request.get("ended_reason"):
        days.append(undated)
    for outcome in ("request_outcome", "assessment_outcome"):
        if request[outcome] == "W":
            days.append(request[f"{outcome}_date"] or undated)
    return earliest(*days)


def advice_clocks(
    row: Row, request: Row, settled: list[date], as_of: date, readings: Readings
) -> list[Clock]:
    """The clock of one request for advice; it ends where the request does."""
    if request["received_date"] > as_of:
        return []
    asked, refused = row["requested_date"], _refused_on(request)
    if refused and any(refused <= day <= asked for day in settled):
        refused = None
    case = replace(
        request_case(request),
        case_type="advice",
        case_id=row["advice_id"],
        contributor=row["contributor"],
    )
    due = due_after("advice_return_6w", asked, readings)
    end = earliest(left_on(request), refused)
    clock = Clock("advice_return_6w", case, asked, due, row["received_date"], end)
    return judge(clock, _ground(row), as_of)


def _ground(row: Row) -> Ground | None:
    """The ground that a row records."""
    if not row.get("exception_ground"):
        return None
    asked = row.get("advice_requested_date")
    return Ground(row["exception_ground"], row["exception_from"], row["exception_to"], asked)


# --- Health ---------------------------------------------------------------------------------------


def referral_clocks(row: Row, as_of: date, readings: Readings) -> list[Clock]:
    """The wait of one referral, on the pathways that have a clock."""
    if row["pathway"] not in PATHWAYS:
        return []
    clock_id = f"health_{row['pathway']}"
    case = Case(
        "referral",
        row["referral_id"],
        row["person_id"],
        places.authority(row),
        places.district(row),
    )
    neuro = row["pathway"] == "neurodivergent"
    stop = row["completed_date"] if neuro else row["first_contact_date"]
    events = [row[name] for name in ("referred_date", "first_contact_date", "completed_date")]
    end = row["ended_date"]
    if not end and (row["accepted"] == "N" or row.get("ended_reason")):
        end = max(day for day in events if day)
    due = due_after(clock_id, row["referred_date"], readings)
    return judge(Clock(clock_id, case, row["referred_date"], due, stop, end), None, as_of)
