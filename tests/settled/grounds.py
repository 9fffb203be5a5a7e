"""Grounds for an exception: whose they are, which clocks admit them, and the year of the virus."""

from tests.settled.case import Case, Landed, Row, advice, appeal, of, ran, request
from tests.settled.late import (
    ADVICE,
    AMEND,
    AWAY2,
    AWAY4,
    EARLY,
    FINAL,
    MISSED,
    PERSONAL,
    SCHOOL,
    VIRUS,
    advice_row,
    amendment_row,
    late_advice,
    late_amendment,
    late_plan,
    plan_row,
)

ASSESS, REFUSE = "assess_decision_6w", "not_to_issue_16w"
AGAIN, AGAIN_FINAL = "reassess_decision_15d", "reassess_final_14w"

WHOSE = [
    Case(
        "not_a_ground_at_all",
        "A shortage of staff is no ground: the row is scored as if nothing were recorded.",
        of(
            late_plan("K56", ("staff shortage",)),
            late_amendment("K57", ("staff shortage",)),
            *late_advice("K58", ("EP shortage",)),
        ),
        [plan_row("K56", None), amendment_row("K57", None), advice_row("K58", None)],
    ),
    Case(
        "a_missed_appointment_is_for_advice_only",
        "A missed appointment excuses advice, and neither a request nor a remedy.",
        of(
            late_plan("K59", (MISSED,)),
            late_amendment("K60", (MISSED,)),
            *late_advice("K61", (MISSED,)),
        ),
        [plan_row("K59", None), amendment_row("K60", None), advice_row("K61", MISSED)],
    ),
    Case(
        "two_weeks_away_are_for_remedies_only",
        "An absence recorded as one of two weeks excuses no request and no advice, however long.",
        of(
            late_plan("K62", (AWAY2, "2026-03-02", "2026-05-04")),
            *late_advice("K63", (AWAY2, "2026-02-23", "2026-03-30")),
        ),
        [plan_row("K62", None), advice_row("K63", None)],
    ),
    Case(
        "a_closure_is_not_for_advice",
        "A closure excuses no contributor.",
        of(
            *late_advice("K64", (SCHOOL, "2026-02-23", "2026-03-30")),
            *late_advice("K65", (EARLY, "2026-02-23", "2026-03-30")),
        ),
        [advice_row("K64", None), advice_row("K65", None)],
    ),
    Case(
        "a_request_and_its_advice_have_their_own_grounds",
        "A request's ground does not serve its advice, nor the advice's ground the request.",
        of(
            late_plan("K66", (PERSONAL,)),
            advice("K66-A", "K66", "2026-02-16", received_date="2026-04-06"),
            late_plan("K67", ()),
            advice("K67-A", "K67", "2026-02-16", received_date="2026-04-06", ground=(PERSONAL,)),
        ),
        [
            plan_row("K66", PERSONAL),
            advice_row("K66-A", None),
            plan_row("K67", None),
            advice_row("K67-A", PERSONAL),
        ],
    ),
    Case(
        "a_request_and_its_order_have_their_own_grounds",
        "A request's ground does not serve the order that names it, nor the other way round.",
        of(
            request("K68", "2025-09-01", told=("Y", "2025-10-20"), ground=(PERSONAL,)),
            appeal(
                "K68-T",
                request_id="K68",
                ruled=("upheld", "2026-03-02", "amend_contents"),
                complied_date="2026-04-20",
            ),
            request("K69", "2025-09-01", told=("Y", "2025-10-20")),
            appeal(
                "K69-T",
                request_id="K69",
                ruled=("upheld", "2026-03-02", "amend_contents"),
                complied_date="2026-04-20",
                ground=(PERSONAL,),
            ),
        ),
        [
            ran(
                ASSESS,
                "K68",
                "2025-09-01",
                "2025-10-13",
                "exception",
                stopped="2025-10-20",
                ground=PERSONAL,
            ),
            amendment_row("K68-T", None),
            ran(ASSESS, "K69", "2025-09-01", "2025-10-13", "late", stopped="2025-10-20"),
            amendment_row("K69-T", PERSONAL),
        ],
    ),
    Case(
        "a_ground_serves_every_clock_of_its_row",
        "A request's ground excuses the decision and the refusal to issue as well as the plan.",
        of(
            request(
                "K70",
                "2026-01-05",
                told=("Y", "2026-02-23"),
                issue=("N", "2026-05-04"),
                ground=(PERSONAL,),
            ),
            appeal("K71", ruled=("upheld", "2026-03-02", "make_plan"), ground=(PERSONAL,)),
        ),
        [
            ran(
                clock,
                "K70",
                "2026-01-05",
                due,
                "exception",
                stopped=stopped,
                ground=PERSONAL,
            )
            for clock, due, stopped in [
                (ASSESS, "2026-02-16", "2026-02-23"),
                (REFUSE, "2026-04-27", "2026-05-04"),
            ]
        ]
        + [
            ran(f"order_{step}", "K71", "2026-03-02", due, "exception", ground=PERSONAL)
            for step, due in [("make_draft_5w", "2026-04-06"), ("make_final_11w", "2026-05-18")]
        ],
    ),
    Case(
        "a_reassessed_plan_admits_what_a_first_one_does",
        "The four grounds of a first plan excuse the plan after a re-assessment.",
        of(
            *(
                request(
                    f"K72-{ground}",
                    "2026-02-16",
                    reassessment="Y",
                    told=("Y", "2026-03-02"),
                    final_plan_date="2026-06-15",
                    ground=(ground, "2026-03-09", "2026-04-13"),
                    advice_requested_date="2026-03-16",
                )
                for ground in (PERSONAL, SCHOOL, EARLY, AWAY4)
            ),
        ),
        [
            ran(
                AGAIN_FINAL,
                f"K72-{ground}",
                "2026-03-02",
                "2026-06-08",
                "exception",
                stopped="2026-06-15",
                ground=ground,
            )
            for ground in (PERSONAL, SCHOOL, EARLY, AWAY4)
        ],
    ),
    Case(
        "the_decision_to_reassess_admits_none_of_the_four",
        "The four grounds are attached to other limits, and not to the 15 days of a re-assessment.",
        of(
            *(
                request(
                    f"K73-{ground}",
                    "2026-02-16",
                    reassessment="Y",
                    told=("Y", "2026-03-09"),
                    ground=(ground,),
                )
                for ground in (PERSONAL, SCHOOL, EARLY, AWAY4)
            ),
        ),
        [
            ran(AGAIN, f"K73-{ground}", "2026-02-16", "2026-03-03", "late", stopped="2026-03-09")
            for ground in (PERSONAL, SCHOOL, EARLY, AWAY4)
        ],
    ),
    Case(
        "a_flag_is_no_ground",
        "The flag of the Department's return, without a ground, is no exception.",
        of(
            late_plan("K74", (), week20_exception="Y"),
            request("K75", "2026-01-05", week20_exception="Y"),
            late_plan("K76", (PERSONAL,), week20_exception="N"),
        ),
        [
            plan_row("K74", None),
            ran(FINAL, "K75", "2026-01-05", "2026-05-25", "open_overdue"),
            plan_row("K76", PERSONAL),
        ],
    ),
]


