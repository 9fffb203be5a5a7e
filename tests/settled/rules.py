"""The five rules of judging, the day of the report, and what an order puts in a request's place."""

from tests.settled.case import Case, Row, appeal, none, of, ran, request

PERSONAL = "exceptional_personal_circumstances"
ASSESS, FINAL = "assess_decision_6w", "final_plan_20w"

JUDGED = [
    Case(
        "met_on_the_last_day",
        "A duty that is done on the last day is met, and the day of the start is not counted.",
        of(request("R01", "2026-01-05", told=("Y", "2026-02-16"))),
        [ran(ASSESS, "R01", "2026-01-05", "2026-02-16", "met", stopped="2026-02-16")],
    ),
    Case(
        "late_on_the_next_day",
        "A duty that is done on the day after the last is late by one day.",
        of(request("R02", "2026-01-05", told=("Y", "2026-02-17"))),
        [ran(ASSESS, "R02", "2026-01-05", "2026-02-16", "late", stopped="2026-02-17")],
    ),
    Case(
        "open_in_time_on_the_last_day",
        "An open clock is in time up to and with its last day.",
        of(request("R03", "2026-05-19")),
        [ran(ASSESS, "R03", "2026-05-19", "2026-06-30", "open_in_time")],
    ),
    Case(
        "open_overdue_on_the_next_day",
        "An open clock is overdue from the day after its last.",
        of(request("R04", "2026-05-18")),
        [ran(ASSESS, "R04", "2026-05-18", "2026-06-29", "open_overdue")],
    ),
    Case(
        "due_on_a_sunday_does_not_roll",
        "A limit that falls on a Sunday ends on that Sunday.",
        of(request("R05", "2026-01-04", told=("Y", "2026-02-16"))),
        [ran(ASSESS, "R05", "2026-01-04", "2026-02-15", "late", stopped="2026-02-16")],
    ),
    Case(
        "ended_before_it_was_stopped",
        "A case that left first is ended, and what is written down later stops nothing.",
        of(request("R06", "2026-01-05", told=("Y", "2026-02-09"), left=("other", "2026-02-02"))),
        [ran(ASSESS, "R06", "2026-01-05", "2026-02-16", "ended", ended="2026-02-02")],
    ),
    Case(
        "ended_after_the_limit",
        "A case that left after the limit is ended and not late; its days past the limit stand.",
        of(request("R07", "2026-01-05", left=("moved_out", "2026-03-02"))),
        [ran(ASSESS, "R07", "2026-01-05", "2026-02-16", "ended", ended="2026-03-02")],
    ),
    Case(
        "ended_with_a_ground",
        "A case that left is ended though it was missed and has a ground; the ground is shown.",
        of(request("R08", "2026-01-05", left=("other", "2026-03-10"), ground=(PERSONAL,))),
        [
            ran(
                ASSESS,
                "R08",
                "2026-01-05",
                "2026-02-16",
                "ended",
                ended="2026-03-10",
                ground=PERSONAL,
            )
        ],
    ),
    Case(
        "stopped_and_ended_on_one_day",
        "Where the stop and the end fall on one day, the stop wins.",
        of(request("R09", "2026-01-05", told=("Y", "2026-02-10"), left=("other", "2026-02-10"))),
        [
            ran(ASSESS, "R09", "2026-01-05", "2026-02-16", "met", stopped="2026-02-10"),
            ran(FINAL, "R09", "2026-01-05", "2026-05-25", "ended", ended="2026-02-10"),
        ],
    ),
    Case(
        "stopped_late_and_ended_on_one_day",
        "The stop wins on the day of the end when it came too late, too.",
        of(request("R10", "2026-01-05", told=("Y", "2026-03-03"), left=("other", "2026-03-03"))),
        [ran(ASSESS, "R10", "2026-01-05", "2026-02-16", "late", stopped="2026-03-03")],
    ),
    Case(
        "stopped_before_the_end",
        "An end after the stop leaves the clock stopped, with no end of its own.",
        of(request("R11", "2026-01-05", told=("Y", "2026-02-10"), left=("other", "2026-03-10"))),
        [ran(ASSESS, "R11", "2026-01-05", "2026-02-16", "met", stopped="2026-02-10")],
    ),
    Case(
        "ended_the_day_before_the_stop",
        "One day between the end and the stop is enough for the end to win.",
        of(request("R12", "2026-01-05", told=("Y", "2026-02-10"), left=("other", "2026-02-09"))),
        [ran(ASSESS, "R12", "2026-01-05", "2026-02-16", "ended", ended="2026-02-09")],
    ),
    Case(
        "missed_with_a_ground",
        "A late stop with a ground that stands is an exception, with its stop and its days.",
        of(request("R13", "2026-01-05", told=("Y", "2026-03-03"), ground=(PERSONAL,))),
        [
            ran(
                ASSESS,
                "R13",
                "2026-01-05",
                "2026-02-16",
                "exception",
                stopped="2026-03-03",
                ground=PERSONAL,
            )
            | {"days_taken": 57, "days_overdue": 15}
        ],
    ),
    Case(
        "met_with_a_ground",
        "A ground does not change a duty that was done in time; it is shown all the same.",
        of(request("R14", "2026-01-05", told=("Y", "2026-02-16"), ground=(PERSONAL,))),
        [
            ran(
                ASSESS,
                "R14",
                "2026-01-05",
                "2026-02-16",
                "met",
                stopped="2026-02-16",
                ground=PERSONAL,
            )
        ],
    ),
    Case(
        "open_in_time_with_a_ground",
        "A ground does not change an open clock that is still in time.",
        of(request("R15", "2026-05-19", ground=(PERSONAL,))),
        [ran(ASSESS, "R15", "2026-05-19", "2026-06-30", "open_in_time", ground=PERSONAL)],
    ),
    Case(
        "open_past_the_limit_with_a_ground",
        "A ground excuses the delay and never ends the wait: an exception, and nothing stopped.",
        of(request("R16", "2026-01-05", ground=(PERSONAL,))),
        [
            ran(ASSESS, "R16", "2026-01-05", "2026-02-16", "exception", ground=PERSONAL)
            | {"days_taken": 176, "days_overdue": 134},
            ran(FINAL, "R16", "2026-01-05", "2026-05-25", "exception", ground=PERSONAL)
            | {"days_taken": 176, "days_overdue": 36},
        ],
    ),
    Case(
        "late_on_one_and_in_time_on_another",
        "Each clock of a case is judged by itself.",
        of(
            request(
                "R17",
                "2026-01-05",
                told=("Y", "2026-02-17"),
                issue=("Y", "2026-04-20"),
                final_plan_date="2026-05-25",
            )
        ),
        [
            ran(ASSESS, "R17", "2026-01-05", "2026-02-16", "late", stopped="2026-02-17"),
            ran(FINAL, "R17", "2026-01-05", "2026-05-25", "met", stopped="2026-05-25"),
        ],
    ),
    Case(
        "a_stop_after_the_report",
        "A stop that is dated after the day of the report has not happened.",
        of(request("R18", "2026-05-04", told=("Y", "2026-07-01"))),
        [ran(ASSESS, "R18", "2026-05-04", "2026-06-15", "open_overdue")],
    ),
    Case(
        "an_end_after_the_report",
        "An end that is dated after the day of the report has not happened.",
        of(request("R19", "2026-05-04", left=("moved_out", "2026-07-10"))),
        [ran(ASSESS, "R19", "2026-05-04", "2026-06-15", "open_overdue")],
    ),
    Case(
        "a_start_after_the_report",
        "A clock that starts after the day of the report has no row.",
        of(request("R20", "2026-07-01")),
        [none("*", "R20")],
    ),
    Case(
        "a_start_on_the_day_of_the_report",
        "A clock that starts on the day of the report runs, with no day taken.",
        of(request("R21", "2026-06-30")),
        [
            ran(ASSESS, "R21", "2026-06-30", "2026-08-11", "open_in_time") | {"days_taken": 0},
            ran(FINAL, "R21", "2026-06-30", "2026-11-17", "open_in_time") | {"days_taken": 0},
        ],
    ),
]

