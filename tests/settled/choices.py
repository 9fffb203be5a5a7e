"""Three points on which the law can be read in two ways: the same cases under both readings."""

from tests.settled.case import Landed, appeal, both, none, of, plan, ran, review

ON_THE_DAY = {"phase_transfer_on_the_day": True}
ANNIVERSARY = {"review_on_the_anniversary": True}
COMBINED = {"combined_order_weeks": 2}

FEB, MAR, POST16 = "phase_transfer_feb15", "phase_transfer_mar31", "post16_transfer_5m"
OPENED = "2025-09-01"


def _named(case_id: str, kind: str, named: str, made: str = "2022-03-01") -> Landed:
    return plan(case_id, made, move=(kind, "2026-09-01", named))


NAMED = [
    *both(
        ON_THE_DAY,
        "named_on_15_february",
        "15 February itself is in time where the law is read so; a day later or earlier is clear.",
        of(
            _named("Z01", "primary_secondary", "2026-02-15"),
            _named("Z02", "primary_secondary", "2026-02-14"),
            _named("Z03", "primary_secondary", "2026-02-16"),
        ),
        [
            ran(FEB, "Z01", OPENED, "2026-02-14", "late", stopped="2026-02-15"),
            ran(FEB, "Z02", OPENED, "2026-02-14", "met", stopped="2026-02-14"),
            ran(FEB, "Z03", OPENED, "2026-02-14", "late", stopped="2026-02-16"),
        ],
        [
            ran(FEB, "Z01", OPENED, "2026-02-15", "met", stopped="2026-02-15"),
            ran(FEB, "Z02", OPENED, "2026-02-15", "met", stopped="2026-02-14"),
            ran(FEB, "Z03", OPENED, "2026-02-15", "late", stopped="2026-02-16"),
        ],
    ),
    *both(
        ON_THE_DAY,
        "named_on_31_march",
        "31 March itself is in time where the law is read so; 1 April is not.",
        of(
            _named("Z04", "secondary_post16", "2026-03-31"),
            _named("Z05", "secondary_post16", "2026-04-01"),
        ),
        [
            ran(MAR, "Z04", OPENED, "2026-03-30", "late", stopped="2026-03-31"),
            ran(MAR, "Z05", OPENED, "2026-03-30", "late", stopped="2026-04-01"),
        ],
        [
            ran(MAR, "Z04", OPENED, "2026-03-31", "met", stopped="2026-03-31"),
            ran(MAR, "Z05", OPENED, "2026-03-31", "late", stopped="2026-04-01"),
        ],
    ),
    *both(
        ON_THE_DAY,
        "five_months_before",
        "The 5 months between two settings after 16 are the same under both readings.",
        of(
            _named("Z06", "post16_post16", "2026-04-01"),
            _named("Z07", "post16_post16", "2026-04-02"),
        ),
        [
            ran(POST16, "Z06", OPENED, "2026-04-01", "met", stopped="2026-04-01"),
            ran(POST16, "Z07", OPENED, "2026-04-01", "late", stopped="2026-04-02"),
        ],
    ),
    *both(
        ON_THE_DAY,
        "made_on_15_february_or_31_march",
        "A plan made on the day itself is after the strict last day, and on the other.",
        of(
            _named("Z08", "primary_secondary", "", "2026-02-15"),
            _named("Z09", "secondary_post16", "", "2026-03-31"),
            _named("Z10", "primary_secondary", "", "2026-02-16"),
        ),
        [none(FEB, "Z08"), none(MAR, "Z09"), none(FEB, "Z10")],
        [
            ran(FEB, "Z08", "2026-02-15", "2026-02-15", "open_overdue"),
            ran(MAR, "Z09", "2026-03-31", "2026-03-31", "open_overdue"),
            none(FEB, "Z10"),
        ],
    ),
]

CHAIN, MOVED = "ar_review_12m", "transfer_review"
CAME = "2025-12-01"

