"""Plans that move between authorities, and children who move between phases of education."""

from tests.settled.case import Case, Landed, none, of, plan, ran, review

CHAIN, MOVED = "ar_review_12m", "transfer_review"
FEB, MAR, POST16 = "phase_transfer_feb15", "phase_transfer_mar31", "post16_transfer_5m"

# A plan that moved in on 1 December 2025: the three months from then end on 28 February 2026.
CAME = "2025-12-01"
IN_THREE_MONTHS = "2026-02-28"

TRANSFERRED = [
    Case(
        "twelve_months_are_the_later",
        "A plan reviewed not long before its move is due within 12 months of that review.",
        of(
            plan("X01", "2025-01-06", last_reviewed_date="2025-10-06", transferred_in_date=CAME),
            plan("X02", "2025-07-07", transferred_in_date=CAME),
        ),
        [
            ran(MOVED, "X01", CAME, "2026-10-05", "open_in_time"),
            ran(MOVED, "X02", CAME, "2026-07-06", "open_in_time"),
        ],
    ),
    Case(
        "three_months_are_the_later",
        "A plan reviewed long before its move is due within 3 months that begin with the move.",
        of(
            plan("X03", "2024-01-15", last_reviewed_date="2025-01-20", transferred_in_date=CAME),
            review("X03-1", "X03", "2026-02-02", decided=("maintain", "2026-02-28")),
            plan("X04", "2024-01-15", last_reviewed_date="2025-01-20", transferred_in_date=CAME),
            review("X04-1", "X04", "2026-02-02", decided=("maintain", "2026-03-01")),
            plan("X05", "2024-01-15", transferred_in_date=CAME),
        ),
        [
            ran(MOVED, "X03", CAME, IN_THREE_MONTHS, "met", stopped="2026-02-28"),
            ran(MOVED, "X04", CAME, IN_THREE_MONTHS, "late", stopped="2026-03-01"),
            ran(MOVED, "X05", CAME, IN_THREE_MONTHS, "open_overdue"),
        ],
    ),
    Case(
        "a_decision_before_the_move_is_a_last_review",
        "The latest of the plan's day, its last review and any decision before the move counts.",
        of(
            plan("X06", "2024-01-15", last_reviewed_date="2025-03-03", transferred_in_date=CAME),
            review("X06-1", "X06", "2025-10-20", decided=("maintain", "2025-11-10")),
            plan("X07", "2024-01-15", last_reviewed_date="2025-11-10", transferred_in_date=CAME),
            review("X07-1", "X07", "2025-04-14", decided=("maintain", "2025-05-12")),
        ),
        [
            ran(MOVED, "X06", CAME, "2026-11-09", "open_in_time"),
            none("*", "X06-1"),
            ran(MOVED, "X07", CAME, "2026-11-09", "open_in_time"),
        ],
    ),
    Case(
        "a_review_on_the_day_of_the_move",
        "A decision or a last review on the day of the move is the last review, and stops nothing.",
        of(
            plan("X08", "2024-01-15", transferred_in_date=CAME),
            review("X08-1", "X08", "2025-11-10", decided=("maintain", CAME)),
            plan("X09", "2024-01-15", last_reviewed_date=CAME, transferred_in_date=CAME),
        ),
        [
            ran(MOVED, "X08", CAME, "2026-11-30", "open_in_time"),
            ran(MOVED, "X09", CAME, "2026-11-30", "open_in_time"),
            none(CHAIN, "X08"),
            none(CHAIN, "X09"),
        ],
    ),
    Case(
        "the_chain_goes_on_from_the_first_review",
        "The review after the move is the first of the chain: no other year runs before its stop.",
        of(
            plan("X10", "2024-01-15", transferred_in_date=CAME),
            review("X10-1", "X10", "2026-01-19", decided=("maintain", "2026-02-16")),
            plan("X11", "2024-01-15", transferred_in_date=CAME),
        ),
        [
            ran(MOVED, "X10", CAME, IN_THREE_MONTHS, "met", stopped="2026-02-16"),
            ran(CHAIN, "X10", "2026-02-16", "2027-02-15", "open_in_time"),
            ran(MOVED, "X11", CAME, IN_THREE_MONTHS, "open_overdue"),
            none(CHAIN, "X11"),
        ],
    ),
    Case(
        "a_last_review_after_the_move",
        "A last review after the move stops the clock as a decision would; the earlier stops it.",
        of(
            plan("X12", "2024-01-15", last_reviewed_date="2026-01-12", transferred_in_date=CAME),
            review("X12-1", "X12", "2026-02-02", decided=("maintain", "2026-03-02")),
            plan("X13", "2024-01-15", last_reviewed_date="2026-03-02", transferred_in_date=CAME),
            review("X13-1", "X13", "2025-12-15", decided=("maintain", "2026-01-12")),
        ),
        [
            row
            for case_id in ("X12", "X13")
            for row in (
                ran(MOVED, case_id, CAME, IN_THREE_MONTHS, "met", stopped="2026-01-12"),
                ran(CHAIN, case_id, "2026-01-12", "2027-01-11", "met", stopped="2026-03-02"),
                ran(CHAIN, case_id, "2026-03-02", "2027-03-01", "open_in_time"),
            )
        ],
    ),
    Case(
        "a_last_review_on_the_day_of_a_decision",
        "A last review and a decision of one day after the move are one stop.",
        of(
            plan("X14", "2024-01-15", last_reviewed_date="2026-01-12", transferred_in_date=CAME),
            review("X14-1", "X14", "2025-12-15", decided=("maintain", "2026-01-12")),
        ),
        [
            ran(MOVED, "X14", CAME, IN_THREE_MONTHS, "met", stopped="2026-01-12"),
            ran(CHAIN, "X14", "2026-01-12", "2027-01-11", "open_in_time"),
        ],
    ),
    Case(
        "a_last_review_to_come_after_the_move",
        "A last review dated after the report has not stopped the review after the move.",
        of(plan("X15", "2024-01-15", last_reviewed_date="2026-07-13", transferred_in_date=CAME)),
        [ran(MOVED, "X15", CAME, IN_THREE_MONTHS, "open_overdue"), none(CHAIN, "X15")],
    ),
    Case(
        "a_review_met_before_and_decided_after_the_move",
        "A review met before the move has no clocks, and its decision after the move is the first.",
        of(
            plan("X16", "2024-01-15", transferred_in_date=CAME),
            review("X16-1", "X16", "2025-11-24", decided=("maintain", "2025-12-15")),
        ),
        [
            none("*", "X16-1"),
            ran(MOVED, "X16", CAME, IN_THREE_MONTHS, "met", stopped="2025-12-15"),
            ran(CHAIN, "X16", "2025-12-15", "2026-12-14", "open_in_time"),
        ],
    ),
    Case(
        "moved_in_and_ceased",
        "A plan that ceased ends its review after the move; on the day of the move there is none.",
        of(
            plan("X17", "2024-01-15", transferred_in_date=CAME, ceased_date=CAME),
            plan("X18", "2024-01-15", transferred_in_date=CAME, ceased_date="2025-12-02"),
            plan("X19", "2024-01-15", transferred_in_date=CAME, ceased_date="2026-03-02"),
        ),
        [
            none("*", "X17"),
            ran(MOVED, "X18", CAME, IN_THREE_MONTHS, "ended", ended="2025-12-02"),
            ran(MOVED, "X19", CAME, IN_THREE_MONTHS, "ended", ended="2026-03-02"),
        ],
    ),
    Case(
        "a_move_after_the_report",
        "A plan that is to move in after the day of the report has no clock yet.",
        of(plan("X20", "2024-01-15", transferred_in_date="2026-07-06")),
        [none("*", "X20")],
    ),
    Case(
        "three_months_at_the_end_of_a_month",
        "Where the third month is too short for the day, the three months end on its last day.",
        of(
            plan("X21", "2024-01-15", transferred_in_date="2025-11-30"),
            plan("X22", "2024-01-15", transferred_in_date="2025-11-29"),
            plan("X23", "2024-01-15", transferred_in_date="2025-11-28"),
            plan("X24", "2024-01-15", transferred_in_date="2026-03-31"),
        ),
        [
            ran(MOVED, "X21", "2025-11-30", "2026-02-28", "open_overdue"),
            ran(MOVED, "X22", "2025-11-29", "2026-02-28", "open_overdue"),
            ran(MOVED, "X23", "2025-11-28", "2026-02-27", "open_overdue"),
            ran(MOVED, "X24", "2026-03-31", "2026-06-30", "open_in_time"),
        ],
    ),
    Case(
        "a_plan_of_our_own_has_no_review_after_a_move",
        "A plan that was made here has the chain and no review after a move.",
        of(plan("X25", "2025-09-01")),
        [none(MOVED, "X25"), ran(CHAIN, "X25", "2025-09-01", "2026-08-31", "open_in_time")],
    ),
]

