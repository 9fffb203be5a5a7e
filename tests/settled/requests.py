"""The clocks of a request: which run, what stops and what ends them."""

from tests.settled.case import Case, Landed, appeal, none, of, ran, request

PERSONAL = "exceptional_personal_circumstances"
ASSESS, REFUSE, FINAL = "assess_decision_6w", "not_to_issue_16w", "final_plan_20w"
DRAFT = "draft_reps_15d"

ASSESSMENT = [
    Case(
        "a_refusal_to_assess_stops_the_decision",
        "A refusal to assess is a decision: it stops the 6 weeks and ends the 20.",
        of(request("Q01", "2026-01-05", told=("N", "2026-02-16"))),
        [
            ran(ASSESS, "Q01", "2026-01-05", "2026-02-16", "met", stopped="2026-02-16"),
            ran(FINAL, "Q01", "2026-01-05", "2026-05-25", "ended", ended="2026-02-16"),
        ],
    ),
    Case(
        "a_decision_that_is_awaited",
        "A decision that is still awaited stops nothing, and a date beside it is no decision.",
        of(request("Q02", "2026-01-05", told=("A", "2026-02-10"))),
        [ran(ASSESS, "Q02", "2026-01-05", "2026-02-16", "open_overdue")],
    ),
    Case(
        "a_decision_of_an_unknown_code",
        "A decision whose code nobody knows stops its own clock and says nothing of what follows.",
        of(
            request("Q18", "2026-01-05", told=("perhaps", "2026-02-17")),
            request("Q19", "2026-01-05", told=("Y", "2026-02-10"), issue=("no", "2026-04-20")),
        ),
        [
            ran(ASSESS, "Q18", "2026-01-05", "2026-02-16", "late", stopped="2026-02-17"),
            ran(FINAL, "Q18", "2026-01-05", "2026-05-25", "open_overdue"),
            ran(FINAL, "Q19", "2026-01-05", "2026-05-25", "open_overdue"),
            none(REFUSE, "Q19"),
        ],
    ),
    Case(
        "became_responsible",
        "The clocks run from the day the authority became responsible as from a request.",
        of(
            request("Q03", "2026-01-05", start_basis="became_responsible", told=("Y", "2026-02-16"))
        ),
        [
            ran(ASSESS, "Q03", "2026-01-05", "2026-02-16", "met", stopped="2026-02-16"),
            ran(FINAL, "Q03", "2026-01-05", "2026-05-25", "open_overdue"),
        ],
    ),
    Case(
        "withdrawn_before_the_decision",
        "A request that was withdrawn before the decision ends both clocks.",
        of(request("Q04", "2026-01-05", request_outcome="W", ended_date="2026-02-20")),
        [
            ran(ASSESS, "Q04", "2026-01-05", "2026-02-16", "ended", ended="2026-02-20"),
            ran(FINAL, "Q04", "2026-01-05", "2026-05-25", "ended", ended="2026-02-20"),
        ],
    ),
    Case(
        "withdrawn_after_the_decision",
        "A request that was withdrawn during the assessment ends the 20 weeks only.",
        of(
            request(
                "Q05",
                "2026-01-05",
                told=("Y", "2026-02-10"),
                assessment_outcome="W",
                ended_date="2026-03-20",
            )
        ),
        [
            ran(ASSESS, "Q05", "2026-01-05", "2026-02-16", "met", stopped="2026-02-10"),
            ran(FINAL, "Q05", "2026-01-05", "2026-05-25", "ended", ended="2026-03-20"),
        ],
    ),
    Case(
        "decided_to_issue_and_no_plan_yet",
        "A decision to issue stops nothing before the plan is sent.",
        of(request("Q06", "2026-02-10", told=("Y", "2026-03-24"), assessment_outcome="Y")),
        [
            ran(FINAL, "Q06", "2026-02-10", "2026-06-30", "open_in_time"),
            none(REFUSE, "Q06"),
        ],
    ),
    Case(
        "a_final_plan_a_day_late",
        "The 20 weeks end 140 days after receipt.",
        of(
            request(
                "Q07",
                "2026-01-05",
                told=("Y", "2026-02-10"),
                issue=("Y", "2026-04-20"),
                final_plan_date="2026-05-26",
            )
        ),
        [
            ran(FINAL, "Q07", "2026-01-05", "2026-05-25", "late", stopped="2026-05-26")
            | {"days_taken": 141, "days_overdue": 1}
        ],
    ),
    Case(
        "the_earliest_end_counts",
        "Of an end by leaving and a later refusal, the earlier ends the 20 weeks.",
        of(
            request(
                "Q08",
                "2026-01-05",
                told=("Y", "2026-02-10"),
                issue=("N", "2026-04-20"),
                left=("moved_out", "2026-04-01"),
            )
        ),
        [
            ran(FINAL, "Q08", "2026-01-05", "2026-05-25", "ended", ended="2026-04-01"),
            # A refusal to issue is judged by itself: nothing ends its clock.
            ran(REFUSE, "Q08", "2026-01-05", "2026-04-27", "met", stopped="2026-04-20"),
        ],
    ),
    Case(
        "refused_to_issue_on_the_last_day",
        "A refusal to issue within 16 weeks is met, and ends the 20 weeks.",
        of(request("Q09", "2026-01-05", told=("Y", "2026-02-10"), issue=("N", "2026-04-27"))),
        [
            ran(REFUSE, "Q09", "2026-01-05", "2026-04-27", "met", stopped="2026-04-27"),
            ran(FINAL, "Q09", "2026-01-05", "2026-05-25", "ended", ended="2026-04-27"),
        ],
    ),
    Case(
        "refused_to_issue_a_day_late",
        "A refusal to issue on the day after the 16 weeks is late.",
        of(request("Q10", "2026-01-05", told=("Y", "2026-02-10"), issue=("N", "2026-04-28"))),
        [ran(REFUSE, "Q10", "2026-01-05", "2026-04-27", "late", stopped="2026-04-28")],
    ),
    Case(
        "no_sixteen_weeks_without_a_refusal",
        "The 16 weeks to refuse have no row for a request without a refusal to issue.",
        of(
            request(
                "Q11",
                "2026-01-05",
                told=("Y", "2026-02-10"),
                issue=("Y", "2026-05-11"),
                final_plan_date="2026-05-18",
            ),
            request("Q12", "2026-01-05", told=("Y", "2026-02-10")),
        ),
        [none(REFUSE, "Q11"), none(REFUSE, "Q12")],
    ),
    Case(
        "refused_to_issue_after_the_report",
        "A refusal dated after the day of the report has no row and ends nothing yet.",
        of(request("Q13", "2026-03-02", told=("Y", "2026-04-13"), issue=("N", "2026-07-06"))),
        [
            none(REFUSE, "Q13"),
            ran(FINAL, "Q13", "2026-03-02", "2026-07-20", "open_in_time"),
        ],
    ),
]