REVIEWED = [
    *both(
        ANNIVERSARY,
        "reviewed_on_the_anniversary",
        "The anniversary itself is in time where the law is read so; the days beside it are clear.",
        of(
            plan("J01", "2025-03-03"),
            review("J01-1", "J01", "2026-02-09", decided=("maintain", "2026-03-03")),
            plan("J02", "2025-03-03"),
            review("J02-1", "J02", "2026-02-09", decided=("maintain", "2026-03-02")),
            plan("J03", "2025-03-03"),
            review("J03-1", "J03", "2026-02-09", decided=("maintain", "2026-03-04")),
        ),
        [
            ran(CHAIN, "J01", "2025-03-03", "2026-03-02", "late", stopped="2026-03-03"),
            ran(CHAIN, "J01", "2026-03-03", "2027-03-02", "open_in_time"),
            ran(CHAIN, "J02", "2025-03-03", "2026-03-02", "met", stopped="2026-03-02"),
            ran(CHAIN, "J02", "2026-03-02", "2027-03-01", "open_in_time"),
            ran(CHAIN, "J03", "2025-03-03", "2026-03-02", "late", stopped="2026-03-04"),
            ran(CHAIN, "J03", "2026-03-04", "2027-03-03", "open_in_time"),
        ],
        [
            ran(CHAIN, "J01", "2025-03-03", "2026-03-03", "met", stopped="2026-03-03"),
            ran(CHAIN, "J01", "2026-03-03", "2027-03-03", "open_in_time"),
            ran(CHAIN, "J02", "2025-03-03", "2026-03-03", "met", stopped="2026-03-02"),
            ran(CHAIN, "J02", "2026-03-02", "2027-03-02", "open_in_time"),
            ran(CHAIN, "J03", "2025-03-03", "2026-03-03", "late", stopped="2026-03-04"),
            ran(CHAIN, "J03", "2026-03-04", "2027-03-04", "open_in_time"),
        ],
    ),
    *both(
        ANNIVERSARY,
        "open_on_the_anniversary",
        "A year that began on this day a year ago is over, or on its last day.",
        of(plan("J04", "2025-06-30")),
        [ran(CHAIN, "J04", "2025-06-30", "2026-06-29", "open_overdue")],
        [ran(CHAIN, "J04", "2025-06-30", "2026-06-30", "open_in_time")],
    ),
    *both(
        ANNIVERSARY,
        "no_anniversary_of_a_leap_day",
        "A year from 29 February ends on 28 February under both readings.",
        of(plan("J05", "2024-02-29", ceased_date="2025-03-17")),
        [ran(CHAIN, "J05", "2024-02-29", "2025-02-28", "ended", ended="2025-03-17")],
    ),
    *both(
        ANNIVERSARY,
        "a_year_to_a_leap_day",
        "A year from 1 March 2023 ends on 29 February 2024, or on 1 March.",
        of(plan("J06", "2023-03-01", ceased_date="2024-03-18")),
        [ran(CHAIN, "J06", "2023-03-01", "2024-02-29", "ended", ended="2024-03-18")],
        [ran(CHAIN, "J06", "2023-03-01", "2024-03-01", "ended", ended="2024-03-18")],
    ),
    *both(
        ANNIVERSARY,
        "twelve_months_after_a_move",
        "The 12 months of a review after a move end on the anniversary as well, the 3 do not.",
        of(
            plan("J07", "2024-01-15", last_reviewed_date="2025-03-10", transferred_in_date=CAME),
            review("J07-1", "J07", "2026-02-16", decided=("maintain", "2026-03-10")),
            plan("J08", "2024-01-15", transferred_in_date=CAME),
            review("J08-1", "J08", "2026-02-16", decided=("maintain", "2026-03-01")),
            plan("J09", "2024-01-15", last_reviewed_date="2025-03-01", transferred_in_date=CAME),
            review("J09-1", "J09", "2026-02-16", decided=("maintain", "2026-03-01")),
        ),
        [
            ran(MOVED, "J07", CAME, "2026-03-09", "late", stopped="2026-03-10"),
            ran(MOVED, "J08", CAME, "2026-02-28", "late", stopped="2026-03-01"),
            ran(MOVED, "J09", CAME, "2026-02-28", "late", stopped="2026-03-01"),
        ],
        [
            ran(MOVED, "J07", CAME, "2026-03-10", "met", stopped="2026-03-10"),
            ran(MOVED, "J08", CAME, "2026-02-28", "late", stopped="2026-03-01"),
            ran(MOVED, "J09", CAME, "2026-03-01", "met", stopped="2026-03-01"),
        ],
    ),
]