# A move to the next phase on 1 September 2026: the clock starts a year before.
NEXT, OPENED = "2026-09-01", "2025-09-01"


def _child(case_id: str, kind: str, day: str = NEXT, named: str = "", **cells: str) -> Landed:
    return plan(case_id, cells.pop("made", "2022-03-01"), move=(kind, day, named), **cells)


PHASES = [
    *(
        Case(
            f"named_before_15_february_{kind}",
            f"For the move {kind} the last day is 14 February.",
            of(
                _child(f"F-{kind}", kind, named="2026-02-14"),
                _child(f"G-{kind}", kind, named="2026-02-15"),
            ),
            [
                ran(FEB, f"F-{kind}", OPENED, "2026-02-14", "met", stopped="2026-02-14"),
                ran(FEB, f"G-{kind}", OPENED, "2026-02-14", "late", stopped="2026-02-15"),
                none(MAR, f"F-{kind}"),
                none(POST16, f"F-{kind}"),
            ],
        )
        for kind in ("early_years", "infant_junior", "primary_secondary", "middle")
    ),
    Case(
        "named_before_31_march",
        "For the move from school to what comes after 16 the last day is 30 March.",
        of(
            _child("F01", "secondary_post16", named="2026-03-30"),
            _child("F02", "secondary_post16", named="2026-03-31"),
        ),
        [
            ran(MAR, "F01", OPENED, "2026-03-30", "met", stopped="2026-03-30"),
            ran(MAR, "F02", OPENED, "2026-03-30", "late", stopped="2026-03-31"),
            none(FEB, "F01"),
        ],
    ),
    Case(
        "five_months_before_a_later_move",
        "Between two settings after 16 the last day is 5 months before, or that month's last.",
        of(
            _child("F03", "post16_post16", "2026-09-07", "2026-04-07"),
            _child("F04", "post16_post16", "2026-09-07", "2026-04-08"),
            _child("F05", "post16_post16", "2026-07-31", "2026-03-01"),
        ),
        [
            ran(POST16, "F03", "2025-09-07", "2026-04-07", "met", stopped="2026-04-07"),
            ran(POST16, "F04", "2025-09-07", "2026-04-07", "late", stopped="2026-04-08"),
            ran(POST16, "F05", "2025-07-31", "2026-02-28", "late", stopped="2026-03-01"),
        ],
    ),
    Case(
        "not_named_yet",
        "A child whose next setting is not named is open, overdue from the day after the last.",
        of(
            _child("F06", "primary_secondary"),
            _child("F07", "primary_secondary", "2027-04-01"),
            _child("F08", "primary_secondary", named="2026-07-06"),
        ),
        [
            ran(FEB, "F06", OPENED, "2026-02-14", "open_overdue"),
            ran(FEB, "F07", "2026-04-01", "2027-02-14", "open_in_time"),
            ran(FEB, "F08", OPENED, "2026-02-14", "open_overdue"),
        ],
    ),
    Case(
        "the_window_is_not_open_yet",
        "A move more than a year after the report has no clock.",
        of(
            _child("F09", "primary_secondary", "2027-09-01"),
            _child("F10", "primary_secondary", "2027-06-30"),
        ),
        [none(FEB, "F09"), ran(FEB, "F10", "2026-06-30", "2027-02-14", "open_in_time")],
    ),
    Case(
        "no_move_planned",
        "A kind of move without its day, or a day without its kind, has no clock.",
        of(_child("F11", "primary_secondary", ""), _child("F12", "")),
        [none(clock, case_id) for clock in (FEB, MAR, POST16) for case_id in ("F11", "F12")],
    ),
    Case(
        "made_or_moved_in_within_the_year",
        "The clock starts with the plan, or with its move here, where that is later.",
        of(
            _child("F13", "primary_secondary", made="2025-11-03"),
            _child("F14", "primary_secondary", transferred_in_date=CAME),
            _child("F15", "secondary_post16", made=CAME, named="2026-03-30"),
        ),
        [
            ran(FEB, "F13", "2025-11-03", "2026-02-14", "open_overdue"),
            ran(FEB, "F14", CAME, "2026-02-14", "open_overdue"),
            ran(MAR, "F15", CAME, "2026-03-30", "met", stopped="2026-03-30"),
        ],
    ),
    Case(
        "made_or_moved_in_after_the_last_day",
        "A plan made or moved in after the last day has no clock; on that day it has.",
        of(
            _child("F16", "primary_secondary", made="2026-02-15"),
            _child("F17", "primary_secondary", made="2026-02-14"),
            _child("F18", "secondary_post16", transferred_in_date="2026-03-31"),
            _child("F19", "secondary_post16", transferred_in_date="2026-03-30"),
            _child("F20", "post16_post16", "2026-09-07", made="2026-04-08"),
        ),
        [
            none(FEB, "F16"),
            ran(FEB, "F17", "2026-02-14", "2026-02-14", "open_overdue"),
            none(MAR, "F18"),
            ran(MAR, "F19", "2026-03-30", "2026-03-30", "open_overdue"),
            none(POST16, "F20"),
        ],
    ),
    Case(
        "named_for_an_earlier_move",
        "A setting that was named before the clock started belongs to an earlier move.",
        of(
            _child("F21", "primary_secondary", named="2025-08-31"),
            _child("F22", "primary_secondary", named=OPENED),
            _child("F23", "primary_secondary", named="2025-11-30", transferred_in_date=CAME),
            _child("F24", "primary_secondary", named="2025-10-06", made="2025-11-03"),
        ),
        [
            ran(FEB, "F21", OPENED, "2026-02-14", "open_overdue"),
            ran(FEB, "F22", OPENED, "2026-02-14", "met", stopped=OPENED),
            ran(FEB, "F23", CAME, "2026-02-14", "open_overdue"),
            ran(FEB, "F24", "2025-11-03", "2026-02-14", "open_overdue"),
        ],
    ),
    Case(
        "the_year_of_the_move_literally",
        "The last day is in the calendar year of the move, though that is after the move itself.",
        of(
            _child("F25", "primary_secondary", "2026-01-05", "2026-02-10"),
            _child("F26", "secondary_post16", "2026-01-05", "2026-04-01"),
            _child("F27", "primary_secondary", "2025-12-31", "2026-02-10"),
        ),
        [
            ran(FEB, "F25", "2025-01-05", "2026-02-14", "met", stopped="2026-02-10"),
            ran(MAR, "F26", "2025-01-05", "2026-03-30", "late", stopped="2026-04-01"),
            ran(FEB, "F27", "2024-12-31", "2025-02-14", "late", stopped="2026-02-10"),
        ],
    ),
    Case(
        "a_year_before_a_leap_day",
        "A year before 29 February is 28 February.",
        of(_child("F28", "middle", "2024-02-29", "2024-01-08")),
        [ran(FEB, "F28", "2023-02-28", "2024-02-14", "met", stopped="2024-01-08")],
    ),
    Case(
        "ceased_before_the_move",
        "A plan that ceased ends the clock, and has none where it ceased before the clock's start.",
        of(
            _child("F29", "primary_secondary", ceased_date="2026-01-12"),
            _child("F30", "primary_secondary", ceased_date="2025-08-31"),
            _child("F31", "primary_secondary", ceased_date=OPENED),
            _child("F32", "primary_secondary", named="2026-01-12", ceased_date="2026-01-12"),
        ),
        [
            ran(FEB, "F29", OPENED, "2026-02-14", "ended", ended="2026-01-12"),
            none(FEB, "F30"),
            ran(FEB, "F31", OPENED, "2026-02-14", "ended", ended=OPENED),
            ran(FEB, "F32", OPENED, "2026-02-14", "met", stopped="2026-01-12"),
        ],
    ),
]

CASES = [*TRANSFERRED, *PHASES]