# The rows of three requests, looked at on an earlier day.
EARLIER = "2026-03-31"
SEEN_EARLIER = [
    Case(
        "an_earlier_report_before_the_stop",
        "A past day's report sees the clock as it stood then: not yet stopped.",
        of(request("R22", "2026-01-05", told=("Y", "2026-04-07"))),
        [ran(ASSESS, "R22", "2026-01-05", "2026-02-16", "open_overdue", as_of=EARLIER)],
        as_of=EARLIER,
    ),
    Case(
        "an_earlier_report_on_the_day_of_the_stop",
        "What happened on the day of the report has happened.",
        of(request("R23", "2026-01-05", told=("Y", EARLIER))),
        [ran(ASSESS, "R23", "2026-01-05", "2026-02-16", "late", stopped=EARLIER)],
        as_of=EARLIER,
    ),
    Case(
        "an_earlier_report_before_the_end",
        "A past day's report does not know that the case was to leave.",
        of(request("R24", "2026-02-17", left=("moved_out", "2026-04-01"))),
        [ran(ASSESS, "R24", "2026-02-17", "2026-03-31", "open_in_time", as_of=EARLIER)],
        as_of=EARLIER,
    ),
    Case(
        "an_earlier_report_before_the_order",
        "A past day's report knows no order that was still to come.",
        of(
            request("R25", "2025-09-01"),
            appeal("R25-T", request_id="R25", ruled=("upheld", "2026-04-13", "make_plan")),
        ),
        [
            ran(FINAL, "R25", "2025-09-01", "2026-01-19", "open_overdue", as_of=EARLIER),
            none("*", "R25-T"),
        ],
        as_of=EARLIER,
    ),
]

