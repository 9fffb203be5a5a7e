"""The limits and the grounds of every clock, with the regulation beside each.

"Regs" are the Special Educational Needs and Disability Regulations 2014 as amended, "Act" the
Children and Families Act 2014.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.oracle.days import months_beginning_with, plus, plus_months, tribunal_day

# --- Limits ---------------------------------------------------------------------------------------

# In weeks; the day that starts the clock is not counted.
WEEKS = {
    "assess_decision_6w": 6,  # Regs 5(1)
    "advice_return_6w": 6,  # Regs 8(1)
    "not_to_issue_16w": 16,  # Regs 10(1)
    "final_plan_20w": 20,  # Regs 13(2)
    "reassess_final_14w": 14,  # Regs 27(2)
    "ar_report_2w": 2,  # Regs 20, 21(7)
    "ar_decision_4w": 4,  # Regs 20(10), 21
    "ar_amend_notice_4w": 4,  # R (L, M and P) v Devon [2022] EWHC 493 (Admin)
    "ar_final_8w": 8,  # Regs 22(3) and (4)
    "ar_final_12w": 12,  # Devon: 4 and 8 weeks
}

# What follows an order (Regs 44(2)), a concession (Regs 45) or an agreement (Regs 42), in weeks.
REMEDY_WEEKS = {
    "assess_notify_2w": 2,  # Regs 44(2)(b)
    "assess_notissue_10w": 10,  # Regs 44(2)(b)(i)
    "assess_final_14w": 14,  # Regs 44(2)(b)(ii)
    "make_draft_5w": 5,  # Regs 44(2)(c)
    "make_final_11w": 11,  # Regs 44(2)(c)
    "reconsider_2w": 2,  # Regs 44(2)(d)
    "amend_5w": 5,  # Regs 44(2)(e) and (h), 45(4)
    "school_2w": 2,  # Regs 44(2)(f)
}
PREFIXES = {"appeal": "order", "unopposed": "unopposed", "mediation": "agreement"}
WEEKS |= {f"{prefix}_{step}": n for prefix in PREFIXES.values() for step, n in REMEDY_WEEKS.items()}
WEEKS["agreement_other_2w"] = 2  # Regs 42: what could not be appealed

REMEDIES = {clock for clock in WEEKS if clock.split("_")[0] in PREFIXES.values()}

# In days; the day that starts the clock is not counted.
DAYS = {"reassess_decision_15d": 15}  # Regs 25(1)

# The fewest days that must lie between two events.
AT_LEAST = {"draft_reps_15d": 15, "ar_notice_2w": 14}  # Regs 13(1)(a); 20(3), 21(3)

# Month and day before which the next placement is named (Regs 18(1)), by kind of transfer.
BEFORE = {
    "early_years": ("phase_transfer_feb15", 2, 15),
    "infant_junior": ("phase_transfer_feb15", 2, 15),
    "primary_secondary": ("phase_transfer_feb15", 2, 15),
    "middle": ("phase_transfer_feb15", 2, 15),
    "secondary_post16": ("phase_transfer_mar31", 3, 31),
}
POST16_MONTHS = 5  # Regs 18(2): at least five months before the transfer
REVIEW_MONTHS = 12  # Act s.44(1)
TRANSFER_MONTHS = 3  # Regs 15(5)
NAMING_MONTHS = 12  # Regs 18: transfers that lie within twelve months

PATHWAYS = ("neurodivergent", "speech_and_language", "community_paediatrics", "physiotherapy")
PATHWAYS = (*PATHWAYS, "camhs")
HEALTH = {f"health_{pathway}" for pathway in PATHWAYS}

# --- Grounds --------------------------------------------------------------------------------------

CLOSURES = {"school_closure", "ey_closure"}
PERSONAL = "exceptional_personal_circumstances"
REQUEST_GROUNDS = CLOSURES | {PERSONAL, "absence_4w"}  # Regs 5(4), 10(4), 13(3), 27(3)
ADVICE_GROUNDS = {PERSONAL, "absence_4w", "missed_appointment"}  # Regs 8(2)
REMEDY_GROUNDS = REQUEST_GROUNDS | {"absence_2w"}  # Regs 44(3)

ADMITTED: dict[str, set[str]] = {
    "assess_decision_6w": REQUEST_GROUNDS,
    "not_to_issue_16w": REQUEST_GROUNDS,
    "final_plan_20w": REQUEST_GROUNDS,
    "reassess_decision_15d": set(),
    "reassess_final_14w": REQUEST_GROUNDS,
    "advice_return_6w": ADVICE_GROUNDS,
} | dict.fromkeys(REMEDIES, REMEDY_GROUNDS)

# SI 2020/471: limits that fell on these days, both included, of every clock that knows grounds.
CORONAVIRUS = (date(2020, 5, 1), date(2020, 9, 25))
LEAST_DAYS = {"school_closure": 28, "ey_closure": 28, "absence_4w": 28, "absence_2w": 14}
ADVICE_WINDOW = 7  # Regs 5(4)(a): from a week before a closure to a week before its end

# --- Due dates ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Readings:
    """Where the law can be read in two ways; `local_standards` are weeks by clock id."""

    day_one_is_receipt: bool = False
    phase_transfer_on_the_day: bool = False
    review_on_the_anniversary: bool = False
    combined_order_weeks: int = 5
    local_standards: Mapping[str, int] = field(default_factory=dict)


def due_after(clock_id: str, start: date, readings: Readings) -> date:
    """The last day in time of a limit in weeks or in days; the first of a minimum period."""
    if clock_id in AT_LEAST:
        return plus(start, AT_LEAST[clock_id])
    if clock_id in DAYS:
        return plus(start, DAYS[clock_id])
    weeks = readings.local_standards[clock_id] if clock_id in HEALTH else WEEKS[clock_id]
    return plus(start, 7 * weeks - readings.day_one_is_receipt)


def review_due(start: date, readings: Readings) -> date:
    """The last day of the year that begins with the last review, or with the plan."""
    if readings.review_on_the_anniversary:
        return plus_months(start, REVIEW_MONTHS)
    return months_beginning_with(start, REVIEW_MONTHS)


def transfer_review_due(moved: date, last_review: date | None, readings: Readings) -> date:
    """The later of a year from the last review and three months from the transfer (Regs 15(5))."""
    ends = [months_beginning_with(moved, TRANSFER_MONTHS)]
    if last_review:
        ends.append(review_due(last_review, readings))
    return max(ends)


def phase_due(kind: str, transfer: date, readings: Readings) -> tuple[str, date]:
    """The clock of a move to another phase, and its last day."""
    if kind == "post16_post16":
        return "post16_transfer_5m", plus_months(transfer, -POST16_MONTHS)
    clock_id, month, day = BEFORE[kind]
    limit = date(transfer.year, month, day)
    return clock_id, limit if readings.phase_transfer_on_the_day else plus(limit, -1)


def appeal_due(letter: date, certificate: date | None) -> date:
    """The last day to appeal (HESC Rules, rules 12 and 20(1)(c))."""
    ends = [plus_months(letter, 2)]
    if certificate:
        ends.append(plus_months(certificate, 1))
    return tribunal_day(max(ends))


# --- What each clock can come to ------------------------------------------------------------------

OPEN = {"open_in_time", "open_overdue"}
DONE = {"met", "late"}
PLAN_CLOCKS = {"ar_review_12m", "transfer_review", "post16_transfer_5m"}
PLAN_CLOCKS |= {clock for clock, _, _ in BEFORE.values()}
REVIEW_CLOCKS = {clock for clock in WEEKS if clock.startswith("ar_")}
REFUSALS = {clock for clock in WEEKS if clock.endswith("notissue_10w")} | {"not_to_issue_16w"}

STATUSES: dict[str, set[str]] = (
    dict.fromkeys(AT_LEAST, DONE)
    | {"appeal_window": DONE | OPEN}
    | dict.fromkeys(PLAN_CLOCKS | REVIEW_CLOCKS | HEALTH, DONE | OPEN | {"ended"})
    | dict.fromkeys(ADMITTED, DONE | OPEN | {"exception", "ended"})
    | dict.fromkeys(REMEDIES, DONE | OPEN | {"exception"})
    | dict.fromkeys(REFUSALS, DONE | {"exception"})
)
