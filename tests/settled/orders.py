"""What follows from an order, a concession or a mediation agreement."""

from tests.settled.case import Case, Row, appeal, none, of, ran

RULED = "2026-03-02"

# The outcome by which each route comes to a remedy, and the name of its clocks.
ROUTES = {
    "appeal": ("order", "upheld"),
    "unopposed": ("unopposed", "conceded"),
    "mediation": ("agreement", "agreed"),
}
ANY_REMEDY = ("order_*", "unopposed_*", "agreement_*")

# The last day of each step after a ruling of 2 March 2026.
IN_2, IN_5, IN_10, IN_11, IN_14 = (
    "2026-03-16",
    "2026-04-06",
    "2026-05-11",
    "2026-05-18",
    "2026-06-08",
)

# Remedy, what was written down, and the steps that follow: name, last day, day of the stop.
REMEDIES: dict[str, tuple[str, dict[str, str], list[tuple[str, str, str]]]] = {
    "assess": (
        "assess",
        {"assessment_notified_date": IN_2, "complied_date": IN_14, "remedy_outcome": "Y"},
        [("assess_notify_2w", IN_2, IN_2), ("assess_final_14w", IN_14, IN_14)],
    ),
    "assess_not_issued": (
        "assess",
        {"assessment_notified_date": IN_2, "complied_date": IN_10, "remedy_outcome": "N"},
        [("assess_notify_2w", IN_2, IN_2), ("assess_notissue_10w", IN_10, IN_10)],
    ),
    "make_plan": (
        "make_plan",
        {"draft_plan_date": IN_5, "complied_date": IN_11},
        [("make_draft_5w", IN_5, IN_5), ("make_final_11w", IN_11, IN_11)],
    ),
    "amend_contents": (
        "amend_contents",
        {"complied_date": IN_5},
        [("amend_5w", IN_5, IN_5)],
    ),
    "amend_contents_and_placement": (
        "amend_contents_and_placement",
        {"complied_date": IN_5},
        [("amend_5w", IN_5, IN_5)],
    ),
    "maintain_amended": (
        "maintain_amended",
        {"complied_date": IN_5},
        [("amend_5w", IN_5, IN_5)],
    ),
    "amend_placement": (
        "amend_placement",
        {"complied_date": IN_2},
        [("school_2w", IN_2, IN_2)],
    ),
    "reconsider": (
        "reconsider",
        {"complied_date": IN_2},
        [("reconsider_2w", IN_2, IN_2)],
    ),
}


def _remedy(route: str, name: str) -> Case:
    prefix, outcome = ROUTES[route]
    remedy, written, steps = REMEDIES[name]
    case_id = f"{prefix}-{name}"
    clocks = {f"{prefix}_{step}" for step, _, _ in steps}
    others = {
        f"{prefix}_{step}" for _, _, all_steps in REMEDIES.values() for step, _, _ in all_steps
    }
    return Case(
        f"{prefix}_to_{name}",
        f"After the outcome {outcome} the remedy {remedy} runs its own clocks and no others.",
        of(appeal(case_id, route, ruled=(outcome, RULED, remedy), **written)),
        [
            *(
                ran(f"{prefix}_{step}", case_id, RULED, due, "met", stopped=stopped)
                for step, due, stopped in steps
            ),
            *(none(clock, case_id) for clock in sorted(others - clocks)),
        ],
    )


def _nothing(case_id: str) -> list[Row]:
    return [none(clock, case_id) for clock in ANY_REMEDY]


BY_REMEDY = [
    *(_remedy(route, name) for route in ROUTES for name in REMEDIES),
    Case(
        "another_promise",
        "An agreement about anything else is due in 2 weeks; on the other routes it has no clock.",
        of(
            appeal("O01", "mediation", ruled=("agreed", RULED, "other"), complied_date=IN_2),
            appeal(
                "O02", "mediation", ruled=("agreed", RULED, "other"), complied_date="2026-03-17"
            ),
            appeal("O03", "appeal", ruled=("upheld", RULED, "other")),
            appeal("O04", "unopposed", ruled=("conceded", RULED, "other")),
        ),
        [
            ran("agreement_other_2w", "O01", RULED, IN_2, "met", stopped=IN_2),
            ran("agreement_other_2w", "O02", RULED, IN_2, "late", stopped="2026-03-17"),
            *_nothing("O03"),
            *_nothing("O04"),
        ],
    ),
    *(
        Case(
            f"nothing_to_time_{remedy or 'without_a_remedy'}",
            "To keep the plan as it is, or to do nothing, has no day by which it is done.",
            of(
                *(
                    appeal(f"{prefix}-{remedy or 'no'}", route, ruled=(outcome, RULED, remedy))
                    for route, (prefix, outcome) in ROUTES.items()
                )
            ),
            [
                row
                for prefix, _ in ROUTES.values()
                for row in _nothing(f"{prefix}-{remedy or 'no'}")
            ],
        )
        for remedy in ("maintain", "none", "")
    ),
    *(
        Case(
            f"a_remedy_after_{outcome}",
            f"The outcome {outcome} brings the remedy's clock.",
            of(appeal(f"O-{outcome}", ruled=(outcome, RULED, "amend_contents"))),
            [ran("order_amend_5w", f"O-{outcome}", RULED, IN_5, "open_overdue")],
        )
        for outcome in ("part_upheld", "conceded", "consent_order")
    ),
    *(
        Case(
            f"no_remedy_after_{outcome}",
            f"The outcome {outcome} brings no clock, whatever remedy is written beside it.",
            of(appeal(f"O-{outcome}", ruled=(outcome, RULED, "amend_contents"))),
            _nothing(f"O-{outcome}"),
        )
        for outcome in ("dismissed", "withdrawn", "struck_out")
    ),
    Case(
        "an_appeal_that_is_live",
        "An appeal without an outcome has no remedy's clock.",
        of(appeal("O05", remedy="amend_contents")),
        _nothing("O05"),
    ),
    Case(
        "an_outcome_of_an_unknown_code",
        "An outcome whose code nobody knows brings no remedy's clock.",
        of(appeal("O06", ruled=("perhaps", RULED, "amend_contents"))),
        _nothing("O06"),
    ),
    Case(
        "an_outcome_after_the_report",
        "An order dated after the report has no clock yet; one of that day has.",
        of(
            appeal("O07", ruled=("upheld", "2026-07-01", "amend_contents")),
            appeal("O08", ruled=("upheld", "2026-06-30", "amend_contents")),
        ),
        [
            *_nothing("O07"),
            ran("order_amend_5w", "O08", "2026-06-30", "2026-08-04", "open_in_time"),
        ],
    ),
]