# A request of 1 September 2025: decided to assess in time, no plan by 19 January 2026.
MARCH = "2026-03-02"
ASSESSED = {"told": ("Y", "2025-10-06")}


def superseded(case_id: str, on: str = MARCH) -> list[Row]:
    return [ran(FINAL, case_id, "2025-09-01", "2026-01-19", "ended", ended=on)]


def still_open(case_id: str) -> list[Row]:
    return [ran(FINAL, case_id, "2025-09-01", "2026-01-19", "open_overdue")]


SUPERSEDED = [
    *(
        Case(
            f"superseded_by_{outcome}",
            f"With the outcome {outcome}, the request's 20 weeks end on that day.",
            of(
                request(f"S-{outcome}", "2025-09-01", **ASSESSED),
                appeal(
                    f"T-{outcome}",
                    route,
                    request_id=f"S-{outcome}",
                    ruled=(outcome, MARCH, "make_plan"),
                ),
            ),
            superseded(f"S-{outcome}"),
        )
        for outcome, route in [
            ("upheld", "appeal"),
            ("part_upheld", "appeal"),
            ("conceded", "unopposed"),
            ("consent_order", "appeal"),
            ("agreed", "mediation"),
        ]
    ),
    *(
        Case(
            f"not_superseded_by_{outcome}",
            f"With the outcome {outcome}, the request's 20 weeks run on.",
            of(
                request(f"S-{outcome}", "2025-09-01", **ASSESSED),
                appeal(f"T-{outcome}", request_id=f"S-{outcome}", ruled=(outcome, MARCH)),
            ),
            still_open(f"S-{outcome}"),
        )
        for outcome in ("dismissed", "withdrawn", "struck_out")
    ),
    Case(
        "not_superseded_by_an_unknown_outcome",
        "An outcome whose code nobody knows puts nothing in the request's place.",
        of(
            request("S14", "2025-09-01", **ASSESSED),
            appeal("S14-T", request_id="S14", ruled=("perhaps", MARCH, "make_plan")),
        ),
        [*still_open("S14"), none("order_*", "S14-T")],
    ),
    Case(
        "superseded_on_the_day_of_receipt",
        "An order of the day on which the request came in supersedes it.",
        of(
            request("S01", "2026-03-02"),
            appeal("S01-T", request_id="S01", ruled=("upheld", MARCH, "assess")),
        ),
        [ran(FINAL, "S01", "2026-03-02", "2026-07-20", "ended", ended="2026-03-02")],
    ),
    Case(
        "an_order_before_receipt",
        "An order from before the request came in does not supersede it.",
        of(
            request("S02", "2026-03-03"),
            appeal("S02-T", request_id="S02", ruled=("upheld", MARCH, "assess")),
        ),
        [ran(FINAL, "S02", "2026-03-03", "2026-07-21", "open_in_time")],
    ),
    Case(
        "an_order_that_names_no_request",
        "An order that names no request supersedes none, though it is the same child's.",
        of(
            request("S03", "2025-09-01", **ASSESSED),
            appeal("S03-T", ruled=("upheld", MARCH, "make_plan"), person_id="P-S03"),
        ),
        still_open("S03"),
    ),
    Case(
        "a_plan_before_the_order",
        "A plan that was sent before the order stopped the clock.",
        of(
            request("S04", "2025-09-01", **ASSESSED, final_plan_date="2026-01-19"),
            appeal("S04-T", request_id="S04", ruled=("upheld", MARCH, "amend_contents")),
        ),
        [ran(FINAL, "S04", "2025-09-01", "2026-01-19", "met", stopped="2026-01-19")],
    ),
    Case(
        "a_plan_on_the_day_of_the_order",
        "A plan that was sent on the day of the order stopped the clock.",
        of(
            request("S05", "2025-09-01", **ASSESSED, final_plan_date=MARCH),
            appeal("S05-T", request_id="S05", ruled=("upheld", MARCH, "make_plan")),
        ),
        [ran(FINAL, "S05", "2025-09-01", "2026-01-19", "late", stopped=MARCH)],
    ),
    Case(
        "a_plan_after_the_order",
        "A plan after the order stops the order's clock and no longer the request's.",
        of(
            request("S06", "2025-09-01", **ASSESSED, final_plan_date="2026-05-18"),
            appeal(
                "S06-T",
                request_id="S06",
                ruled=("upheld", MARCH, "make_plan"),
                complied_date="2026-05-18",
            ),
        ),
        [
            *superseded("S06"),
            ran("order_make_final_11w", "S06-T", MARCH, "2026-05-18", "met", stopped="2026-05-18"),
        ],
    ),
    Case(
        "left_before_the_order",
        "A request that had left before the order ended on the day it left.",
        of(
            request("S07", "2025-09-01", **ASSESSED, left=("moved_out", "2025-12-01")),
            appeal("S07-T", request_id="S07", ruled=("upheld", MARCH, "make_plan")),
        ),
        superseded("S07", "2025-12-01"),
    ),
    Case(
        "refused_before_the_order",
        "A refusal to issue before the order ended the 20 weeks on the day of the refusal.",
        of(
            request("S08", "2025-09-01", **ASSESSED, issue=("N", "2025-12-15")),
            appeal("S08-T", request_id="S08", ruled=("upheld", MARCH, "make_plan")),
        ),
        superseded("S08", "2025-12-15"),
    ),
    Case(
        "an_order_after_the_report",
        "An order dated after the day of the report supersedes nothing yet and starts no clock.",
        of(
            request("S09", "2025-09-01", **ASSESSED),
            appeal("S09-T", request_id="S09", ruled=("upheld", "2026-07-06", "make_plan")),
        ),
        [*still_open("S09"), none("*", "S09-T")],
    ),
    Case(
        "only_the_twenty_weeks_are_superseded",
        "An order does not end the six weeks to decide on the assessment.",
        of(
            request("S10", "2025-09-01"),
            appeal("S10-T", "unopposed", request_id="S10", ruled=("conceded", MARCH, "assess")),
        ),
        [
            ran(ASSESS, "S10", "2025-09-01", "2025-10-13", "open_overdue"),
            *superseded("S10"),
            ran("unopposed_assess_notify_2w", "S10-T", MARCH, "2026-03-16", "open_overdue"),
        ],
    ),
    Case(
        "superseded_without_a_remedy",
        "An order supersedes the request when it sets no remedy, and then starts no clock.",
        of(
            request("S11", "2025-09-01", **ASSESSED),
            appeal("S11-T", request_id="S11", ruled=("upheld", MARCH)),
        ),
        [*superseded("S11"), none("order_*", "S11-T")],
    ),
    Case(
        "superseded_by_the_first_of_two",
        "Of two orders for a request the earlier one ends its 20 weeks.",
        of(
            request("S12", "2025-09-01", **ASSESSED),
            appeal("S12-A", request_id="S12", ruled=("part_upheld", "2026-04-13", "make_plan")),
            appeal("S12-B", "mediation", request_id="S12", ruled=("agreed", MARCH, "other")),
        ),
        superseded("S12"),
    ),
    Case(
        "superseded_before_the_limit",
        "An order within the 20 weeks ends them with no day past the limit.",
        of(
            request("S13", "2025-09-01", **ASSESSED),
            appeal("S13-T", "mediation", request_id="S13", ruled=("agreed", "2026-01-12", "other")),
        ),
        [
            ran(FINAL, "S13", "2025-09-01", "2026-01-19", "ended", ended="2026-01-12")
            | {"days_overdue": 0}
        ],
    ),
]

CASES = [*JUDGED, *SEEN_EARLIER, *SUPERSEDED]
