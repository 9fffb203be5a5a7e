"""The clocks of a re-assessment: the days to decide, and the weeks to the plan."""

from tests.settled.case import Case, appeal, none, of, ran, request

ASSESS, REFUSE, FINAL = "assess_decision_6w", "not_to_issue_16w", "final_plan_20w"
AGAIN, AGAIN_FINAL = "reassess_decision_15d", "reassess_final_14w"

CASES = [
    Case(
        "a_reassessment_has_its_own_clocks",
        "A re-assessment has none of the clocks of a first request.",
        of(request("A01", "2026-01-05", reassessment="Y", told=("Y", "2026-01-19"))),
        [
            none(ASSESS, "A01"),
            none(FINAL, "A01"),
            none(REFUSE, "A01"),
            ran(AGAIN, "A01", "2026-01-05", "2026-01-20", "met", stopped="2026-01-19"),
            ran(AGAIN_FINAL, "A01", "2026-01-19", "2026-04-27", "open_overdue"),
        ],
    ),
    Case(
        "reassessment_decided_on_the_last_day",
        "The decision to re-assess is in time on the fifteenth day after receipt.",
        of(request("A02", "2026-05-01", reassessment="Y", told=("Y", "2026-05-16"))),
        [ran(AGAIN, "A02", "2026-05-01", "2026-05-16", "met", stopped="2026-05-16")],
    ),
    Case(
        "reassessment_refused_a_day_late",
        "A refusal to re-assess stops the 15 days, and no final plan is due after it.",
        of(request("A03", "2026-05-01", reassessment="Y", told=("N", "2026-05-17"))),
        [
            ran(AGAIN, "A03", "2026-05-01", "2026-05-16", "late", stopped="2026-05-17"),
            none(AGAIN_FINAL, "A03"),
        ],
    ),
    Case(
        "reassessment_open",
        "An undecided re-assessment is open, and its 14 weeks have not begun.",
        of(request("A04", "2026-06-15", reassessment="Y")),
        [
            ran(AGAIN, "A04", "2026-06-15", "2026-06-30", "open_in_time"),
            none(AGAIN_FINAL, "A04"),
        ],
    ),
    Case(
        "reassessment_withdrawn",
        "A re-assessment that was withdrawn ends its decision's clock.",
        of(
            request(
                "A05",
                "2026-05-01",
                reassessment="Y",
                request_outcome="W",
                ended_date="2026-05-11",
            )
        ),
        [ran(AGAIN, "A05", "2026-05-01", "2026-05-16", "ended", ended="2026-05-11")],
    ),
    Case(
        "reassessment_left",
        "A re-assessment of a family that left ends, and has no 14 weeks after that.",
        of(
            request(
                "A06",
                "2026-01-05",
                reassessment="Y",
                told=("Y", "2026-02-20"),
                left=("moved_out", "2026-02-10"),
            )
        ),
        [
            ran(AGAIN, "A06", "2026-01-05", "2026-01-20", "ended", ended="2026-02-10"),
            none(AGAIN_FINAL, "A06"),
        ],
    ),
    Case(
        "reassessed_plan_on_the_last_day",
        "The 14 weeks run from the day the family was told, to the final plan.",
        of(
            request(
                "A07",
                "2026-02-16",
                reassessment="Y",
                told=("Y", "2026-03-02"),
                issue=("Y", "2026-06-01"),
                final_plan_date="2026-06-08",
            )
        ),
        [ran(AGAIN_FINAL, "A07", "2026-03-02", "2026-06-08", "met", stopped="2026-06-08")],
    ),
    Case(
        "reassessed_plan_a_day_late",
        "A re-assessed plan on the day after the 14 weeks is late.",
        of(
            request(
                "A08",
                "2026-02-16",
                reassessment="Y",
                told=("Y", "2026-03-02"),
                final_plan_date="2026-06-09",
            )
        ),
        [ran(AGAIN_FINAL, "A08", "2026-03-02", "2026-06-08", "late", stopped="2026-06-09")],
    ),
    Case(
        "reassessed_and_no_plan_issued",
        "A refusal to issue ends the 14 weeks; the 16 weeks of a first request do not apply.",
        of(
            request(
                "A09",
                "2026-02-16",
                reassessment="Y",
                told=("Y", "2026-03-02"),
                issue=("N", "2026-05-04"),
            )
        ),
        [
            ran(AGAIN_FINAL, "A09", "2026-03-02", "2026-06-08", "ended", ended="2026-05-04"),
            none(REFUSE, "A09"),
        ],
    ),
    Case(
        "reassessment_withdrawn_or_left_during_the_assessment",
        "A withdrawal or a move during the re-assessment ends the 14 weeks.",
        of(
            request(
                "A10",
                "2026-02-16",
                reassessment="Y",
                told=("Y", "2026-03-02"),
                assessment_outcome="W",
                ended_date="2026-04-13",
            ),
            request(
                "A11",
                "2026-02-16",
                reassessment="Y",
                told=("Y", "2026-03-02"),
                left=("deceased", "2026-06-15"),
            ),
        ),
        [
            ran(AGAIN_FINAL, "A10", "2026-03-02", "2026-06-08", "ended", ended="2026-04-13"),
            ran(AGAIN_FINAL, "A11", "2026-03-02", "2026-06-08", "ended", ended="2026-06-15"),
        ],
    ),
    Case(
        "a_reassessment_is_not_superseded",
        "An order supersedes the 20 weeks of a request, and not the 14 of a re-assessment.",
        of(
            request("A12", "2026-02-16", reassessment="Y", told=("Y", "2026-03-02")),
            appeal("A12-T", request_id="A12", ruled=("upheld", "2026-05-04", "make_plan")),
        ),
        [ran(AGAIN_FINAL, "A12", "2026-03-02", "2026-06-08", "open_overdue")],
    ),
    Case(
        "reassessment_decided_after_the_report",
        "A decision to re-assess dated after the report leaves the first clock open, alone.",
        of(request("A13", "2026-06-22", reassessment="Y", told=("Y", "2026-07-03"))),
        [
            ran(AGAIN, "A13", "2026-06-22", "2026-07-07", "open_in_time"),
            none(AGAIN_FINAL, "A13"),
        ],
    ),
]