def _in_2020(case_id: str, received: str) -> Landed:
    """A request of the first year of the virus, whose plan was sent on 1 December 2020."""
    return request(
        case_id, received, told=("Y", received), final_plan_date="2020-12-01", ground=(VIRUS,)
    )


def _row_of_2020(case_id: str, received: str, due: str, ground: str | None) -> Row:
    status = "exception" if ground else "late"
    return ran(FINAL, case_id, received, due, status, stopped="2020-12-01", ground=ground)


CORONAVIRUS = [
    Case(
        "the_first_days_of_the_virus",
        "The virus excuses a limit that ended on 1 May 2020, and none of the day before.",
        of(_in_2020("K77", "2019-12-12"), _in_2020("K78", "2019-12-13")),
        [
            _row_of_2020("K77", "2019-12-12", "2020-04-30", None),
            _row_of_2020("K78", "2019-12-13", "2020-05-01", VIRUS),
        ],
    ),
    Case(
        "the_last_days_of_the_virus",
        "The virus excuses a limit that ended on 25 September 2020, and none of the day after.",
        of(_in_2020("K79", "2020-05-08"), _in_2020("K80", "2020-05-09")),
        [
            _row_of_2020("K79", "2020-05-08", "2020-09-25", VIRUS),
            _row_of_2020("K80", "2020-05-09", "2020-09-26", None),
        ],
    ),
    Case(
        "the_virus_is_looked_at_clock_by_clock",
        "Of two clocks of one request the virus excuses the one whose last day it covers.",
        of(
            request(
                "K81",
                "2020-03-19",
                told=("Y", "2020-06-01"),
                final_plan_date="2020-12-01",
                ground=(VIRUS,),
            )
        ),
        [
            ran(ASSESS, "K81", "2020-03-19", "2020-04-30", "late", stopped="2020-06-01"),
            _row_of_2020("K81", "2020-03-19", "2020-08-06", VIRUS),
        ],
    ),
    Case(
        "the_virus_excuses_every_kind_of_case",
        "The virus excuses the clocks of requests, re-assessments, advice and remedies.",
        of(
            request("K82", "2020-04-06", told=("Y", "2020-06-01"), ground=(VIRUS,)),
            request("K83", "2020-01-13", issue=("N", "2020-06-01"), ground=(VIRUS,)),
            request(
                "K84",
                "2020-04-16",
                reassessment="Y",
                told=("Y", "2020-05-18"),
                final_plan_date="2020-12-01",
                ground=(VIRUS,),
            ),
            request("K85", "2020-03-02"),
            advice("K85-A", "K85", "2020-03-20", received_date="2020-06-01", ground=(VIRUS,)),
            advice("K85-B", "K85", "2020-03-19", received_date="2020-06-01", ground=(VIRUS,)),
            *(
                appeal(
                    f"K86-{route}",
                    route,
                    ruled=(outcome, "2020-05-11", "amend_contents"),
                    complied_date="2020-07-06",
                    ground=(VIRUS,),
                )
                for route, outcome in [
                    ("appeal", "upheld"),
                    ("unopposed", "conceded"),
                    ("mediation", "agreed"),
                ]
            ),
        ),
        [
            ran(clock, case_id, start, due, "exception", stopped=stopped, ground=VIRUS)
            for clock, case_id, start, due, stopped in [
                (ASSESS, "K82", "2020-04-06", "2020-05-18", "2020-06-01"),
                (REFUSE, "K83", "2020-01-13", "2020-05-04", "2020-06-01"),
                (AGAIN, "K84", "2020-04-16", "2020-05-01", "2020-05-18"),
                (AGAIN_FINAL, "K84", "2020-05-18", "2020-08-24", "2020-12-01"),
                (ADVICE, "K85-A", "2020-03-20", "2020-05-01", "2020-06-01"),
                (AMEND, "K86-appeal", "2020-05-11", "2020-06-15", "2020-07-06"),
                ("unopposed_amend_5w", "K86-unopposed", "2020-05-11", "2020-06-15", "2020-07-06"),
                ("agreement_amend_5w", "K86-mediation", "2020-05-11", "2020-06-15", "2020-07-06"),
            ]
        ]
        + [ran(ADVICE, "K85-B", "2020-03-19", "2020-04-30", "late", stopped="2020-06-01")],
    ),
    Case(
        "the_period_of_the_virus_is_tested",
        "A period recorded with the virus is disproved outside its clock, and has no least length.",
        of(
            request(
                "K87",
                "2020-03-19",
                told=("Y", "2020-03-19"),
                final_plan_date="2020-12-01",
                ground=(VIRUS, "2020-08-07", "2020-10-05"),
            ),
            request(
                "K88",
                "2020-03-19",
                told=("Y", "2020-03-19"),
                final_plan_date="2020-12-01",
                ground=(VIRUS, "2020-08-06", "2020-08-07"),
            ),
            request(
                "K89",
                "2020-03-19",
                told=("Y", "2020-03-19"),
                final_plan_date="2020-12-01",
                ground=(VIRUS, "2020-03-02", "2020-03-19"),
            ),
        ),
        [
            _row_of_2020("K87", "2020-03-19", "2020-08-06", None),
            _row_of_2020("K88", "2020-03-19", "2020-08-06", VIRUS),
            _row_of_2020("K89", "2020-03-19", "2020-08-06", None),
        ],
    ),
    Case(
        "the_virus_in_another_year",
        "The virus excuses nothing years later.",
        of(late_plan("K90", (VIRUS,)), late_amendment("K91", (VIRUS,))),
        [plan_row("K90", None), amendment_row("K91", None)],
    ),
]

CASES = [*WHOSE, *CORONAVIRUS]
