"""Whether the day of receipt is day one: the same cases under both readings."""

from tests.settled.case import advice, appeal, both, of, plan, ran, referral, request, review

DAY_ONE = {"day_one_is_receipt": True}

ASSESS, REFUSE, FINAL = "assess_decision_6w", "not_to_issue_16w", "final_plan_20w"
VIRUS = "coronavirus"

CASES = [
    *both(
        DAY_ONE,
        "six_weeks_to_the_day",
        "With the day of receipt as day one the 6 weeks end a day earlier.",
        of(
            request("Y01", "2026-01-05", told=("Y", "2026-02-16")),
            request("Y02", "2026-01-05", told=("Y", "2026-02-15")),
            request("Y03", "2026-01-05", told=("Y", "2026-02-17")),
        ),
        [
            ran(ASSESS, "Y01", "2026-01-05", "2026-02-16", "met", stopped="2026-02-16"),
            ran(ASSESS, "Y02", "2026-01-05", "2026-02-16", "met", stopped="2026-02-15"),
            ran(ASSESS, "Y03", "2026-01-05", "2026-02-16", "late", stopped="2026-02-17"),
        ],
        [
            ran(ASSESS, "Y01", "2026-01-05", "2026-02-15", "late", stopped="2026-02-16"),
            ran(ASSESS, "Y02", "2026-01-05", "2026-02-15", "met", stopped="2026-02-15"),
            ran(ASSESS, "Y03", "2026-01-05", "2026-02-15", "late", stopped="2026-02-17"),
        ],
    ),
    *both(
        DAY_ONE,
        "sixteen_and_twenty_weeks_to_the_day",
        "With the day of receipt as day one the 16 and the 20 weeks end a day earlier.",
        of(
            request("Y04", "2026-01-05", told=("Y", "2026-02-10"), issue=("N", "2026-04-27")),
            request("Y05", "2026-01-05", told=("Y", "2026-02-10"), final_plan_date="2026-05-25"),
        ),
        [
            ran(REFUSE, "Y04", "2026-01-05", "2026-04-27", "met", stopped="2026-04-27"),
            ran(FINAL, "Y05", "2026-01-05", "2026-05-25", "met", stopped="2026-05-25"),
        ],
        [
            ran(REFUSE, "Y04", "2026-01-05", "2026-04-26", "late", stopped="2026-04-27"),
            ran(FINAL, "Y05", "2026-01-05", "2026-05-24", "late", stopped="2026-05-25"),
        ],
    ),
    *both(
        DAY_ONE,
        "open_on_the_last_day",
        "An open clock that is on its last day is overdue where the limit ends a day earlier.",
        of(request("Y06", "2026-05-19"), request("Y07", "2026-05-20")),
        [
            ran(ASSESS, "Y06", "2026-05-19", "2026-06-30", "open_in_time"),
            ran(ASSESS, "Y07", "2026-05-20", "2026-07-01", "open_in_time"),
        ],
        [
            ran(ASSESS, "Y06", "2026-05-19", "2026-06-29", "open_overdue"),
            ran(ASSESS, "Y07", "2026-05-20", "2026-06-30", "open_in_time"),
        ],
    ),
    *both(
        DAY_ONE,
        "weeks_of_a_reassessment_and_not_its_days",
        "A limit in days stays as it is; the 14 weeks of a re-assessment end a day earlier.",
        of(
            request(
                "Y08",
                "2026-02-15",
                reassessment="Y",
                told=("Y", "2026-03-02"),
                final_plan_date="2026-06-08",
            )
        ),
        [
            ran(
                "reassess_decision_15d",
                "Y08",
                "2026-02-15",
                "2026-03-02",
                "met",
                stopped="2026-03-02",
            ),
            ran(
                "reassess_final_14w", "Y08", "2026-03-02", "2026-06-08", "met", stopped="2026-06-08"
            ),
        ],
        [
            ran(
                "reassess_decision_15d",
                "Y08",
                "2026-02-15",
                "2026-03-02",
                "met",
                stopped="2026-03-02",
            ),
            ran(
                "reassess_final_14w",
                "Y08",
                "2026-03-02",
                "2026-06-07",
                "late",
                stopped="2026-06-08",
            ),
        ],
    ),
    *both(
        DAY_ONE,
        "minimum_periods_stay",
        "The days that a family must have at least are the same under both readings.",
        of(
            request("Y09", "2026-01-05", sent=("2026-04-08", "2026-04-22")),
            request("Y10", "2026-01-05", sent=("2026-04-08", "2026-04-23")),
            plan("Y11", "2025-06-02"),
            review("Y11-1", "Y11", "2026-03-15", invitation_date="2026-03-02"),
            review("Y11-2", "Y11", "2026-03-16", invitation_date="2026-03-02"),
        ),
        [
            ran(
                "draft_reps_15d",
                "Y09",
                "2026-04-08",
                "2026-04-23",
                "late",
                stopped="2026-04-22",
                short=1,
            ),
            ran(
                "draft_reps_15d",
                "Y10",
                "2026-04-08",
                "2026-04-23",
                "met",
                stopped="2026-04-23",
                short=0,
            ),
            ran(
                "ar_notice_2w",
                "Y11-1",
                "2026-03-02",
                "2026-03-16",
                "late",
                stopped="2026-03-15",
                short=1,
            ),
            ran(
                "ar_notice_2w",
                "Y11-2",
                "2026-03-02",
                "2026-03-16",
                "met",
                stopped="2026-03-16",
                short=0,
            ),
        ],
    ),
    *both(
        DAY_ONE,
        "months_and_calendar_dates_stay",
        "Limits in months and calendar dates are the same under both readings.",
        of(
            plan("Y12", "2025-07-01", move=("primary_secondary", "2026-09-01", "2026-02-14")),
            plan("Y13", "2024-01-15", transferred_in_date="2026-03-31"),
            plan("Y14", "2022-03-01", move=("post16_post16", "2026-09-07", "2026-04-07")),
            appeal("Y15", decision_date="2026-01-12", registered_date="2026-03-12"),
        ),
        [
            ran("ar_review_12m", "Y12", "2025-07-01", "2026-06-30", "open_in_time"),
            ran(
                "phase_transfer_feb15",
                "Y12",
                "2025-09-01",
                "2026-02-14",
                "met",
                stopped="2026-02-14",
            ),
            ran("transfer_review", "Y13", "2026-03-31", "2026-06-30", "open_in_time"),
            ran(
                "post16_transfer_5m", "Y14", "2025-09-07", "2026-04-07", "met", stopped="2026-04-07"
            ),
            ran("appeal_window", "Y15", "2026-01-12", "2026-03-12", "met", stopped="2026-03-12"),
        ],
    ),
    *both(
        DAY_ONE,
        "weeks_after_a_meeting",
        "The 2, 4, 8 and 12 weeks of a review end a day earlier as well.",
        of(
            plan("Y16", "2025-06-02"),
            review(
                "Y16-1",
                "Y16",
                "2026-03-02",
                report_date="2026-03-16",
                decided=("amend", "2026-03-30"),
                amendment_notice_date="2026-03-30",
                final_plan_date="2026-05-25",
            ),
        ),
        [
            ran(clock, "Y16-1", start, stop, "met", stopped=stop)
            for clock, start, stop in [
                ("ar_report_2w", "2026-03-02", "2026-03-16"),
                ("ar_decision_4w", "2026-03-02", "2026-03-30"),
                ("ar_amend_notice_4w", "2026-03-02", "2026-03-30"),
                ("ar_final_8w", "2026-03-30", "2026-05-25"),
                ("ar_final_12w", "2026-03-02", "2026-05-25"),
            ]
        ],
        [
            ran(clock, "Y16-1", start, due, "late", stopped=stop)
            for clock, start, due, stop in [
                ("ar_report_2w", "2026-03-02", "2026-03-15", "2026-03-16"),
                ("ar_decision_4w", "2026-03-02", "2026-03-29", "2026-03-30"),
                ("ar_amend_notice_4w", "2026-03-02", "2026-03-29", "2026-03-30"),
                ("ar_final_8w", "2026-03-30", "2026-05-24", "2026-05-25"),
                ("ar_final_12w", "2026-03-02", "2026-05-24", "2026-05-25"),
            ]
        ],
    ),
    *both(
        DAY_ONE,
        "weeks_of_advice_and_of_a_wait",
        "The 6 weeks of advice and the weeks of a local standard end a day earlier as well.",
        of(
            request("Y17", "2026-01-05"),
            advice("Y17-A", "Y17", "2026-02-16", received_date="2026-03-30"),
            referral("Y18", "camhs", "2026-01-05", first_contact_date="2026-05-11"),
        ),
        [
            ran(
                "advice_return_6w", "Y17-A", "2026-02-16", "2026-03-30", "met", stopped="2026-03-30"
            ),
            ran("health_camhs", "Y18", "2026-01-05", "2026-05-11", "met", stopped="2026-05-11"),
        ],
        [
            ran(
                "advice_return_6w",
                "Y17-A",
                "2026-02-16",
                "2026-03-29",
                "late",
                stopped="2026-03-30",
            ),
            ran("health_camhs", "Y18", "2026-01-05", "2026-05-10", "late", stopped="2026-05-11"),
        ],
    ),
    *both(
        DAY_ONE,
        "weeks_after_an_order",
        "The weeks of a remedy end a day earlier as well; a day that the order sets stays.",
        of(
            appeal(
                "Y19",
                ruled=("upheld", "2026-03-02", "make_plan"),
                draft_plan_date="2026-04-06",
                complied_date="2026-05-18",
            ),
            appeal(
                "Y20",
                ruled=("upheld", "2026-03-02", "amend_contents"),
                remedy_due_date="2026-05-06",
                complied_date="2026-05-06",
            ),
        ),
        [
            ran(
                "order_make_draft_5w",
                "Y19",
                "2026-03-02",
                "2026-04-06",
                "met",
                stopped="2026-04-06",
            ),
            ran(
                "order_make_final_11w",
                "Y19",
                "2026-03-02",
                "2026-05-18",
                "met",
                stopped="2026-05-18",
            ),
            ran("order_amend_5w", "Y20", "2026-03-02", "2026-05-06", "met", stopped="2026-05-06"),
        ],
        [
            ran(
                "order_make_draft_5w",
                "Y19",
                "2026-03-02",
                "2026-04-05",
                "late",
                stopped="2026-04-06",
            ),
            ran(
                "order_make_final_11w",
                "Y19",
                "2026-03-02",
                "2026-05-17",
                "late",
                stopped="2026-05-18",
            ),
            ran("order_amend_5w", "Y20", "2026-03-02", "2026-05-06", "met", stopped="2026-05-06"),
        ],
    ),
    *both(
        DAY_ONE,
        "grounds_look_at_the_last_day_as_read",
        "Whether the virus or a period covers the last day depends on which day that is.",
        of(
            request(
                "Y21",
                "2019-12-13",
                told=("Y", "2019-12-13"),
                final_plan_date="2020-12-01",
                ground=(VIRUS,),
            ),
            request(
                "Y22",
                "2026-01-05",
                told=("Y", "2026-02-23"),
                ground=("exceptional_personal_circumstances", "2026-02-16", "2026-03-02"),
            ),
        ),
        [
            ran(
                FINAL,
                "Y21",
                "2019-12-13",
                "2020-05-01",
                "exception",
                stopped="2020-12-01",
                ground=VIRUS,
            ),
            ran(
                ASSESS,
                "Y22",
                "2026-01-05",
                "2026-02-16",
                "exception",
                stopped="2026-02-23",
                ground="exceptional_personal_circumstances",
            ),
        ],
        [
            ran(FINAL, "Y21", "2019-12-13", "2020-04-30", "late", stopped="2020-12-01"),
            ran(ASSESS, "Y22", "2026-01-05", "2026-02-15", "late", stopped="2026-02-23"),
        ],
    ),
]
