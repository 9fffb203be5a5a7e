"""What a settled case is, and short ways to write one.

A case is a handful of delivered rows and the ledger rows that the law makes of them, reckoned by
hand from the law's text and not from the models. A row of an extract is written with the canonical
column names; cells that always come together have a short name in TOGETHER.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Landed = tuple[str, Row]

AS_OF = "2026-06-30"
NO_ROW = "no row"

# Cells that are delivered together: a decision with its day, a ground with its period.
TOGETHER = {
    "told": ("request_outcome", "request_outcome_date"),
    "issue": ("assessment_outcome", "assessment_outcome_date"),
    "sent": ("draft_plan_date", "final_plan_date"),
    "left": ("ended_reason", "ended_date"),
    "ground": ("exception_ground", "exception_from", "exception_to"),
    "decided": ("decision", "decision_date"),
    "ruled": ("outcome", "outcome_date", "remedy"),
    "move": ("next_transfer_kind", "next_transfer_date", "transfer_named_date"),
}


@dataclass(frozen=True)
class Case:
    """One point of the law, the rows that raise it and the ledger rows that prove it.

    `undelivered` names columns (`extract.column`) that the drop leaves out; `quarantined` says how
    many of the rows never reach the ledger.
    """

    name: str
    point: str
    rows: Rows
    expected: list[Row]
    settings: Mapping[str, Any] = field(default_factory=dict)
    as_of: str = AS_OF
    undelivered: tuple[str, ...] = ()
    quarantined: int = 0


def both(
    setting: Row,
    name: str,
    point: str,
    rows: Rows,
    strict: list[Row],
    otherwise: list[Row] | None = None,
) -> list[Case]:
    """A case under the strict reading of a point and under the other; None: nothing changes."""
    changed = strict if otherwise is None else otherwise
    (key,) = setting
    return [
        Case(f"{name}_strictly", point, rows, strict),
        Case(f"{name}_with_{key}", point, rows, changed, settings=setting),
    ]


def of(*landed: Landed) -> Rows:
    """Rows by their extract."""
    rows: Rows = defaultdict(list)
    for extract, row in landed:
        rows[extract].append(row)
    return dict(rows)


def request(case_id: str, received: str, **cells: Any) -> Landed:
    """A request for an assessment."""
    own = {"request_id": case_id, "person_id": f"P-{case_id}", "received_date": received}
    return "needs_assessments", own | _cells(cells)


def plan(case_id: str, start: str, **cells: Any) -> Landed:
    """A plan."""
    own = {"plan_id": case_id, "person_id": f"P-{case_id}", "start_date": start}
    return "plans", own | _cells(cells)


def review(case_id: str, plan_id: str, meeting: str, **cells: Any) -> Landed:
    """A review of a plan."""
    own = {"review_id": case_id, "plan_id": plan_id, "meeting_date": meeting}
    return "annual_reviews", own | _cells(cells)


def appeal(case_id: str, route: str = "appeal", **cells: Any) -> Landed:
    """An appeal, opposed or not, or a mediation."""
    own = {"appeal_id": case_id, "person_id": f"P-{case_id}", "route": route}
    return "tribunals", own | _cells(cells)


def advice(case_id: str, request_id: str, asked: str, **cells: Any) -> Landed:
    """Advice asked of one contributor."""
    own = {"advice_id": case_id, "request_id": request_id, "contributor": "health"}
    return "advice", own | {"requested_date": asked} | _cells(cells)


def referral(case_id: str, pathway: str, referred: str, **cells: Any) -> Landed:
    """A referral on a health pathway."""
    own = {"referral_id": case_id, "person_id": f"P-{case_id}", "pathway": pathway}
    return "health_waits", own | {"referred_date": referred} | _cells(cells)


def _cells(cells: Row) -> Row:
    row: Row = {}
    for name, value in cells.items():
        if name in TOGETHER:
            row |= zip(TOGETHER[name], value, strict=False)
        else:
            row[name] = value
    return row


def ran(
    clock_id: str,
    case_id: str,
    started: str,
    due: str,
    status: str,
    *,
    stopped: str = "",
    ended: str = "",
    ground: str | None = None,
    as_of: str = AS_OF,
    short: int | None = None,
) -> Row:
    """A row of the ledger; a day left out is null.

    The two counts of days follow from the days; for a minimum period, `short` gives the days that
    the stop came too early.
    """
    start, last = date.fromisoformat(started), date.fromisoformat(due)
    until = date.fromisoformat(stopped or ended or as_of)
    return {
        "clock_id": clock_id,
        "case_id": case_id,
        "started_on": start,
        "due_on": last,
        "stopped_on": date.fromisoformat(stopped) if stopped else None,
        "ended_on": date.fromisoformat(ended) if ended else None,
        "exception_ground": ground,
        "status": status,
        "days_taken": (until - start).days,
        "days_overdue": max((until - last).days, 0) if short is None else short,
    }


def none(clock_id: str, case_id: str) -> Row:
    """The mark of a clock that has no row; `*` in the clock's name stands for anything."""
    return {"clock_id": clock_id, "case_id": case_id, "status": NO_ROW}
