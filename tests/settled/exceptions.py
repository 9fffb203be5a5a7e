"""Grounds for an exception: the edges at which a ground's own dates disprove it."""

from tests.settled.case import Case, of, ran, request
from tests.settled.late import (
    AWAY2,
    AWAY4,
    EARLY,
    FINAL,
    PERSONAL,
    SCHOOL,
    advice_row,
    amendment_row,
    late_advice,
    late_amendment,
    late_plan,
    plan_row,
)

ASSESS = "assess_decision_6w"

LENGTHS = [
    Case(
        "an_absence_of_28_days",
        "An absence of four weeks stands at 28 days and is disproved at 27; its end is not in it.",
        of(
            late_plan("K01", (AWAY4, "2026-03-02", "2026-03-30")),
            late_plan("K02", (AWAY4, "2026-03-02", "2026-03-29")),
        ),
        [plan_row("K01", AWAY4), plan_row("K02", None)],
    ),
    Case(
        "a_closure_of_28_days",
        "A closure, of a school or in the early years, stands at 28 days and is disproved at 27.",
        of(
            late_plan("K03", (SCHOOL, "2026-03-02", "2026-03-30"), "2026-03-02"),
            late_plan("K04", (SCHOOL, "2026-03-02", "2026-03-29"), "2026-03-02"),
            late_plan("K05", (EARLY, "2026-03-02", "2026-03-30"), "2026-03-02"),
            late_plan("K06", (EARLY, "2026-03-02", "2026-03-29"), "2026-03-02"),
        ),
        [
            plan_row("K03", SCHOOL),
            plan_row("K04", None),
            plan_row("K05", EARLY),
            plan_row("K06", None),
        ],
    ),
    Case(
        "circumstances_have_no_least_length",
        "Exceptional personal circumstances of a single day stand.",
        of(late_plan("K07", (PERSONAL, "2026-03-02", "2026-03-03"))),
        [plan_row("K07", PERSONAL)],
    ),
    Case(
        "an_absence_of_14_days_after_an_order",
        "After an order an absence of two weeks stands at 14 days and is disproved at 13.",
        of(
            late_amendment("K08", (AWAY2, "2026-03-09", "2026-03-23")),
            late_amendment("K09", (AWAY2, "2026-03-09", "2026-03-22")),
        ),
        [amendment_row("K08", AWAY2), amendment_row("K09", None)],
    ),
    Case(
        "four_weeks_after_an_order_are_four_weeks",
        "Recorded as an absence of four weeks, it needs 28 days after an order as well.",
        of(
            late_amendment("K10", (AWAY4, "2026-03-09", "2026-04-06")),
            late_amendment("K11", (AWAY4, "2026-03-09", "2026-04-05")),
        ),
        [amendment_row("K10", AWAY4), amendment_row("K11", None)],
    ),
    Case(
        "a_concession_and_an_agreement_admit_what_an_order_does",
        "An absence of two weeks and circumstances excuse a concession and an agreement alike.",
        of(
            late_amendment("K12", (AWAY2, "2026-03-09", "2026-03-23"), "unopposed"),
            late_amendment("K13", (AWAY2, "2026-03-09", "2026-03-23"), "mediation"),
            late_amendment("K14", (PERSONAL,), "unopposed"),
            late_amendment("K15", (PERSONAL,), "mediation"),
        ),
        [
            amendment_row("K12", AWAY2, "unopposed_amend_5w"),
            amendment_row("K13", AWAY2, "agreement_amend_5w"),
            amendment_row("K14", PERSONAL, "unopposed_amend_5w"),
            amendment_row("K15", PERSONAL, "agreement_amend_5w"),
        ],
    ),
    Case(
        "a_closure_after_an_order",
        "A closure of 28 days excuses a remedy; it has no day of asking that could disprove it.",
        of(
            late_amendment("K16", (SCHOOL, "2026-03-09", "2026-04-06")),
            late_amendment("K17", (EARLY, "2026-03-09", "2026-04-05")),
        ),
        [amendment_row("K16", SCHOOL), amendment_row("K17", None)],
    ),
    Case(
        "an_absence_while_advice_was_out",
        "A contributor's absence of four weeks stands at 28 days and is disproved at 27.",
        of(
            *late_advice("K18", (AWAY4, "2026-02-23", "2026-03-23")),
            *late_advice("K19", (AWAY4, "2026-02-23", "2026-03-22")),
            *late_advice("K20", (PERSONAL, "2026-02-23", "2026-02-24")),
        ),
        [advice_row("K18", AWAY4), advice_row("K19", None), advice_row("K20", PERSONAL)],
    ),
]

