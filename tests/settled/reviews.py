"""The clocks of one review, and reviews from before or after their plan."""

from tests.settled.case import Case, none, of, plan, ran, review

CHAIN, DECISION = "ar_review_12m", "ar_decision_4w"
REPORT, NOTICE = "ar_report_2w", "ar_amend_notice_4w"
EIGHT, TWELVE, INVITED = "ar_final_8w", "ar_final_12w", "ar_notice_2w"

# A plan of June 2025, and a meeting of Monday 2 March 2026.
PLAN, MET = "2025-06-02", "2026-03-02"

ONE_REVIEW = [
    Case(
        "the_report_and_the_decision",
        "The report is due 2 weeks after the meeting and the decision 4, each to the day.",
        of(
            plan("L01", PLAN),
            review(
                "L01-1", "L01", MET, report_date="2026-03-16", decided=("maintain", "2026-03-30")
            ),
            review(
                "L01-2", "L01", MET, report_date="2026-03-17", decided=("maintain", "2026-03-31")
            ),
        ),
        [
            ran(REPORT, "L01-1", MET, "2026-03-16", "met", stopped="2026-03-16"),
            ran(DECISION, "L01-1", MET, "2026-03-30", "met", stopped="2026-03-30"),
            ran(REPORT, "L01-2", MET, "2026-03-16", "late", stopped="2026-03-17"),
            ran(DECISION, "L01-2", MET, "2026-03-30", "late", stopped="2026-03-31"),
        ],
    ),
    Case(
        "a_review_without_an_outcome",
        "Every review has its report and its decision to come, and nothing that only some have.",
        of(plan("L02", PLAN), review("L02-1", "L02", "2026-06-15")),
        [
            ran(REPORT, "L02-1", "2026-06-15", "2026-06-29", "open_overdue"),
            ran(DECISION, "L02-1", "2026-06-15", "2026-07-13", "open_in_time"),
            none(NOTICE, "L02-1"),
            none(EIGHT, "L02-1"),
            none(TWELVE, "L02-1"),
            none(INVITED, "L02-1"),
        ],
    ),
    Case(
        "a_meeting_after_the_report",
        "A meeting that is booked for after the day of the report starts nothing.",
        of(plan("L03", PLAN), review("L03-1", "L03", "2026-07-06", invitation_date="2026-06-01")),
        [none("*", "L03-1")],
    ),
    Case(
        "a_review_decided_by_an_unknown_code",
        "A decision whose code nobody knows stops its own clock and starts none of amending.",
        of(plan("L04", PLAN), review("L04-1", "L04", MET, decided=("perhaps", "2026-03-30"))),
        [
            ran(DECISION, "L04-1", MET, "2026-03-30", "met", stopped="2026-03-30"),
            none(NOTICE, "L04-1"),
            none(TWELVE, "L04-1"),
        ],
    ),
    Case(
        "to_amend_needs_a_notice",
        "A bare decision to amend does not send the notice of what is to change.",
        of(plan("L05", PLAN), review("L05-1", "L05", MET, decided=("amend", "2026-03-30"))),
        [
            ran(DECISION, "L05-1", MET, "2026-03-30", "met", stopped="2026-03-30"),
            ran(NOTICE, "L05-1", MET, "2026-03-30", "open_overdue"),
            none(EIGHT, "L05-1"),
            ran(TWELVE, "L05-1", MET, "2026-05-25", "open_overdue"),
        ],
    ),
    Case(
        "amended_on_the_last_days",
        "Notice in 4 weeks, the plan 8 weeks after it and 12 after the meeting, are all in time.",
        of(
            plan("L06", PLAN),
            review(
                "L06-1",
                "L06",
                MET,
                decided=("amend", "2026-03-30"),
                amendment_notice_date="2026-03-30",
                final_plan_date="2026-05-25",
            ),
        ),
        [
            ran(NOTICE, "L06-1", MET, "2026-03-30", "met", stopped="2026-03-30"),
            ran(EIGHT, "L06-1", "2026-03-30", "2026-05-25", "met", stopped="2026-05-25"),
            ran(TWELVE, "L06-1", MET, "2026-05-25", "met", stopped="2026-05-25"),
        ],
    ),
    Case(
        "an_early_notice",
        "An early notice ends the 8 weeks early, and the 12 from the meeting stay.",
        of(
            plan("L07", PLAN),
            review(
                "L07-1",
                "L07",
                MET,
                decided=("amend", "2026-03-09"),
                amendment_notice_date="2026-03-09",
                final_plan_date="2026-05-18",
            ),
        ),
        [
            ran(EIGHT, "L07-1", "2026-03-09", "2026-05-04", "late", stopped="2026-05-18"),
            ran(TWELVE, "L07-1", MET, "2026-05-25", "met", stopped="2026-05-18"),
        ],
    ),
    Case(
        "a_late_notice",
        "A late notice starts its own 8 weeks and does not lengthen the 12.",
        of(
            plan("L08", PLAN),
            review(
                "L08-1",
                "L08",
                MET,
                decided=("amend", "2026-03-30"),
                amendment_notice_date="2026-04-13",
                final_plan_date="2026-06-08",
            ),
        ),
        [
            ran(NOTICE, "L08-1", MET, "2026-03-30", "late", stopped="2026-04-13"),
            ran(EIGHT, "L08-1", "2026-04-13", "2026-06-08", "met", stopped="2026-06-08"),
            ran(TWELVE, "L08-1", MET, "2026-05-25", "late", stopped="2026-06-08"),
        ],
    ),
    Case(
        "decided_after_all_not_to_amend",
        "To tell the family that nothing will change stops both clocks, as an amended plan would.",
        of(
            plan("L09", PLAN),
            review(
                "L09-1",
                "L09",
                MET,
                decided=("amend", "2026-03-30"),
                amendment_notice_date="2026-03-30",
                no_amendment_date="2026-05-18",
            ),
        ),
        [
            ran(EIGHT, "L09-1", "2026-03-30", "2026-05-25", "met", stopped="2026-05-18"),
            ran(TWELVE, "L09-1", MET, "2026-05-25", "met", stopped="2026-05-18"),
        ],
    ),
    Case(
        "the_earlier_of_two_stops",
        "Of an amended plan and a decision not to amend the earlier one stops the clock.",
        of(
            plan("L10", PLAN),
            review(
                "L10-1",
                "L10",
                MET,
                decided=("amend", "2026-03-30"),
                amendment_notice_date="2026-03-30",
                final_plan_date="2026-06-01",
                no_amendment_date="2026-05-25",
            ),
            review(
                "L10-2",
                "L10",
                MET,
                decided=("amend", "2026-03-30"),
                amendment_notice_date="2026-03-30",
                final_plan_date="2026-05-26",
                no_amendment_date="2026-06-01",
            ),
        ),
        [
            ran(EIGHT, "L10-1", "2026-03-30", "2026-05-25", "met", stopped="2026-05-25"),
            ran(TWELVE, "L10-1", MET, "2026-05-25", "met", stopped="2026-05-25"),
            ran(EIGHT, "L10-2", "2026-03-30", "2026-05-25", "late", stopped="2026-05-26"),
            ran(TWELVE, "L10-2", MET, "2026-05-25", "late", stopped="2026-05-26"),
        ],
    ),
    Case(
        "to_keep_or_to_cease_amends_nothing",
        "A decision to maintain or to cease has none of the clocks of amending.",
        of(
            plan("L11", PLAN),
            review("L11-1", "L11", MET, decided=("maintain", "2026-03-30")),
            review("L11-2", "L11", "2026-05-11", decided=("cease", "2026-06-08")),
        ),
        [
            none(clock, case_id)
            for clock in (NOTICE, EIGHT, TWELVE)
            for case_id in ("L11-1", "L11-2")
        ],
    ),
    Case(
        "a_notice_without_a_decision_to_amend",
        "A notice runs its 8 weeks where the decision was another, or none; the rest does not run.",
        of(
            plan("L12", PLAN),
            review(
                "L12-1",
                "L12",
                MET,
                decided=("maintain", "2026-03-30"),
                amendment_notice_date="2026-03-30",
                final_plan_date="2026-05-26",
            ),
            review("L12-2", "L12", "2026-05-11", amendment_notice_date="2026-05-18"),
        ),
        [
            ran(EIGHT, "L12-1", "2026-03-30", "2026-05-25", "late", stopped="2026-05-26"),
            none(NOTICE, "L12-1"),
            none(TWELVE, "L12-1"),
            ran(EIGHT, "L12-2", "2026-05-18", "2026-07-13", "open_in_time"),
            none(NOTICE, "L12-2"),
            none(TWELVE, "L12-2"),
        ],
    ),
    Case(
        "a_notice_after_the_report",
        "A notice dated after the report leaves its own clock open and starts no 8 weeks.",
        of(
            plan("L13", PLAN),
            review(
                "L13-1",
                "L13",
                "2026-06-08",
                decided=("amend", "2026-06-22"),
                amendment_notice_date="2026-07-01",
            ),
        ),
        [
            ran(NOTICE, "L13-1", "2026-06-08", "2026-07-06", "open_in_time"),
            none(EIGHT, "L13-1"),
        ],
    ),
    Case(
        "a_review_of_a_plan_that_ceased",
        "The day on which the plan ceased ends whatever its review still owed.",
        of(
            plan("L14", PLAN, ceased_date="2026-04-13"),
            review(
                "L14-1",
                "L14",
                MET,
                decided=("amend", "2026-03-30"),
                amendment_notice_date="2026-03-30",
            ),
            plan("L15", PLAN, ceased_date="2026-03-23"),
            review("L15-1", "L15", MET, decided=("amend", "2026-03-30"), report_date="2026-03-23"),
        ),
        [
            ran(REPORT, "L14-1", MET, "2026-03-16", "ended", ended="2026-04-13"),
            ran(DECISION, "L14-1", MET, "2026-03-30", "met", stopped="2026-03-30"),
            ran(EIGHT, "L14-1", "2026-03-30", "2026-05-25", "ended", ended="2026-04-13"),
            ran(TWELVE, "L14-1", MET, "2026-05-25", "ended", ended="2026-04-13"),
            ran(REPORT, "L15-1", MET, "2026-03-16", "late", stopped="2026-03-23"),
            ran(DECISION, "L15-1", MET, "2026-03-30", "ended", ended="2026-03-23"),
            ran(NOTICE, "L15-1", MET, "2026-03-30", "ended", ended="2026-03-23"),
        ],
    ),
]

