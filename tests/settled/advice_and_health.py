"""The clocks of advice, with the end of their request, and the health pathways' local standards."""

from tests.settled.case import Case, Landed, advice, appeal, none, of, ran, referral, request

ADVICE = "advice_return_6w"

RETURNED = [
    Case(
        "advice_on_the_last_day",
        "Advice is in time 42 days after the contributor was asked.",
        of(
            request("V01", "2026-01-05"),
            advice("V01-A", "V01", "2026-02-16", received_date="2026-03-30"),
            advice("V01-B", "V01", "2026-02-16", received_date="2026-03-31"),
        ),
        [
            ran(ADVICE, "V01-A", "2026-02-16", "2026-03-30", "met", stopped="2026-03-30"),
            ran(ADVICE, "V01-B", "2026-02-16", "2026-03-30", "late", stopped="2026-03-31"),
        ],
    ),
    Case(
        "advice_open",
        "Every contributor's advice has a clock of its own, open until it comes.",
        of(
            request("V02", "2026-03-02"),
            advice("V02-A", "V02", "2026-05-19"),
            advice("V02-B", "V02", "2026-05-18", contributor="educational_psychology"),
        ),
        [
            ran(ADVICE, "V02-A", "2026-05-19", "2026-06-30", "open_in_time"),
            ran(ADVICE, "V02-B", "2026-05-18", "2026-06-29", "open_overdue"),
        ],
    ),
    Case(
        "advice_after_the_report",
        "Advice asked after the day of the report has no row; advice to come is open.",
        of(
            request("V03", "2026-05-04"),
            advice("V03-A", "V03", "2026-07-06"),
            advice("V03-B", "V03", "2026-06-01", received_date="2026-07-06"),
        ),
        [
            none(ADVICE, "V03-A"),
            ran(ADVICE, "V03-B", "2026-06-01", "2026-07-13", "open_in_time"),
        ],
    ),
    Case(
        "advice_ends_with_its_request",
        "Open advice ends when its request is withdrawn, leaves, or is refused an assessment.",
        of(
            request("V04", "2026-01-05", request_outcome="W", ended_date="2026-02-20"),
            advice("V04-A", "V04", "2026-01-19"),
            request("V05", "2026-01-05", told=("Y", "2026-02-10"), left=("other", "2026-04-20")),
            advice("V05-A", "V05", "2026-02-16"),
            request("V06", "2026-01-05", told=("N", "2026-02-16")),
            advice("V06-A", "V06", "2026-01-19"),
        ),
        [
            ran(ADVICE, "V04-A", "2026-01-19", "2026-03-02", "ended", ended="2026-02-20"),
            ran(ADVICE, "V05-A", "2026-02-16", "2026-03-30", "ended", ended="2026-04-20"),
            ran(ADVICE, "V06-A", "2026-01-19", "2026-03-02", "ended", ended="2026-02-16"),
        ],
    ),
    Case(
        "advice_outlives_a_refusal_to_issue",
        "A refusal to issue a plan does not end advice that is still out.",
        of(
            request("V07", "2026-01-05", told=("Y", "2026-02-10"), issue=("N", "2026-04-20")),
            advice("V07-A", "V07", "2026-02-16"),
        ),
        [ran(ADVICE, "V07-A", "2026-02-16", "2026-03-30", "open_overdue")],
    ),
    Case(
        "advice_outlives_the_plan_and_an_order",
        "Neither a final plan nor an order ends advice that is still out.",
        of(
            request("V08", "2026-01-05", told=("Y", "2026-02-10"), final_plan_date="2026-05-18"),
            advice("V08-A", "V08", "2026-02-16"),
            request("V09", "2025-09-01", told=("Y", "2025-10-06")),
            appeal("V09-T", request_id="V09", ruled=("upheld", "2026-03-02", "make_plan")),
            advice("V09-A", "V09", "2025-10-13"),
        ),
        [
            ran(ADVICE, "V08-A", "2026-02-16", "2026-03-30", "open_overdue"),
            ran(ADVICE, "V09-A", "2025-10-13", "2025-11-24", "open_overdue"),
        ],
    ),
    Case(
        "advice_on_the_day_of_the_end",
        "Advice that came on the day its request ended was returned; a day later it was not.",
        of(
            request("V10", "2026-01-05", left=("moved_out", "2026-02-20")),
            advice("V10-A", "V10", "2026-01-19", received_date="2026-02-20"),
            advice("V10-B", "V10", "2026-01-19", received_date="2026-02-21"),
        ),
        [
            ran(ADVICE, "V10-A", "2026-01-19", "2026-03-02", "met", stopped="2026-02-20"),
            ran(ADVICE, "V10-B", "2026-01-19", "2026-03-02", "ended", ended="2026-02-20"),
        ],
    ),
    Case(
        "advice_asked_after_the_request_ended",
        "Advice asked after its request had ended has no row; asked on that day, it ended at once.",
        of(
            request("V11", "2026-01-05", told=("N", "2026-02-16")),
            advice("V11-A", "V11", "2026-02-17"),
            advice("V11-B", "V11", "2026-02-16"),
        ),
        [
            none(ADVICE, "V11-A"),
            ran(ADVICE, "V11-B", "2026-02-16", "2026-03-30", "ended", ended="2026-02-16"),
        ],
    ),
]