OUTSIDE = [
    Case(
        "over_before_the_clock_started",
        "A period that ended on the day the clock started is outside it; a day later it is not.",
        of(
            late_plan("K21", (PERSONAL, "2025-12-01", "2026-01-05")),
            late_plan("K22", (PERSONAL, "2025-12-01", "2026-01-06")),
            late_plan("K23", (AWAY4, "2025-11-03", "2026-01-05")),
        ),
        [plan_row("K21", None), plan_row("K22", PERSONAL), plan_row("K23", None)],
    ),
    Case(
        "begun_after_the_last_day",
        "A period that began after the last day is outside the clock; on the last day it is not.",
        of(
            late_plan("K24", (PERSONAL, "2026-05-26", "2026-05-29")),
            late_plan("K25", (PERSONAL, "2026-05-25", "2026-05-29")),
        ),
        [plan_row("K24", None), plan_row("K25", PERSONAL)],
    ),
    Case(
        "outside_one_clock_and_within_another",
        "One ground of a request may stand for one of its clocks and not for another.",
        of(
            request(
                "K26",
                "2026-01-05",
                told=("Y", "2026-02-23"),
                final_plan_date="2026-06-01",
                ground=(PERSONAL, "2026-02-17", "2026-03-30"),
            ),
            request(
                "K27",
                "2026-01-05",
                told=("Y", "2026-02-23"),
                final_plan_date="2026-06-01",
                ground=(PERSONAL, "2026-02-16", "2026-03-30"),
            ),
        ),
        [
            ran(ASSESS, "K26", "2026-01-05", "2026-02-16", "late", stopped="2026-02-23"),
            plan_row("K26", PERSONAL),
            ran(
                ASSESS,
                "K27",
                "2026-01-05",
                "2026-02-16",
                "exception",
                stopped="2026-02-23",
                ground=PERSONAL,
            ),
            plan_row("K27", PERSONAL),
        ],
    ),
    Case(
        "outside_the_clock_of_an_order",
        "An absence that was over on the day of the order is outside the order's clock.",
        of(
            late_amendment("K28", (AWAY2, "2026-02-09", "2026-03-02")),
            late_amendment("K29", (AWAY2, "2026-02-09", "2026-03-03")),
            late_amendment("K30", (AWAY2, "2026-04-07", "2026-05-04")),
            late_amendment("K31", (AWAY2, "2026-04-06", "2026-05-04")),
        ),
        [
            amendment_row("K28", None),
            amendment_row("K29", AWAY2),
            amendment_row("K30", None),
            amendment_row("K31", AWAY2),
        ],
    ),
]