# Refused to assess, then an order to assess on 12 January 2026.
REFUSED = {"told": ("N", "2025-10-06")}
ORDER = ("upheld", "2026-01-12", "assess")


def _after_order(case_id: str, refused: str) -> list[Landed]:
    return [
        request(case_id, "2025-09-01", **REFUSED, issue=("N", refused)),
        appeal(f"{case_id}-T", request_id=case_id, ruled=ORDER),
    ]


REFUSED_AFTER_ORDER = [
    Case(
        "refused_after_an_order",
        "A refusal to issue after an order belongs to the order's clock: no 16 weeks.",
        of(
            request("Q14", "2025-09-01", **REFUSED, issue=("N", "2026-03-16")),
            appeal(
                "Q14-T",
                request_id="Q14",
                ruled=ORDER,
                assessment_notified_date="2026-01-19",
                remedy_outcome="N",
                complied_date="2026-03-16",
            ),
        ),
        [
            none(REFUSE, "Q14"),
            ran(
                "order_assess_notissue_10w",
                "Q14-T",
                "2026-01-12",
                "2026-03-23",
                "met",
                stopped="2026-03-16",
            ),
        ],
    ),
    Case(
        "refused_on_the_day_of_the_order",
        "A refusal to issue on the day of the order has no 16 weeks either.",
        of(*_after_order("Q15", "2026-01-12")),
        [none(REFUSE, "Q15")],
    ),
    Case(
        "refused_the_day_before_the_order",
        "A refusal to issue before the order keeps its 16 weeks.",
        of(*_after_order("Q16", "2026-01-11")),
        [ran(REFUSE, "Q16", "2025-09-01", "2025-12-22", "late", stopped="2026-01-11")],
    ),
    *(
        Case(
            f"refused_after_{outcome}_by_{route}",
            f"A refusal after the outcome {outcome} has no 16 weeks.",
            of(
                request(f"Q-{outcome}", "2025-09-01", **REFUSED, issue=("N", "2026-03-16")),
                appeal(
                    f"Q-{outcome}-T",
                    route,
                    request_id=f"Q-{outcome}",
                    ruled=(outcome, "2026-01-12", "assess"),
                ),
            ),
            [none(REFUSE, f"Q-{outcome}")],
        )
        for outcome, route in [("conceded", "unopposed"), ("agreed", "mediation")]
    ),
    Case(
        "refused_after_a_dismissed_appeal",
        "An appeal that was dismissed put nothing in the request's place: the 16 weeks are judged.",
        of(
            request("Q17", "2025-09-01", told=("Y", "2025-10-06"), issue=("N", "2026-03-16")),
            appeal("Q17-T", request_id="Q17", ruled=("dismissed", "2026-01-12")),
        ),
        [ran(REFUSE, "Q17", "2025-09-01", "2025-12-22", "late", stopped="2026-03-16")],
    ),
]

