"""What was not written down, and what was not delivered: endings without a day, missing columns."""

from tests.settled.case import (
    Case,
    advice,
    appeal,
    none,
    of,
    plan,
    ran,
    referral,
    request,
    review,
)

ASSESS, FINAL, DRAFT = "assess_decision_6w", "final_plan_20w", "draft_reps_15d"
CHAIN, MOVED, FEB = "ar_review_12m", "transfer_review", "phase_transfer_feb15"
EIGHT, TWELVE = "ar_final_8w", "ar_final_12w"

UNDATED = [
    Case(
        "withdrawn_without_a_date",
        "A withdrawal without a day ended the case on the last day that its row tells of.",
        of(
            request("U01", "2026-01-05", request_outcome="W"),
            request("U02", "2026-01-05", request_outcome="W", advice_requested_date="2026-02-02"),
        ),
        [
            ran(ASSESS, "U01", "2026-01-05", "2026-02-16", "ended", ended="2026-01-05"),
            ran(FINAL, "U01", "2026-01-05", "2026-05-25", "ended", ended="2026-01-05"),
            ran(ASSESS, "U02", "2026-01-05", "2026-02-16", "ended", ended="2026-02-02"),
            ran(FINAL, "U02", "2026-01-05", "2026-05-25", "ended", ended="2026-02-02"),
        ],
    ),
    Case(
        "withdrawn_with_the_day_of_the_decision",
        "A day beside a withdrawal is the last that its row tells of, and so the end.",
        of(
            request("U03", "2026-01-05", told=("W", "2026-02-20")),
            request("U04", "2026-01-05", told=("Y", "2026-02-10"), issue=("W", "2026-03-20")),
        ),
        [
            ran(ASSESS, "U03", "2026-01-05", "2026-02-16", "ended", ended="2026-02-20"),
            ran(ASSESS, "U04", "2026-01-05", "2026-02-16", "met", stopped="2026-02-10"),
            ran(FINAL, "U04", "2026-01-05", "2026-05-25", "ended", ended="2026-03-20"),
        ],
    ),
    Case(
        "withdrawn_during_the_assessment_without_a_date",
        "A withdrawal after a draft ended on the day of the draft, if nothing later is written.",
        of(
            request(
                "U05",
                "2026-01-05",
                told=("Y", "2026-02-10"),
                assessment_outcome="W",
                advice_requested_date="2026-02-16",
                draft_plan_date="2026-04-20",
            )
        ),
        [
            ran(ASSESS, "U05", "2026-01-05", "2026-02-16", "met", stopped="2026-02-10"),
            ran(FINAL, "U05", "2026-01-05", "2026-05-25", "ended", ended="2026-04-20"),
            none(DRAFT, "U05"),
        ],
    ),
    Case(
        "left_without_a_date",
        "A reason for leaving alone ended the case on the day of the decision, which still counts.",
        of(request("U06", "2026-01-05", told=("Y", "2026-02-10"), left=("moved_out",))),
        [
            ran(ASSESS, "U06", "2026-01-05", "2026-02-16", "met", stopped="2026-02-10"),
            ran(FINAL, "U06", "2026-01-05", "2026-05-25", "ended", ended="2026-02-10"),
        ],
    ),
    Case(
        "left_without_a_date_after_the_plan",
        "A reason for leaving does not undo a plan that was sent.",
        of(
            request(
                "U07",
                "2026-01-05",
                told=("Y", "2026-02-10"),
                final_plan_date="2026-05-18",
                left=("other",),
            )
        ),
        [ran(FINAL, "U07", "2026-01-05", "2026-05-25", "met", stopped="2026-05-18")],
    ),
    Case(
        "the_day_of_leaving_where_there_is_one",
        "The day of leaving is the end where there is one, whatever else its row tells of.",
        of(
            request(
                "U08",
                "2026-01-05",
                request_outcome="W",
                advice_requested_date="2026-02-02",
                ended_date="2026-01-26",
            ),
            request(
                "U09",
                "2026-01-05",
                request_outcome="W",
                advice_requested_date="2026-02-02",
                ended_date="2026-03-09",
            ),
        ),
        [
            ran(ASSESS, "U08", "2026-01-05", "2026-02-16", "ended", ended="2026-01-26"),
            ran(ASSESS, "U09", "2026-01-05", "2026-02-16", "ended", ended="2026-03-09"),
        ],
    ),
    Case(
        "advice_of_a_request_withdrawn_without_a_date",
        "The advice of a request that was withdrawn on no day ends with it.",
        of(
            request(
                "U10",
                "2026-01-05",
                told=("Y", "2026-02-10"),
                assessment_outcome="W",
                draft_plan_date="2026-03-16",
            ),
            advice("U10-A", "U10", "2026-02-16"),
            advice("U10-B", "U10", "2026-03-17"),
        ),
        [
            ran(
                "advice_return_6w", "U10-A", "2026-02-16", "2026-03-30", "ended", ended="2026-03-16"
            ),
            none("advice_return_6w", "U10-B"),
        ],
    ),
    Case(
        "a_plan_that_ceased_without_a_date",
        "A plan that ceased on no day ended on the last day that its row tells of.",
        of(
            plan(
                "U11",
                "2025-01-06",
                last_reviewed_date="2025-11-03",
                move=("primary_secondary", "2026-09-01", "2026-02-10"),
                ceased_reason="2",
            )
        ),
        [
            ran(CHAIN, "U11", "2025-11-03", "2026-11-02", "ended", ended="2026-02-10"),
            ran(FEB, "U11", "2025-09-01", "2026-02-14", "met", stopped="2026-02-10"),
        ],
    ),
    Case(
        "a_plan_that_ceased_and_tells_no_other_day",
        "A plan that ceased on no day, and tells of none after its start, is never due.",
        of(
            plan("U12", "2025-01-06", ceased_reason="9"),
            review("U12-1", "U12", "2025-11-03"),
            plan("U13", "2024-01-15", transferred_in_date="2025-12-01", ceased_reason="5"),
            plan("U14", "2024-01-15", last_reviewed_date="2025-12-01", ceased_reason="5"),
        ),
        [none("*", "U12"), none("*", "U12-1"), none("*", "U13"), none("*", "U14")],
    ),
]