# Closed from 2 to 30 March 2026: advice counts if asked from 23 February to 23 March.
CLOSED = (SCHOOL, "2026-03-02", "2026-03-30")
WINDOW = [
    Case(
        "asked_when_the_window_opens",
        "Advice asked a week before the closure is within the window; a day earlier it is not.",
        of(
            late_plan("K32", CLOSED, "2026-02-23"),
            late_plan("K33", CLOSED, "2026-02-22"),
            late_plan("K34", (EARLY, *CLOSED[1:]), "2026-02-22"),
        ),
        [plan_row("K32", SCHOOL), plan_row("K33", None), plan_row("K34", None)],
    ),
    Case(
        "asked_when_the_window_closes",
        "Advice asked a week before the school opens is within the window; a day later it is not.",
        of(
            late_plan("K35", CLOSED, "2026-03-23"),
            late_plan("K36", CLOSED, "2026-03-24"),
            late_plan("K37", (EARLY, *CLOSED[1:]), "2026-03-23"),
        ),
        [plan_row("K35", SCHOOL), plan_row("K36", None), plan_row("K37", EARLY)],
    ),
    Case(
        "an_absence_has_no_window",
        "The day on which advice was asked says nothing about an absence.",
        of(late_plan("K38", (AWAY4, *CLOSED[1:]), "2026-02-02")),
        [plan_row("K38", AWAY4)],
    ),
    Case(
        "no_day_of_asking",
        "Where nobody wrote down when advice was asked, it cannot lie outside the window.",
        of(late_plan("K39", CLOSED)),
        [plan_row("K39", SCHOOL)],
    ),
    Case(
        "asked_after_the_report",
        "Advice that is dated after the report has not been asked, and is not tested.",
        of(
            request("K40", "2026-01-05", ground=CLOSED, advice_requested_date="2026-07-06"),
            request("K41", "2026-01-05", ground=CLOSED, advice_requested_date="2026-06-30"),
        ),
        [
            ran(FINAL, "K40", "2026-01-05", "2026-05-25", "exception", ground=SCHOOL),
            ran(FINAL, "K41", "2026-01-05", "2026-05-25", "open_overdue"),
        ],
    ),
]

PERIODS = [
    Case(
        "no_period",
        "A ground without a period stands.",
        of(
            late_plan("K42", (SCHOOL,), "2026-02-02"),
            late_plan("K43", (AWAY4,)),
            late_amendment("K44", (AWAY2,)),
            *late_advice("K45", (AWAY4,)),
        ),
        [
            plan_row("K42", SCHOOL),
            plan_row("K43", AWAY4),
            amendment_row("K44", AWAY2),
            advice_row("K45", AWAY4),
        ],
    ),
    Case(
        "half_a_period",
        "Half a period cannot be tested: the ground stands, wherever its one day lies.",
        of(
            late_plan("K46", (AWAY4, "2026-03-02")),
            late_plan("K47", (AWAY4, "", "2026-03-02")),
            late_plan("K48", (AWAY4, "", "2025-12-01")),
            late_plan("K49", (AWAY4, "2026-06-15")),
            late_plan("K50", (SCHOOL, "2026-03-02"), "2026-02-02"),
        ),
        [
            plan_row("K46", AWAY4),
            plan_row("K47", AWAY4),
            plan_row("K48", AWAY4),
            plan_row("K49", AWAY4),
            plan_row("K50", SCHOOL),
        ],
    ),
    Case(
        "a_period_to_come",
        "A period that begins after the report has not begun; one that begins on that day has.",
        of(
            request("K51", "2026-05-04", ground=(PERSONAL, "2026-07-01", "2026-08-10")),
            request("K52", "2026-05-04", ground=(PERSONAL, "2026-06-30", "2026-08-10")),
        ),
        [
            ran(FINAL, "K51", "2026-05-04", "2026-09-21", "open_in_time"),
            ran(FINAL, "K52", "2026-05-04", "2026-09-21", "open_in_time", ground=PERSONAL),
        ],
    ),
    Case(
        "a_period_that_goes_on",
        "A period may end after the report, and its whole length counts.",
        of(
            request("K53", "2026-01-05", ground=(AWAY4, "2026-05-18", "2026-08-03")),
            request("K54", "2026-02-09", ground=(AWAY4, "2026-06-15", "2026-07-13")),
            request("K55", "2026-02-09", ground=(AWAY4, "2026-06-15", "2026-07-12")),
        ),
        [
            ran(FINAL, "K53", "2026-01-05", "2026-05-25", "exception", ground=AWAY4),
            ran(FINAL, "K54", "2026-02-09", "2026-06-29", "exception", ground=AWAY4),
            ran(FINAL, "K55", "2026-02-09", "2026-06-29", "open_overdue"),
        ],
    ),
]

CASES = [*LENGTHS, *OUTSIDE, *WINDOW, *PERIODS]