DRAFTS = [
    Case(
        "fifteen_days_to_answer_are_enough",
        "A final plan exactly 15 days after the draft is in time.",
        of(request("D01", "2026-01-05", sent=("2026-04-08", "2026-04-23"))),
        [ran(DRAFT, "D01", "2026-04-08", "2026-04-23", "met", stopped="2026-04-23", short=0)],
    ),
    Case(
        "fourteen_days_to_answer_are_too_few",
        "A final plan 14 days after the draft is a day too early.",
        of(request("D02", "2026-01-05", sent=("2026-04-08", "2026-04-22"))),
        [ran(DRAFT, "D02", "2026-04-08", "2026-04-23", "late", stopped="2026-04-22", short=1)],
    ),
    Case(
        "draft_and_final_on_one_day",
        "A draft and a final plan of one day leave the family 15 days short.",
        of(request("D03", "2026-01-05", sent=("2026-04-08", "2026-04-08"))),
        [ran(DRAFT, "D03", "2026-04-08", "2026-04-23", "late", stopped="2026-04-08", short=15)],
    ),
    Case(
        "long_after_the_draft",
        "A minimum period has no day past its limit, however late the final plan comes.",
        of(request("D04", "2026-01-05", sent=("2026-03-02", "2026-06-29"))),
        [ran(DRAFT, "D04", "2026-03-02", "2026-03-17", "met", stopped="2026-06-29", short=0)],
    ),
    Case(
        "a_minimum_period_admits_no_ground",
        "A ground of the request does not excuse a final plan that came too early.",
        of(request("D05", "2026-01-05", sent=("2026-04-08", "2026-04-22"), ground=(PERSONAL,))),
        [ran(DRAFT, "D05", "2026-04-08", "2026-04-23", "late", stopped="2026-04-22", short=1)],
    ),
    Case(
        "a_minimum_period_of_a_case_that_had_left",
        "The family's days to answer have their row though the request had ended before the draft.",
        of(
            request(
                "D06",
                "2026-01-05",
                sent=("2026-04-08", "2026-04-23"),
                left=("moved_out", "2026-04-01"),
            )
        ),
        [
            ran(DRAFT, "D06", "2026-04-08", "2026-04-23", "met", stopped="2026-04-23", short=0),
            ran(FINAL, "D06", "2026-01-05", "2026-05-25", "ended", ended="2026-04-01"),
        ],
    ),
    Case(
        "a_minimum_period_never_ends",
        "An end between the draft and the final plan leaves the minimum period as it was.",
        of(
            request(
                "D07",
                "2026-01-05",
                sent=("2026-04-08", "2026-04-20"),
                left=("moved_out", "2026-04-10"),
            )
        ),
        [ran(DRAFT, "D07", "2026-04-08", "2026-04-23", "late", stopped="2026-04-20", short=3)],
    ),
    Case(
        "no_minimum_period_before_both_days",
        "A draft without a final plan, or with one dated after the report, has no row.",
        of(
            request("D08", "2026-01-05", draft_plan_date="2026-04-08"),
            request("D09", "2026-03-02", sent=("2026-06-08", "2026-07-06")),
            request("D10", "2026-01-05", final_plan_date="2026-04-23"),
        ),
        [none(DRAFT, "D08"), none(DRAFT, "D09"), none(DRAFT, "D10")],
    ),
    Case(
        "a_draft_within_a_reassessment",
        "The family's days to answer count in a re-assessment, too.",
        of(
            request(
                "D11",
                "2026-01-05",
                reassessment="Y",
                told=("Y", "2026-01-19"),
                sent=("2026-04-08", "2026-04-22"),
            )
        ),
        [ran(DRAFT, "D11", "2026-04-08", "2026-04-23", "late", stopped="2026-04-22", short=1)],
    ),
]

CASES = [*ASSESSMENT, *REFUSED_AFTER_ORDER, *DRAFTS]