BY_STEP = [
    Case(
        "steps_are_judged_one_by_one",
        "Each step of a remedy stops with its own day, late or in time, or stays open.",
        of(
            appeal(
                "O09",
                ruled=("upheld", RULED, "assess"),
                assessment_notified_date="2026-03-17",
                complied_date="2026-06-08",
            ),
            appeal("O10", ruled=("upheld", RULED, "make_plan"), complied_date="2026-05-19"),
            appeal("O11", ruled=("upheld", "2026-05-26", "make_plan")),
        ),
        [
            ran("order_assess_notify_2w", "O09", RULED, IN_2, "late", stopped="2026-03-17"),
            ran("order_assess_final_14w", "O09", RULED, IN_14, "met", stopped="2026-06-08"),
            ran("order_make_draft_5w", "O10", RULED, IN_5, "open_overdue"),
            ran("order_make_final_11w", "O10", RULED, IN_11, "late", stopped="2026-05-19"),
            ran("order_make_draft_5w", "O11", "2026-05-26", "2026-06-30", "open_in_time"),
            ran("order_make_final_11w", "O11", "2026-05-26", "2026-08-11", "open_in_time"),
        ],
    ),
    Case(
        "not_to_issue_only_once_it_has_happened",
        "A decision not to issue after an order counts from its day; until then the plan is due.",
        of(
            appeal("O12", ruled=("upheld", "2026-04-06", "assess"), remedy_outcome="N"),
            appeal(
                "O13",
                ruled=("upheld", "2026-04-06", "assess"),
                remedy_outcome="N",
                complied_date="2026-07-01",
            ),
            appeal(
                "O14",
                ruled=("upheld", "2026-04-06", "assess"),
                remedy_outcome="N",
                complied_date="2026-06-30",
            ),
        ),
        [
            ran("order_assess_final_14w", "O12", "2026-04-06", "2026-07-13", "open_in_time"),
            none("order_assess_notissue_10w", "O12"),
            ran("order_assess_final_14w", "O13", "2026-04-06", "2026-07-13", "open_in_time"),
            none("order_assess_notissue_10w", "O13"),
            none("order_assess_final_14w", "O14"),
            ran(
                "order_assess_notissue_10w",
                "O14",
                "2026-04-06",
                "2026-06-15",
                "late",
                stopped="2026-06-30",
            ),
        ],
    ),
    Case(
        "a_date_of_the_order_moves_the_last_step",
        "A day that the order itself sets is the last step's, and leaves the step before alone.",
        of(
            appeal(
                "O15",
                ruled=("upheld", RULED, "assess"),
                remedy_due_date="2026-04-30",
                assessment_notified_date="2026-03-17",
                complied_date="2026-05-01",
            ),
            appeal(
                "O16",
                ruled=("upheld", RULED, "make_plan"),
                remedy_due_date="2026-06-30",
                draft_plan_date="2026-04-07",
            ),
            appeal(
                "O17",
                ruled=("upheld", RULED, "assess"),
                remedy_due_date="2026-04-30",
                remedy_outcome="N",
                complied_date="2026-04-30",
            ),
        ),
        [
            ran("order_assess_notify_2w", "O15", RULED, IN_2, "late", stopped="2026-03-17"),
            ran("order_assess_final_14w", "O15", RULED, "2026-04-30", "late", stopped="2026-05-01"),
            ran("order_make_draft_5w", "O16", RULED, IN_5, "late", stopped="2026-04-07"),
            ran("order_make_final_11w", "O16", RULED, "2026-06-30", "open_in_time"),
            ran(
                "order_assess_notissue_10w", "O17", RULED, "2026-04-30", "met", stopped="2026-04-30"
            ),
        ],
    ),
    Case(
        "a_date_of_the_order_moves_the_only_step",
        "A remedy of one step is due on the day that was set, sooner or later than the rule.",
        of(
            appeal(
                "O18",
                ruled=("upheld", RULED, "amend_contents"),
                remedy_due_date="2026-03-20",
                complied_date="2026-03-21",
            ),
            appeal(
                "O19",
                "unopposed",
                ruled=("conceded", RULED, "amend_placement"),
                remedy_due_date="2026-04-30",
                complied_date="2026-04-30",
            ),
            appeal(
                "O20",
                "mediation",
                ruled=("agreed", RULED, "other"),
                remedy_due_date="2026-07-01",
            ),
        ),
        [
            ran("order_amend_5w", "O18", RULED, "2026-03-20", "late", stopped="2026-03-21"),
            ran("unopposed_school_2w", "O19", RULED, "2026-04-30", "met", stopped="2026-04-30"),
            ran("agreement_other_2w", "O20", RULED, "2026-07-01", "open_in_time"),
        ],
    ),
]

CASES = [*BY_REMEDY, *BY_STEP]
