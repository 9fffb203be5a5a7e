"""Appeals, concessions and agreements with every remedy, and health referrals."""

from datetime import date

from tests.oracle.choices import Choices, Days
from tests.oracle.days import MOVED, plus, plus_months
from tests.oracle.extracts import GROUNDS, REMEDY_CODES, WON, Row
from tests.oracle.history_requests import exception, told
from tests.oracle.rules import PATHWAYS

REMEDY_GROUNDS = ("absence_2w", "absence_2w", "absence_4w", "exceptional_personal_circumstances")
REMEDY_GROUNDS = (*REMEDY_GROUNDS, "school_closure", "ey_closure", "missed_appointment")
REMEDIES = ("assess", "assess", "assess", *REMEDY_CODES, *REMEDY_CODES, "amend_placement", "tea")
ONE_OFF = [day for moves in MOVED.values() for move in moves for day in move if day]
ROUTES = ("appeal", "unopposed", "mediation")
OUTCOMES = {"appeal": WON[:4], "unopposed": ("conceded",), "mediation": ("agreed",)}
LIMITS = {"assess": (14, 70, 98, 98), "make_plan": (35, 77, 77), "amend_placement": (14,)}


def appeal(choices: Choices, days: Days, key: str, about: Row, named: Row) -> Row:
    """An appeal, a concession or an agreement, about the request or the plan it names."""
    route = choices.pick((*ROUTES, *ROUTES, *ROUTES, *ROUTES, "", "letter"))
    row: Row = {"appeal_id": key, "route": route, "ground": choices.pick((*GROUNDS, ""))}
    row |= {name: told(choices, about)[name] for name in ("person_id", "la_code", "district")}
    row |= named
    if choices.chance(60):
        row |= _window(choices, days)
    kind = choices.below(10)
    if kind == 0:
        return row
    if kind == 1:
        code = choices.pick(("dismissed", "withdrawn", "struck_out", "lost"))
        return row | {"outcome": code, "outcome_date": days.start(14)}
    row["outcome"] = choices.pick(OUTCOMES.get(route, WON))
    remedy = choices.pick(REMEDIES)
    limit = choices.pick(LIMITS.get(remedy, (35, 14)))
    ordered = days.start(limit)
    row |= {"outcome_date": ordered, "remedy": remedy}
    row |= _steps(choices, days, remedy, ordered)
    if choices.chance(70):
        row |= exception(choices, days, ordered, limit, (*REMEDY_GROUNDS, "coronavirus"))
        row.pop("advice_requested_date", None)
    return row


def _window(choices: Choices, days: Days) -> Row:
    """A letter, a certificate and an appeal, with a last day in the awkward seasons."""
    year = choices.between(2015, days.as_of.year)
    season = choices.below(14)
    if season < 2:
        due = plus(date(year, 7, 30), choices.below(36))
    elif season < 6:
        due = plus(date(year, 12, 20), choices.below(18))
    elif season == 6:
        due = choices.pick(ONE_OFF)
    else:
        due = days.target()
    letter = choices.pick((plus_months(due, -2), days.near(plus_months(due, -2))))
    row: Row = {"decision_date": letter}
    if choices.chance(50):
        certified = choices.pick((plus_months(due, -1), plus(letter, choices.below(120))))
        row["certificate_date"] = days.near(certified)
    if choices.chance(65):
        registered = plus(due, choices.pick((-1, 0, 1, 2, 3, 4, 5, 10, 32, 33)))
        row["registered_date"] = max(letter, registered)
    return row


def _steps(choices: Choices, days: Days, remedy: str, ordered: date) -> Row:
    last = LIMITS.get(remedy, (35, 14))[-1]
    found: Row = {"complied_date": days.maybe_after(ordered, last, 65)}
    if remedy == "assess":
        found["remedy_outcome"] = choices.pick(("", "Y", "N", "N", "N", "?"))
        if found["remedy_outcome"] == "N" and choices.chance(60):
            late = plus(ordered, 71 + choices.below(30))
            found["complied_date"] = choices.pick((late, days.after(ordered, 70)))
        found["assessment_notified_date"] = days.maybe_after(ordered, 14, 60)
    if remedy == "make_plan":
        found["draft_plan_date"] = days.maybe_after(ordered, 35, 60)
    if choices.chance(12):
        found["remedy_due_date"] = choices.pick(
            (days.near(days.as_of), plus(ordered, choices.below(120)), plus(days.as_of, 200))
        )
    return found


def referral(choices: Choices, days: Days, key: str, about: Row, weeks: dict[str, int]) -> Row:
    """A referral on a health pathway; `weeks` are the area's standards by clock id."""
    pathway = choices.pick((*PATHWAYS, *PATHWAYS, *PATHWAYS, "dentistry"))
    limit = 7 * weeks.get(f"health_{pathway}", 18)
    referred = days.start(limit)
    row: Row = {"referral_id": key, "pathway": pathway, "referred_date": referred}
    row |= {name: about.get(name) for name in ("person_id", "la_code", "district")}
    row["first_contact_date"] = days.maybe_after(referred, limit, 50)
    row["completed_date"] = days.maybe_after(referred, limit, 50)
    row["accepted"] = choices.pick(("Y", "Y", "Y", "", "N", "?"))
    if choices.chance(25):
        row["ended_date"] = choices.pick((None, days.after(referred, limit)))
        row["ended_reason"] = choices.pick(("moved", ""))
    return row