# Refused an assessment on 6 October 2025; an order to assess on 12 January 2026.
REFUSED = {"told": ("N", "2025-10-06")}


def _ordered(case_id: str, on: str, outcome: str = "upheld", route: str = "appeal") -> Landed:
    return appeal(f"{case_id}-T", route, request_id=case_id, ruled=(outcome, on, "assess"))


AFTER_AN_ORDER = [
    Case(
        "advice_asked_after_the_order",
        "A refusal that an order put aside ends no advice asked on or after the day of the order.",
        of(
            request("V12", "2025-09-01", **REFUSED),
            _ordered("V12", "2026-01-12"),
            advice("V12-A", "V12", "2026-01-12"),
            advice("V12-B", "V12", "2026-01-19", received_date="2026-03-02"),
        ),
        [
            ran(ADVICE, "V12-A", "2026-01-12", "2026-02-23", "open_overdue"),
            ran(ADVICE, "V12-B", "2026-01-19", "2026-03-02", "met", stopped="2026-03-02"),
        ],
    ),
    Case(
        "advice_asked_before_the_order",
        "Advice asked between the refusal and the order has no row; before both, it ended.",
        of(
            request("V13", "2025-09-01", **REFUSED),
            _ordered("V13", "2026-01-12"),
            advice("V13-A", "V13", "2026-01-11"),
            advice("V13-B", "V13", "2025-09-15"),
        ),
        [
            none(ADVICE, "V13-A"),
            ran(ADVICE, "V13-B", "2025-09-15", "2025-10-27", "ended", ended="2025-10-06"),
        ],
    ),
    Case(
        "an_order_on_the_day_of_the_refusal",
        "An order of the day of the refusal puts it aside; so do a concession and an agreement.",
        of(
            request("V14", "2025-09-01", **REFUSED),
            _ordered("V14", "2025-10-06"),
            advice("V14-A", "V14", "2025-10-13"),
            request("V15", "2025-09-01", **REFUSED),
            _ordered("V15", "2026-01-12", "conceded", "unopposed"),
            advice("V15-A", "V15", "2026-02-02"),
            request("V16", "2025-09-01", **REFUSED),
            _ordered("V16", "2026-01-12", "agreed", "mediation"),
            advice("V16-A", "V16", "2026-02-02"),
        ),
        [
            ran(ADVICE, "V14-A", "2025-10-13", "2025-11-24", "open_overdue"),
            ran(ADVICE, "V15-A", "2026-02-02", "2026-03-16", "open_overdue"),
            ran(ADVICE, "V16-A", "2026-02-02", "2026-03-16", "open_overdue"),
        ],
    ),
    Case(
        "an_order_before_the_refusal",
        "An order from before the refusal does not put it aside.",
        of(
            request("V17", "2025-09-01", **REFUSED),
            _ordered("V17", "2025-10-05"),
            advice("V17-A", "V17", "2025-11-03"),
        ),
        [none(ADVICE, "V17-A")],
    ),
    Case(
        "a_dismissed_appeal_puts_nothing_aside",
        "An appeal that was dismissed leaves the refusal to end the request.",
        of(
            request("V18", "2025-09-01", **REFUSED),
            _ordered("V18", "2026-01-12", "dismissed"),
            advice("V18-A", "V18", "2026-02-02"),
        ),
        [none(ADVICE, "V18-A")],
    ),
    Case(
        "leaving_after_the_order_ends_advice",
        "A family that left after the order ends the advice, refusal or not.",
        of(
            request("V19", "2025-09-01", **REFUSED, left=("moved_out", "2026-02-09")),
            _ordered("V19", "2026-01-12"),
            advice("V19-A", "V19", "2026-01-19"),
        ),
        [ran(ADVICE, "V19-A", "2026-01-19", "2026-03-02", "ended", ended="2026-02-09")],
    ),
]

