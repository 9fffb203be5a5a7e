"""Whole case histories of one child, as rows of the extracts, drawn by Hypothesis.

Each history is read off one large number, so that many can be drawn quickly. Most are in a
likely order; some hold what is wrongly keyed.
"""

from collections import defaultdict
from datetime import date
from hashlib import shake_256

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle import extracts
from tests.oracle.choices import Choices, Days
from tests.oracle.days import plus
from tests.oracle.dirt import spoil
from tests.oracle.extracts import Row, Rows
from tests.oracle.history_appeals import appeal, referral
from tests.oracle.history_plans import plan, reviews
from tests.oracle.history_requests import advice, child, request

BYTES = 16  # that Hypothesis draws for a history
STRETCHED = 700  # as many as a long history reads
DAYS_BEHIND = 45  # from the day of the ledger to the day the case system was read
SPOILED = 15  # of a hundred histories, in each extract


def histories(as_of: date, weeks: dict[str, int]) -> st.SearchStrategy[Rows]:
    """Histories as at a day; `weeks` are the health standards by clock id."""
    drawn = st.binary(min_size=BYTES, max_size=BYTES)
    numbers = drawn.map(lambda seed: int.from_bytes(shake_256(seed).digest(STRETCHED)))
    return numbers.map(lambda number: history(Choices(number), as_of, weeks))


def history(choices: Choices, as_of: date, weeks: dict[str, int]) -> Rows:
    """The rows of one child, whose ids all begin with an asterisk that `gather` replaces."""
    days, rows = Days(choices, as_of), defaultdict(list)
    about = child(choices, "*P", as_of)
    asked = _requests(choices, days, about)
    rows["needs_assessments"] = asked
    for row in asked:
        settled = None
        if choices.chance(45):
            key = f"*A{len(rows['tribunals'])}"
            named = {"request_id": row["request_id"]}
            rows["tribunals"].append(_about_request(choices, days, key, row, named))
            settled = rows["tribunals"][-1].get("outcome_date")
        for _ in range(choices.pick((0, 0, 1, 2, 3))):
            key = f"*D{len(rows['advice'])}"
            rows["advice"].append(advice(choices, days, key, row, settled))
    for number in range(choices.pick((0, 1, 1, 1, 2))):
        row = plan(choices, days, f"*L{number}", about)
        row["request_id"] = asked[0]["request_id"] if asked and choices.chance(40) else ""
        rows["plans"].append(row)
        rows["annual_reviews"] += reviews(choices, days, row)
        if choices.chance(30):
            key = f"*A{len(rows['tribunals'])}"
            named = {"plan_id": row["plan_id"], "request_id": row["request_id"]}
            rows["tribunals"].append(appeal(choices, days, key, about, named))
    for _ in range(choices.pick((0, 1, 2, 3))):
        key = f"*A{len(rows['tribunals'])}"
        rows["tribunals"].append(appeal(choices, days, key, about, {}))
    for number in range(choices.pick((0, 1, 1, 2))):
        rows["health_waits"].append(referral(choices, days, f"*H{number}", about, weeks))
    return _written(choices, rows, plus(as_of, DAYS_BEHIND))


def _requests(choices: Choices, days: Days, about: Row) -> list[Row]:
    """No request, one, or a second one that follows the first or runs beside it."""
    count = choices.pick((0, 1, 1, 1, 2))
    found: list[Row] = []
    for number in range(count):
        received = None
        if found and choices.chance(70):
            received = days.after(found[0]["received_date"], 140)
        found.append(request(choices, days, f"*R{number}", about, received))
    return found


def _about_request(choices: Choices, days: Days, key: str, about: Row, named: Row) -> Row:
    """An appeal that names a request, often settled on a day that matters to it."""
    row = appeal(choices, days, key, about, named)
    events = [day for name, day in about.items() if isinstance(day, date) and name[-5:] == "_date"]
    if row.get("outcome_date") and choices.chance(70):
        moved = days.near(choices.pick(events))
        gap = (moved - row["outcome_date"]).days
        for name in ("outcome_date", "assessment_notified_date", "draft_plan_date"):
            row[name] = plus(row[name], gap) if row.get(name) else None
        row["complied_date"] = plus(row["complied_date"], gap) if row.get("complied_date") else None
    return row


def _written(choices: Choices, rows: Rows, extracted_on: date) -> Rows:
    """The rows as texts: what lies after the extraction is not known yet, and some are spoiled."""
    found: Rows = {}
    for extract, kept in rows.items():
        known = [row for row in kept if _known(extract, row, extracted_on)]
        if choices.chance(SPOILED) and known:
            place = choices.below(len(known))
            known[place : place + 1] = spoil(choices, extract, known[place], extracted_on)
        found[extract] = [{name: str(cell or "") for name, cell in row.items()} for row in known]
    return found


def _known(extract: str, row: Row, extracted_on: date) -> bool:
    """Whether a row has begun by then; its later dates are blanked, with their outcomes."""
    for name, cell in row.items():
        if isinstance(cell, date) and cell > extracted_on and name not in extracts.PLANNED:
            row[name] = None
    for outcome, column, due in extracts.OUTCOMES.get(extract, ()):
        if not row.get(column) and (not due or row.get(outcome) in due):
            row[outcome] = ""
    needed = extracts.NEEDED_DATE.get(extract)
    return needed is None or row[needed] is not None


def gather(as_of: date, weeks: dict[str, int], count: int) -> Rows:
    """So many histories in one drop, each child with ids of its own."""
    found: Rows = {extract: [] for extract in extracts.KEYS}
    drawn: list[Rows] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(histories(as_of, weeks))
    def keep(history: Rows) -> None:
        drawn.append(history)

    keep()
    for number, history in enumerate(drawn):
        for extract, rows in history.items():
            found[extract] += [
                {name: cell.replace("*", f"{number}-", 1) for name, cell in row.items()}
                for row in rows
            ]
    return found
