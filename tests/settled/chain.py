"""The chain of reviews of a plan, and months that begin with a day."""

from tests.settled.case import Case, none, of, plan, ran, review

CHAIN, DECISION = "ar_review_12m", "ar_decision_4w"
NOTICE, TWELVE = "ar_amend_notice_4w", "ar_final_12w"

CHAINED = [
    Case(
        "the_first_year_begins_with_the_plan",
        "Without an earlier review the first 12 months begin with the day the plan was made.",
        of(plan("C01", "2025-07-01"), plan("C02", "2025-06-30")),
        [
            ran(CHAIN, "C01", "2025-07-01", "2026-06-30", "open_in_time"),
            ran(CHAIN, "C02", "2025-06-30", "2026-06-29", "open_overdue"),
        ],
    ),
    Case(
        "the_first_year_begins_with_the_last_review",
        "A review from before the extract's history starts the chain in the plan's place.",
        of(plan("C03", "2024-09-02", last_reviewed_date="2025-10-06")),
        [ran(CHAIN, "C03", "2025-10-06", "2026-10-05", "open_in_time")],
    ),
    Case(
        "each_year_begins_with_a_decision",
        "Every decision stops a year and starts the next, early or late.",
        of(
            plan("C04", "2024-09-02"),
            review("C04-1", "C04", "2025-07-21", decided=("maintain", "2025-08-18")),
            review("C04-2", "C04", "2026-04-13", decided=("maintain", "2026-05-04")),
            plan("C05", "2024-09-02"),
            review("C05-1", "C05", "2025-09-01", decided=("maintain", "2025-09-29")),
        ),
        [
            ran(CHAIN, "C04", "2024-09-02", "2025-09-01", "met", stopped="2025-08-18"),
            ran(CHAIN, "C04", "2025-08-18", "2026-08-17", "met", stopped="2026-05-04"),
            ran(CHAIN, "C04", "2026-05-04", "2027-05-03", "open_in_time"),
            ran(CHAIN, "C05", "2024-09-02", "2025-09-01", "late", stopped="2025-09-29"),
            ran(CHAIN, "C05", "2025-09-29", "2026-09-28", "open_in_time"),
        ],
    ),
    Case(
        "whatever_the_decision",
        "To amend or to cease is a decision as good as to maintain; so is one of an unknown code.",
        of(
            plan("C06", "2025-01-06"),
            review("C06-1", "C06", "2025-11-03", decided=("amend", "2025-12-01")),
            plan("C07", "2025-01-06"),
            review("C07-1", "C07", "2025-11-03", decided=("cease", "2025-12-01")),
            plan("C08", "2025-01-06"),
            review("C08-1", "C08", "2025-11-03", decided=("perhaps", "2025-12-01")),
        ),
        [
            row
            for case_id in ("C06", "C07", "C08")
            for row in (
                ran(CHAIN, case_id, "2025-01-06", "2026-01-05", "met", stopped="2025-12-01"),
                ran(CHAIN, case_id, "2025-12-01", "2026-11-30", "open_in_time"),
            )
        ],
    ),
    Case(
        "the_meeting_does_not_stop_the_year",
        "A meeting within the year does not make the review: only the decision does.",
        of(
            plan("C09", "2025-01-06"),
            review("C09-1", "C09", "2025-12-15", decided=("maintain", "2026-01-06")),
            plan("C10", "2025-01-06"),
            review("C10-1", "C10", "2025-12-15"),
        ),
        [
            ran(CHAIN, "C09", "2025-01-06", "2026-01-05", "late", stopped="2026-01-06"),
            ran(CHAIN, "C09", "2026-01-06", "2027-01-05", "open_in_time"),
            ran(CHAIN, "C10", "2025-01-06", "2026-01-05", "open_overdue"),
        ],
    ),
    Case(
        "decisions_up_to_the_last_review_start_nothing",
        "Decisions up to the last review start no year; their reviews keep their own clocks.",
        of(
            plan("C11", "2024-09-02", last_reviewed_date="2025-10-06"),
            review("C11-1", "C11", "2025-06-02", decided=("maintain", "2025-06-23")),
            review("C11-2", "C11", "2025-09-08", decided=("maintain", "2025-10-06")),
        ),
        [
            ran(CHAIN, "C11", "2025-10-06", "2026-10-05", "open_in_time"),
            ran(DECISION, "C11-1", "2025-06-02", "2025-06-30", "met", stopped="2025-06-23"),
            ran(DECISION, "C11-2", "2025-09-08", "2025-10-06", "met", stopped="2025-10-06"),
        ],
    ),
    Case(
        "a_decision_the_day_after_the_last_review",
        "A decision on the day after the last review stops the year.",
        of(
            plan("C12", "2024-09-02", last_reviewed_date="2025-10-06"),
            review("C12-1", "C12", "2025-09-08", decided=("maintain", "2025-10-07")),
        ),
        [
            ran(CHAIN, "C12", "2025-10-06", "2026-10-05", "met", stopped="2025-10-07"),
            ran(CHAIN, "C12", "2025-10-07", "2026-10-06", "open_in_time"),
        ],
    ),
    Case(
        "the_last_review_after_the_report",
        "A last review after the day of the report still starts the chain: no year runs yet.",
        of(
            plan("C13", "2024-09-02", last_reviewed_date="2026-07-13"),
            review("C13-1", "C13", "2025-07-21", decided=("maintain", "2025-08-18")),
        ),
        [
            none(CHAIN, "C13"),
            ran(DECISION, "C13-1", "2025-07-21", "2025-08-18", "met", stopped="2025-08-18"),
        ],
    ),
    Case(
        "a_last_review_from_before_the_plan",
        "A last review from before the plan was made is no review of it: the plan's day counts.",
        of(plan("C14", "2025-09-01", last_reviewed_date="2025-08-18")),
        [ran(CHAIN, "C14", "2025-09-01", "2026-08-31", "open_in_time")],
    ),
    Case(
        "a_decision_before_the_plan_was_made",
        "A decision from before the plan was made starts nothing; nor does one of that day.",
        of(
            plan("C22", "2025-06-02"),
            review("C22-1", "C22", "2025-04-07", decided=("maintain", "2025-05-05")),
            plan("C24", "2025-06-02"),
            review("C24-1", "C24", "2025-05-05", decided=("maintain", "2025-06-02")),
        ),
        [
            ran(CHAIN, "C22", "2025-06-02", "2026-06-01", "open_overdue"),
            ran(CHAIN, "C24", "2025-06-02", "2026-06-01", "open_overdue"),
        ],
    ),
    Case(
        "a_decision_after_the_report",
        "A decision dated after the report stops nothing and starts no year.",
        of(
            plan("C15", "2025-06-02"),
            review("C15-1", "C15", "2026-06-08", decided=("amend", "2026-07-06")),
        ),
        [
            ran(CHAIN, "C15", "2025-06-02", "2026-06-01", "open_overdue"),
            ran(DECISION, "C15-1", "2026-06-08", "2026-07-06", "open_in_time"),
            none(NOTICE, "C15-1"),
            none(TWELVE, "C15-1"),
        ],
    ),
    Case(
        "two_decisions_on_one_day",
        "Two decisions of one day stop one year and start one.",
        of(
            plan("C16", "2025-01-06"),
            review("C16-1", "C16", "2025-11-03", decided=("maintain", "2025-12-01")),
            review("C16-2", "C16", "2025-11-10", decided=("maintain", "2025-12-01")),
        ),
        [
            ran(CHAIN, "C16", "2025-01-06", "2026-01-05", "met", stopped="2025-12-01"),
            ran(CHAIN, "C16", "2025-12-01", "2026-11-30", "open_in_time"),
        ],
    ),
    Case(
        "a_plan_that_ceased",
        "The day on which a plan ceased ends its year.",
        of(plan("C17", "2025-01-06", ceased_date="2026-02-02")),
        [
            ran(CHAIN, "C17", "2025-01-06", "2026-01-05", "ended", ended="2026-02-02")
            | {"days_overdue": 28}
        ],
    ),
    Case(
        "a_decision_after_the_plan_ceased",
        "A decision dated after the plan ceased stops nothing and starts no year.",
        of(
            plan("C23", "2025-01-06", ceased_date="2025-11-10"),
            review("C23-1", "C23", "2025-11-03", decided=("cease", "2025-12-01")),
        ),
        [
            ran(CHAIN, "C23", "2025-01-06", "2026-01-05", "ended", ended="2025-11-10"),
            ran(DECISION, "C23-1", "2025-11-03", "2025-12-01", "ended", ended="2025-11-10"),
        ],
    ),
    Case(
        "a_plan_that_ceased_after_a_decision",
        "A plan that ceased the day after a decision ends the year that had just begun.",
        of(
            plan("C18", "2025-01-06", ceased_date="2025-12-02"),
            review("C18-1", "C18", "2025-11-03", decided=("cease", "2025-12-01")),
        ),
        [
            ran(CHAIN, "C18", "2025-01-06", "2026-01-05", "met", stopped="2025-12-01"),
            ran(CHAIN, "C18", "2025-12-01", "2026-11-30", "ended", ended="2025-12-02"),
        ],
    ),
    Case(
        "a_plan_that_ceased_on_the_day_of_the_decision",
        "A plan that ceased on the very day of a decision has no further year.",
        of(
            plan("C19", "2025-01-06", ceased_date="2025-12-01"),
            review("C19-1", "C19", "2025-11-03", decided=("cease", "2025-12-01")),
        ),
        [ran(CHAIN, "C19", "2025-01-06", "2026-01-05", "met", stopped="2025-12-01")],
    ),
    Case(
        "a_plan_that_ceased_on_the_day_it_was_made",
        "A plan that ceased on the day its first year would begin has none.",
        of(
            plan("C20", "2025-01-06", ceased_date="2025-01-06"),
            plan("C21", "2025-01-06", last_reviewed_date="2025-11-03", ceased_date="2025-11-03"),
        ),
        [none(CHAIN, "C20"), none(CHAIN, "C21")],
    ),
]