# 18 weeks from 5 January 2026 end on 11 May.
WAITED = ("2026-01-05", "2026-05-11")
FIRST_CONTACT = ["speech_and_language", "community_paediatrics", "physiotherapy", "camhs"]

HEALTH = [
    *(
        Case(
            f"first_contact_{pathway}",
            f"On the pathway {pathway} the first contact stops the wait, in time on the last day.",
            of(
                referral(f"N-{pathway}", pathway, WAITED[0], first_contact_date=WAITED[1]),
                referral(f"L-{pathway}", pathway, WAITED[0], first_contact_date="2026-05-12"),
                referral(f"O-{pathway}", pathway, WAITED[0], completed_date="2026-03-02"),
            ),
            [
                ran(f"health_{pathway}", f"N-{pathway}", *WAITED, "met", stopped="2026-05-11"),
                ran(f"health_{pathway}", f"L-{pathway}", *WAITED, "late", stopped="2026-05-12"),
                ran(f"health_{pathway}", f"O-{pathway}", *WAITED, "open_overdue"),
            ],
        )
        for pathway in FIRST_CONTACT
    ),
    Case(
        "a_neurodivergent_wait_ends_with_the_assessment",
        "On the neurodivergent pathway a first contact stops nothing; the assessment's end does.",
        of(
            referral("N01", "neurodivergent", WAITED[0], first_contact_date="2026-02-02"),
            referral("N02", "neurodivergent", WAITED[0], completed_date="2026-05-11"),
        ),
        [
            ran("health_neurodivergent", "N01", *WAITED, "open_overdue"),
            ran("health_neurodivergent", "N02", *WAITED, "met", stopped="2026-05-11"),
        ],
    ),
    Case(
        "a_referral_that_ended",
        "A referral that ended, declined or not, ends its clock on that day.",
        of(
            referral("N03", "camhs", WAITED[0], ended_date="2026-03-02"),
            referral("N04", "camhs", WAITED[0], accepted="N", ended_date="2026-02-02"),
        ),
        [
            ran("health_camhs", "N03", *WAITED, "ended", ended="2026-03-02"),
            ran("health_camhs", "N04", *WAITED, "ended", ended="2026-02-02"),
        ],
    ),
    Case(
        "a_declined_referral_without_a_date",
        "A referral that was declined, nobody wrote when, ended on the last day its row tells of.",
        of(referral("N05", "physiotherapy", WAITED[0], accepted="N")),
        [
            ran("health_physiotherapy", "N05", *WAITED, "ended", ended="2026-01-05")
            | {"days_taken": 0, "days_overdue": 0}
        ],
    ),
    Case(
        "a_referral_of_the_last_weeks",
        "A referral within 18 weeks of the report is open in time.",
        of(referral("N06", "camhs", "2026-02-24", accepted="Y")),
        [ran("health_camhs", "N06", "2026-02-24", "2026-06-30", "open_in_time")],
    ),
    Case(
        "a_pathway_without_a_standard",
        "A referral on a pathway that is none of the five is kept and has no clock.",
        of(referral("N07", "dietetics", WAITED[0])),
        [none("*", "N07")],
    ),
]

CASES = [*RETURNED, *AFTER_AN_ORDER, *HEALTH]