INVITATIONS = [
    Case(
        "two_weeks_notice_are_enough",
        "An invitation exactly 14 days before the meeting is in time; 13 days are a day short.",
        of(
            plan("I01", PLAN),
            review("I01-1", "I01", "2026-03-16", invitation_date="2026-03-02"),
            review("I01-2", "I01", "2026-03-15", invitation_date="2026-03-02"),
            review("I01-3", "I01", "2026-03-02", invitation_date="2026-03-02"),
        ),
        [
            ran(INVITED, "I01-1", MET, "2026-03-16", "met", stopped="2026-03-16", short=0),
            ran(INVITED, "I01-2", MET, "2026-03-16", "late", stopped="2026-03-15", short=1),
            ran(INVITED, "I01-3", MET, "2026-03-16", "late", stopped="2026-03-02", short=14),
        ],
    ),
    Case(
        "an_invitation_after_the_plan_ceased",
        "The notice of a meeting is judged though the plan had ceased before; nothing else is.",
        of(
            plan("I02", PLAN, ceased_date="2026-01-15"),
            review("I02-1", "I02", "2026-02-20", invitation_date="2026-02-02"),
            plan("I03", PLAN, ceased_date="2026-02-09"),
            review("I03-1", "I03", "2026-02-13", invitation_date="2026-02-02"),
        ),
        [
            ran(INVITED, "I02-1", "2026-02-02", "2026-02-16", "met", stopped="2026-02-20", short=0),
            none(DECISION, "I02-1"),
            none(REPORT, "I02-1"),
            ran(
                INVITED, "I03-1", "2026-02-02", "2026-02-16", "late", stopped="2026-02-13", short=3
            ),
            none(DECISION, "I03-1"),
        ],
    ),
]