MONTHS = [
    Case(
        "twelve_months_from_a_leap_day",
        "12 months beginning with 29 February end on 28 February, the month's last day.",
        of(
            plan("M01", "2024-02-29"),
            review("M01-1", "M01", "2025-02-03", decided=("maintain", "2025-02-28")),
            plan("M02", "2024-02-29"),
            review("M02-1", "M02", "2025-02-03", decided=("maintain", "2025-03-01")),
        ),
        [
            ran(CHAIN, "M01", "2024-02-29", "2025-02-28", "met", stopped="2025-02-28"),
            ran(CHAIN, "M01", "2025-02-28", "2026-02-27", "open_overdue"),
            ran(CHAIN, "M02", "2024-02-29", "2025-02-28", "late", stopped="2025-03-01"),
            ran(CHAIN, "M02", "2025-03-01", "2026-02-28", "open_overdue"),
        ],
    ),
    Case(
        "twelve_months_to_a_leap_day",
        "12 months beginning with 1 March 2023 end on 29 February 2024.",
        of(plan("M03", "2023-03-01", ceased_date="2024-05-01")),
        [ran(CHAIN, "M03", "2023-03-01", "2024-02-29", "ended", ended="2024-05-01")],
    ),
    Case(
        "the_anniversary_is_too_late",
        "12 months end on the day before the anniversary, and a decision on it is late.",
        of(
            plan("M04", "2024-03-15"),
            review("M04-1", "M04", "2025-02-24", decided=("maintain", "2025-03-14")),
            plan("M05", "2024-03-15"),
            review("M05-1", "M05", "2025-02-24", decided=("maintain", "2025-03-15")),
        ),
        [
            ran(CHAIN, "M04", "2024-03-15", "2025-03-14", "met", stopped="2025-03-14"),
            ran(CHAIN, "M04", "2025-03-14", "2026-03-13", "open_overdue"),
            ran(CHAIN, "M05", "2024-03-15", "2025-03-14", "late", stopped="2025-03-15"),
            ran(CHAIN, "M05", "2025-03-15", "2026-03-14", "open_overdue"),
        ],
    ),
]

CASES = [*CHAINED, *MONTHS]
