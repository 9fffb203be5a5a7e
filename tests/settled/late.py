"""Three cases that are late but for a ground: a plan, an amendment and a piece of advice."""

from tests.settled.case import Landed, Row, advice, appeal, ran, request

FINAL, ADVICE, AMEND = "final_plan_20w", "advice_return_6w", "order_amend_5w"

PERSONAL = "exceptional_personal_circumstances"
SCHOOL, EARLY = "school_closure", "ey_closure"
AWAY4, AWAY2 = "absence_4w", "absence_2w"
MISSED, VIRUS = "missed_appointment", "coronavirus"


def late_plan(case_id: str, ground: tuple[str, ...], advised: str = "", **cells: str) -> Landed:
    """A request of 5 January 2026, decided in time, whose plan came a week late, on 1 June."""
    return request(
        case_id,
        "2026-01-05",
        told=("Y", "2026-02-10"),
        final_plan_date="2026-06-01",
        ground=ground,
        advice_requested_date=advised,
        **cells,
    )


def plan_row(case_id: str, ground: str | None) -> Row:
    """The late plan's row: an exception where the ground stands, else late."""
    status = "exception" if ground else "late"
    return ran(
        FINAL, case_id, "2026-01-05", "2026-05-25", status, stopped="2026-06-01", ground=ground
    )


def late_amendment(case_id: str, ground: tuple[str, ...], route: str = "appeal") -> Landed:
    """A plan amended on 20 April 2026, two weeks late, after a ruling of 2 March."""
    outcome = {"appeal": "upheld", "unopposed": "conceded", "mediation": "agreed"}[route]
    return appeal(
        case_id,
        route,
        ruled=(outcome, "2026-03-02", "amend_contents"),
        complied_date="2026-04-20",
        ground=ground,
    )


def amendment_row(case_id: str, ground: str | None, clock: str = AMEND) -> Row:
    status = "exception" if ground else "late"
    return ran(
        clock, case_id, "2026-03-02", "2026-04-06", status, stopped="2026-04-20", ground=ground
    )


def late_advice(case_id: str, ground: tuple[str, ...]) -> list[Landed]:
    """Advice asked for on 16 February 2026 that came a week late, on 6 April."""
    return [
        request(f"{case_id}-R", "2026-01-05"),
        advice(case_id, f"{case_id}-R", "2026-02-16", received_date="2026-04-06", ground=ground),
    ]


def advice_row(case_id: str, ground: str | None) -> Row:
    status = "exception" if ground else "late"
    return ran(
        ADVICE, case_id, "2026-02-16", "2026-03-30", status, stopped="2026-04-06", ground=ground
    )
