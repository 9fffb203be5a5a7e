"""The family's time to appeal, and what an order, a concession or an agreement sets going."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tests.oracle import places
from tests.oracle.extracts import WON, Row
from tests.oracle.judging import Case, Clock, Ground, happened, judge
from tests.oracle.rules import PREFIXES, Readings, appeal_due, due_after

AMENDMENTS = ("amend_contents", "amend_contents_and_placement", "maintain_amended")


def appeal_clocks(row: Row, about: list[Case], as_of: date, readings: Readings) -> Iterator[Clock]:
    """The clocks of an appeal or of a mediation agreement, `about` a request or a plan, or both.

    Where its own row does not tell the district, the need or the age, those do.
    """
    own = Case("", "", "", places.authority(row), places.district(row))
    known = (case for case in (own, *about) if case.district != places.NOT_KNOWN)
    place = next(known, own)
    case = Case(
        "appeal",
        row["appeal_id"],
        row["person_id"],
        place.la_code,
        place.district,
        need=next((case.need for case in about if case.need), None),
        age_band=next((case.age_band for case in about if case.age_band), None),
        appeal_ground=row.get("ground"),
    )
    letter = row["decision_date"]
    if letter:
        due = appeal_due(letter, happened(row["certificate_date"], as_of))
        window = Clock("appeal_window", case, letter, due, row["registered_date"])
        yield from judge(window, None, as_of)
    ordered = happened(row["outcome_date"], as_of)
    if not ordered or row["outcome"] not in WON or row["route"] not in PREFIXES:
        return
    ground = None
    if row.get("exception_ground"):
        ground = Ground(row["exception_ground"], row["exception_from"], row["exception_to"])
    steps = _steps(row, as_of, readings)
    for number, (step, stop) in enumerate(steps, start=1):
        clock_id = f"{PREFIXES[row['route']]}_{step}"
        clock = Clock(clock_id, case, ordered, due_after(clock_id, ordered, readings), stop)
        if number == len(steps) and row["remedy_due_date"]:
            clock = replace(clock, due_on=row["remedy_due_date"])
        yield from judge(clock, ground, as_of)


def _steps(row: Row, as_of: date, readings: Readings) -> list[tuple[str, date | None]]:
    """The steps of a remedy in their order, each with the day it was done."""
    remedy, done = row["remedy"], row["complied_date"]
    if remedy == "assess":
        refused = row["remedy_outcome"] == "N" and happened(done, as_of)
        last = "assess_notissue_10w" if refused else "assess_final_14w"
        return [("assess_notify_2w", row["assessment_notified_date"]), (last, done)]
    if remedy == "make_plan":
        return [("make_draft_5w", row["draft_plan_date"]), ("make_final_11w", done)]
    if remedy == "amend_placement":
        return [("school_2w", done)]
    if remedy == "reconsider":
        return [("reconsider_2w", done)]
    if remedy == "other" and row["route"] == "mediation":
        return [("other_2w", done)]
    if remedy not in AMENDMENTS:
        return []
    both = remedy == "amend_contents_and_placement" and row["route"] != "unopposed"
    if both and readings.combined_order_weeks == 2:
        return [("school_2w", done)]
    return [("amend_5w", done)]
