"""Requests and the advice for them: what a council might have written down."""

from datetime import date

from tests.oracle.choices import Choices, Days
from tests.oracle.days import plus
from tests.oracle.extracts import CONTRIBUTORS, NEEDS, Row
from tests.oracle.places import districts
from tests.oracle.rules import CLOSURES, LEAST_DAYS

ENDINGS = ("withdrawn", "moved_out", "deceased", "aged_out", "other")
REQUEST_GROUNDS = (
    *("school_closure", "school_closure", "ey_closure", "exceptional_personal_circumstances"),
    *("absence_4w", "absence_4w", "absence_2w", "missed_appointment", "coronavirus"),
    "EP shortage",
)
LENGTHS = (13, 14, 15, 27, 28, 29, 28, 35, 60, 0, -3)
DISTRICTS = (*districts(), *districts().values())
PATHS = (
    *("undecided", "undecided", "awaited", "refused", "refused", "withdrawn", "unknown"),
    *("assessing", "assessing", "issued", "issued", "issued", "to_issue", "not_issued"),
    *("not_issued", "not_issued", "withdrawn_later"),
)


def child(choices: Choices, person: str, as_of: date) -> Row:
    """What every row about a child may carry: the person, where it lives, what it needs."""
    born = date(choices.between(2000, 2014), choices.between(1, 12), choices.between(1, 28))
    if choices.chance(15):
        year = as_of.year - choices.between(-1, 27)
        born = date(year, as_of.month, min(28, as_of.day) - choices.below(3))
    row = {
        "person_id": person,
        "la_code": choices.pick(("", "E10000017", "E10000017", "E99999999", "888", "Lancashire")),
        "district": choices.pick(DISTRICTS),
        "date_of_birth": born if choices.chance(85) else None,
        "primary_need": choices.pick((*NEEDS, "", "XYZ")),
    }
    elsewhere = {"la_code": "E08000002", "district": ""}
    return row | elsewhere if choices.chance(4) else row


def told(choices: Choices, about: Row) -> Row:
    """The same as one row tells it: now and then without the district or the need."""
    row = dict(about)
    if choices.chance(20):
        row["district"] = choices.pick(("", "Atlantis"))
    if choices.chance(15):
        row["primary_need"] = ""
    return row


def exception(choices: Choices, days: Days, start: date, limit: int, grounds: tuple) -> Row:
    """A ground with a period at the edges of the clock, of the law, or of the day of the ledger."""
    ground = choices.pick(grounds)
    if start.year == 2020 and choices.chance(60):
        ground = "coronavirus"
    row: Row = {"exception_ground": ground}
    length = LEAST_DAYS.get(ground, 28) + choices.pick((-1, 0, 0, 1, 10))
    if choices.chance(40):
        length = choices.pick(LENGTHS)
    due = plus(start, limit)
    begins = {
        0: plus(start, -length),
        1: plus(start, 1 - length),
        2: due,
        3: plus(due, 1),
        4: days.near(days.as_of),
    }
    opens = begins.get(choices.below(14), plus(start, choices.below(limit + 1)))
    missing = choices.below(12)
    row["exception_from"] = opens if missing not in (0, 2) else None
    row["exception_to"] = plus(opens, length) if missing not in (1, 2) else None
    if ground in CLOSURES and choices.chance(85):
        closes = plus(opens, length)
        asked = choices.pick(
            (
                *(plus(opens, -8), plus(opens, -7), plus(closes, -7), plus(closes, -6)),
                *(opens, plus(opens, 3), days.as_of, plus(days.as_of, 1)),
            )
        )
        row["advice_requested_date"] = asked
    return row


def request(choices: Choices, days: Days, key: str, about: Row, received: date | None) -> Row:
    """A request on one of the ways that a request can go."""
    again = choices.chance(40)
    limit = choices.pick((15, 98) if again else (42, 42, 112, 140, 140))
    received = received or days.start(limit)
    row: Row = {"request_id": key, "received_date": received} | told(choices, about)
    row["reassessment"] = "Y" if again else choices.pick(("", "N", "N", "Z"))
    row["start_basis"] = choices.pick(("request", "became_responsible", ""))
    row |= _way(choices, days, row, again)
    if choices.chance(40):
        row["advice_requested_date"] = plus(received, choices.below(60))
    if choices.chance(12):
        last = max(day for day in row.values() if isinstance(day, date) and day >= received)
        ending = choices.pick((days.near(last), days.after(received, limit), last, None))
        row |= {"ended_date": ending, "ended_reason": choices.pick((*ENDINGS, ""))}
    if choices.chance(65):
        row |= exception(choices, days, received, limit, REQUEST_GROUNDS)
    return row


def _way(choices: Choices, days: Days, row: Row, again: bool) -> Row:
    received, way = row["received_date"], choices.pick(PATHS)
    if way == "undecided":
        return {"request_outcome": choices.pick(("", "A"))}
    decided = days.after(received, 15 if again else 42)
    if way == "awaited":
        return {"request_outcome": "A", "request_outcome_date": decided}
    if way == "withdrawn":
        return {"request_outcome": "W", "request_outcome_date": choices.pick((None, decided))}
    if way in ("refused", "unknown"):
        code = "N" if way == "refused" else "X"
        return {"request_outcome": code, "request_outcome_date": decided}
    found: Row = {"request_outcome": "Y", "request_outcome_date": decided}
    known = days.after(decided, 98) if again else days.after(received, 112)
    known = max(known, decided) if choices.chance(90) else known
    if way == "assessing":
        code = choices.pick(("", "A"))
        beside = choices.pick((None, known)) if code else None
        return found | {"assessment_outcome": code, "assessment_outcome_date": beside}
    if way == "not_issued":
        return found | {"assessment_outcome": "N", "assessment_outcome_date": known}
    undated = choices.pick((None, known))
    if way == "withdrawn_later":
        return found | {"assessment_outcome": "W", "assessment_outcome_date": undated}
    found |= {"assessment_outcome": "Y", "assessment_outcome_date": undated}
    final = days.after(decided, 98) if again else days.after(received, 140)
    draft = plus(final, -choices.pick((13, 14, 15, 16, 30, 60)))
    found["draft_plan_date"] = draft if choices.chance(70) else None
    found["final_plan_date"] = final if way == "issued" else None
    return found


def advice(choices: Choices, days: Days, key: str, about: Row, settled: date | None) -> Row:
    """One request for advice, often on a day that matters to its request.

    `settled` is the day of an order, a concession or an agreement about that request.
    """
    received = about["received_date"]
    events = [day for name, day in about.items() if name[-5:] == "_date" and day]
    events += [settled] * len(events) if settled else []
    asked = days.near(choices.pick(events)) if choices.chance(40) else None
    asked = asked or max(received, days.start(42))
    row: Row = {"advice_id": key, "request_id": about["request_id"]}
    row |= {"contributor": choices.pick(CONTRIBUTORS), "requested_date": asked}
    row["received_date"] = days.maybe_after(asked, 42, 60)
    if choices.chance(50):
        grounds = ("exceptional_personal_circumstances", "absence_4w", "missed_appointment")
        grounds = (*grounds, "absence_4w", "absence_2w", "school_closure", "coronavirus")
        row |= exception(choices, days, asked, 42, grounds)
        row.pop("advice_requested_date", None)
    return row