BEFORE_AND_AFTER = [
    Case(
        "met_after_the_plan_ceased",
        "A review met after the plan ceased has no clocks; on that very day it has, and they end.",
        of(
            plan("B01", PLAN, ceased_date="2026-03-01"),
            review("B01-1", "B01", MET),
            plan("B02", PLAN, ceased_date=MET),
            review("B02-1", "B02", MET),
        ),
        [
            none("*", "B01-1"),
            ran(REPORT, "B02-1", MET, "2026-03-16", "ended", ended=MET),
            ran(DECISION, "B02-1", MET, "2026-03-30", "ended", ended=MET),
        ],
    ),
    Case(
        "noticed_after_the_plan_ceased",
        "A notice after the plan ceased starts no 8 weeks.",
        of(
            plan("B03", PLAN, ceased_date="2026-03-23"),
            review(
                "B03-1",
                "B03",
                MET,
                decided=("amend", "2026-03-16"),
                amendment_notice_date="2026-03-24",
            ),
        ),
        [
            none(EIGHT, "B03-1"),
            ran(NOTICE, "B03-1", MET, "2026-03-30", "ended", ended="2026-03-23"),
        ],
    ),
    Case(
        "met_before_the_plan_was_made",
        "A review met before the plan was made has no clocks; its decision counts for the chain.",
        of(
            plan("B04", PLAN),
            review(
                "B04-1",
                "B04",
                "2025-05-19",
                decided=("amend", "2025-06-16"),
                amendment_notice_date="2025-06-16",
            ),
        ),
        [
            none("*", "B04-1"),
            ran(CHAIN, "B04", "2025-06-02", "2026-06-01", "met", stopped="2025-06-16"),
            ran(CHAIN, "B04", "2025-06-16", "2026-06-15", "open_overdue"),
        ],
    ),
    Case(
        "met_on_the_day_the_plan_was_made",
        "A review met on the day the plan was made has its clocks.",
        of(plan("B05", PLAN), review("B05-1", "B05", PLAN, decided=("maintain", "2025-06-30"))),
        [ran(DECISION, "B05-1", "2025-06-02", "2025-06-30", "met", stopped="2025-06-30")],
    ),
    Case(
        "met_before_the_move",
        "A review met before the plan moved in has no clocks, nor has an invitation from before.",
        of(
            plan("B06", "2024-09-02", transferred_in_date="2026-02-02"),
            review(
                "B06-1",
                "B06",
                "2026-01-19",
                decided=("amend", "2026-02-16"),
                amendment_notice_date="2026-02-16",
                invitation_date="2026-01-05",
            ),
            review(
                "B06-2",
                "B06",
                "2026-02-02",
                decided=("maintain", "2026-03-02"),
                invitation_date="2026-02-01",
            ),
            review("B06-3", "B06", "2026-05-11", invitation_date="2026-02-02"),
        ),
        [
            none("*", "B06-1"),
            none(INVITED, "B06-2"),
            ran(DECISION, "B06-2", "2026-02-02", "2026-03-02", "met", stopped="2026-03-02"),
            ran(INVITED, "B06-3", "2026-02-02", "2026-02-16", "met", stopped="2026-05-11", short=0),
        ],
    ),
]

CASES = [*ONE_REVIEW, *INVITATIONS, *BEFORE_AND_AFTER]