RULED = "2026-03-02"
BOTH = "amend_contents_and_placement"
IN_2, IN_5 = "2026-03-16", "2026-04-06"


def _amended(case_id: str, route: str, remedy: str, done: str, **cells: str) -> Landed:
    outcome = {"appeal": "upheld", "unopposed": "conceded", "mediation": "agreed"}[route]
    return appeal(case_id, route, ruled=(outcome, RULED, remedy), complied_date=done, **cells)


AMENDED = [
    *(
        case
        for route, prefix in [("appeal", "order"), ("mediation", "agreement")]
        for case in both(
            COMBINED,
            f"{prefix}_about_both",
            "Contents and placement together have 5 weeks, or 2 and the clock of a placement.",
            of(
                _amended(f"G01-{prefix}", route, BOTH, IN_5),
                _amended(f"G02-{prefix}", route, BOTH, IN_2),
                _amended(f"G03-{prefix}", route, BOTH, "2026-04-07"),
            ),
            [
                ran(f"{prefix}_amend_5w", f"G01-{prefix}", RULED, IN_5, "met", stopped=IN_5),
                ran(f"{prefix}_amend_5w", f"G02-{prefix}", RULED, IN_5, "met", stopped=IN_2),
                ran(
                    f"{prefix}_amend_5w", f"G03-{prefix}", RULED, IN_5, "late", stopped="2026-04-07"
                ),
                none(f"{prefix}_school_2w", f"G01-{prefix}"),
            ],
            [
                ran(f"{prefix}_school_2w", f"G01-{prefix}", RULED, IN_2, "late", stopped=IN_5),
                ran(f"{prefix}_school_2w", f"G02-{prefix}", RULED, IN_2, "met", stopped=IN_2),
                ran(
                    f"{prefix}_school_2w",
                    f"G03-{prefix}",
                    RULED,
                    IN_2,
                    "late",
                    stopped="2026-04-07",
                ),
                none(f"{prefix}_amend_5w", f"G01-{prefix}"),
            ],
        )
    ),
    *both(
        COMBINED,
        "concession_about_both",
        "A concession about both has 5 weeks under both readings, as its own rule says.",
        of(_amended("G04", "unopposed", BOTH, IN_5)),
        [
            ran("unopposed_amend_5w", "G04", RULED, IN_5, "met", stopped=IN_5),
            none("unopposed_school_2w", "G04"),
        ],
    ),
    *both(
        COMBINED,
        "order_about_one",
        "Contents alone have 5 weeks and a placement alone 2, under both readings.",
        of(
            _amended("G05", "appeal", "amend_contents", IN_5),
            _amended("G06", "appeal", "amend_placement", IN_5),
            _amended("G07", "mediation", "maintain_amended", IN_5),
        ),
        [
            ran("order_amend_5w", "G05", RULED, IN_5, "met", stopped=IN_5),
            ran("order_school_2w", "G06", RULED, IN_2, "late", stopped=IN_5),
            ran("agreement_amend_5w", "G07", RULED, IN_5, "met", stopped=IN_5),
        ],
    ),
    *both(
        COMBINED,
        "order_about_both_with_a_date_of_its_own",
        "A day that the order sets counts whichever clock it falls to.",
        of(_amended("G08", "appeal", BOTH, "2026-03-27", remedy_due_date="2026-03-27")),
        [ran("order_amend_5w", "G08", RULED, "2026-03-27", "met", stopped="2026-03-27")],
        [ran("order_school_2w", "G08", RULED, "2026-03-27", "met", stopped="2026-03-27")],
    ),
]

CASES = [*NAMED, *REVIEWED, *AMENDED]