# Three deliveries, each without some columns.
FIRST = (
    "annual_reviews.no_amendment_date",
    "plans.last_reviewed_date",
    "plans.transfer_named_date",
    "needs_assessments.draft_plan_date",
    "tribunals.draft_plan_date",
    "health_waits.completed_date",
)
SECOND = (
    "annual_reviews.decision_date",
    "annual_reviews.final_plan_date",
    "annual_reviews.report_date",
    "tribunals.assessment_notified_date",
    "tribunals.registered_date",
    "advice.received_date",
)
THIRD = (
    "annual_reviews.decision_date",
    "annual_reviews.final_plan_date",
    "annual_reviews.no_amendment_date",
    "plans.last_reviewed_date",
    "needs_assessments.request_outcome_date",
    "tribunals.complied_date",
)

NOT_DELIVERED = [
    Case(
        "either_of_two_stops_is_enough",
        "A clock with two columns that may stop it runs where one of them was delivered.",
        of(
            plan("W01", "2025-06-02"),
            review(
                "W01-1",
                "W01",
                "2026-03-02",
                decided=("amend", "2026-03-30"),
                amendment_notice_date="2026-03-30",
                final_plan_date="2026-05-25",
            ),
        ),
        [
            ran(EIGHT, "W01-1", "2026-03-30", "2026-05-25", "met", stopped="2026-05-25"),
            ran(TWELVE, "W01-1", "2026-03-02", "2026-05-25", "met", stopped="2026-05-25"),
        ],
        undelivered=FIRST,
    ),
    Case(
        "the_chain_without_last_reviews",
        "The chain and the review after a move run where the reviews' decisions were delivered.",
        of(
            plan("W02", "2025-01-06"),
            review("W02-1", "W02", "2025-11-03", decided=("maintain", "2025-12-01")),
            plan("W03", "2024-01-15", transferred_in_date="2025-12-01"),
        ),
        [
            ran(CHAIN, "W02", "2025-01-06", "2026-01-05", "met", stopped="2025-12-01"),
            ran(CHAIN, "W02", "2025-12-01", "2026-11-30", "open_in_time"),
            ran(MOVED, "W03", "2025-12-01", "2026-02-28", "open_overdue"),
        ],
        undelivered=FIRST,
    ),
    Case(
        "no_column_to_start_or_stop",
        "A clock whose column was not delivered has no row, and those beside it have theirs.",
        of(
            request("W04", "2026-01-05", told=("Y", "2026-02-10"), final_plan_date="2026-05-18"),
            plan(
                "W05",
                "2025-09-01",
                next_transfer_kind="primary_secondary",
                next_transfer_date="2026-09-01",
            ),
            appeal("W06", ruled=("upheld", "2026-03-02", "make_plan"), complied_date="2026-05-18"),
            referral("W07", "neurodivergent", "2026-01-05"),
            referral("W08", "camhs", "2026-01-05"),
        ),
        [
            none(DRAFT, "W04"),
            ran(FINAL, "W04", "2026-01-05", "2026-05-25", "met", stopped="2026-05-18"),
            none(FEB, "W05"),
            ran(CHAIN, "W05", "2025-09-01", "2026-08-31", "open_in_time"),
            none("order_make_draft_5w", "W06"),
            ran(
                "order_make_final_11w",
                "W06",
                "2026-03-02",
                "2026-05-18",
                "met",
                stopped="2026-05-18",
            ),
            none("health_neurodivergent", "W07"),
            ran("health_camhs", "W08", "2026-01-05", "2026-05-11", "open_overdue"),
        ],
        undelivered=FIRST,
    ),
    Case(
        "the_chain_without_decisions",
        "The chain runs where the plans' last reviews were delivered, be the cell blank or not.",
        of(
            plan("W09", "2024-09-02", last_reviewed_date="2025-10-06"),
            plan("W10", "2025-07-01"),
        ),
        [
            ran(CHAIN, "W09", "2025-10-06", "2026-10-05", "open_in_time"),
            ran(CHAIN, "W10", "2025-07-01", "2026-06-30", "open_in_time"),
        ],
        undelivered=SECOND,
    ),
    Case(
        "a_move_without_decisions",
        "The review after a move needs the reviews' decisions: without that column it has no row.",
        of(plan("W11", "2024-01-15", transferred_in_date="2025-12-01")),
        [none(MOVED, "W11")],
        undelivered=SECOND,
    ),
    Case(
        "the_other_of_two_stops_is_enough",
        "A decision not to amend stops the 8 weeks where amended plans were not delivered.",
        of(
            plan("W12", "2025-06-02"),
            review(
                "W12-1",
                "W12",
                "2026-03-02",
                amendment_notice_date="2026-03-30",
                no_amendment_date="2026-05-26",
            ),
        ),
        [
            ran(EIGHT, "W12-1", "2026-03-30", "2026-05-25", "late", stopped="2026-05-26"),
            none("ar_decision_4w", "W12-1"),
            none("ar_report_2w", "W12-1"),
        ],
        undelivered=SECOND,
    ),
    Case(
        "no_column_to_stop",
        "Advice, the window to appeal and the first step of a remedy have no row without a stop.",
        of(
            request("W13", "2026-01-05"),
            advice("W13-A", "W13", "2026-02-16"),
            appeal(
                "W14",
                decision_date="2026-01-12",
                ruled=("upheld", "2026-03-02", "assess"),
                complied_date="2026-06-08",
            ),
        ),
        [
            none("advice_return_6w", "W13-A"),
            none("appeal_window", "W14"),
            none("order_assess_notify_2w", "W14"),
            ran(
                "order_assess_final_14w",
                "W14",
                "2026-03-02",
                "2026-06-08",
                "met",
                stopped="2026-06-08",
            ),
        ],
        undelivered=SECOND,
    ),
    Case(
        "the_chain_without_either",
        "Neither decisions nor last reviews: the chain and the review after a move have no row.",
        of(
            plan("W15", "2025-01-06"),
            plan("W16", "2024-01-15", transferred_in_date="2025-12-01"),
        ),
        [none(CHAIN, "W15"), none(CHAIN, "W16"), none(MOVED, "W16")],
        undelivered=THIRD,
    ),
    Case(
        "neither_of_two_stops",
        "A clock with two columns that may stop it has no row where neither was delivered.",
        of(
            plan("W17", "2025-06-02"),
            review("W17-1", "W17", "2026-03-02", amendment_notice_date="2026-03-30"),
        ),
        [none(EIGHT, "W17-1")],
        undelivered=THIRD,
    ),
    Case(
        "no_day_of_the_decision",
        "Without the day of the decision the 6 weeks have no row, and the 20 still do.",
        of(
            request("W18", "2026-01-05"),
            request("W19", "2026-01-05", reassessment="Y"),
            appeal("W20", ruled=("upheld", "2026-03-02", "make_plan")),
        ),
        [
            none(ASSESS, "W18"),
            ran(FINAL, "W18", "2026-01-05", "2026-05-25", "open_overdue"),
            none("reassess_*", "W19"),
            none("order_make_final_11w", "W20"),
            ran("order_make_draft_5w", "W20", "2026-03-02", "2026-04-06", "open_overdue"),
        ],
        undelivered=THIRD,
    ),
]

FROM_2014 = [
    Case(
        "the_first_day_of_the_law",
        "The limits hold from 1 September 2014; a case that started before is not looked at.",
        of(
            request("W21", "2014-09-01", told=("Y", "2014-10-13")),
            request("W22", "2014-08-31", told=("Y", "2014-10-12")),
            plan("W23", "2014-09-01", ceased_date="2015-08-01"),
            plan("W24", "2014-08-31", ceased_date="2015-08-01"),
        ),
        [
            ran(ASSESS, "W21", "2014-09-01", "2014-10-13", "met", stopped="2014-10-13"),
            none("*", "W22"),
            ran(CHAIN, "W23", "2014-09-01", "2015-08-31", "ended", ended="2015-08-01"),
            none("*", "W24"),
        ],
        quarantined=2,
    ),
]

CASES = [*UNDATED, *NOT_DELIVERED, *FROM_2014]
