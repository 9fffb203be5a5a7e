"""Plans with their reviews, moves between authorities and moves between phases."""

from datetime import date

from tests.oracle.choices import Choices, Days
from tests.oracle.days import months_beginning_with, plus, plus_months
from tests.oracle.extracts import KINDS, Row
from tests.oracle.history_requests import told
from tests.oracle.rules import BEFORE

BEGINNINGS = ("start_date", "transferred_in_date", "last_reviewed_date")
PHASES = (*KINDS, "secondary_post16", "secondary_post16", "post16_post16")


def plan(choices: Choices, days: Days, key: str, about: Row) -> Row:
    """A plan, most often one that began some years before the day of the ledger."""
    start = days.start(365) if choices.chance(50) else days.start(365 * choices.between(2, 5))
    row: Row = {"plan_id": key, "start_date": start} | told(choices, about)
    if choices.chance(25):
        moved = days.start(90) if choices.chance(60) else days.after(start, 365)
        row["transferred_in_date"] = max(start, moved) if choices.chance(90) else moved
    if choices.chance(25):
        anchor = row.get("transferred_in_date") or start
        row["last_reviewed_date"] = choices.pick(
            (days.after(start, 365), days.near(anchor), days.near(plus(days.as_of, -365)))
        )
    if choices.chance(55):
        row |= _phase(choices, days, row)
    if choices.chance(28):
        held = max(day for name, day in row.items() if name in BEGINNINGS)
        soon = days.near(plus(held, choices.pick((0, 1, 60, 200, 300))))
        later = days.after(start, 900)
        if "next_transfer_date" in row:
            later = days.after(plus_months(row["next_transfer_date"], -12), 150)
        row["ceased_date"] = choices.pick((None, days.near(held), soon, soon, later, later))
        row["ceased_reason"] = choices.pick(("1", "2", "9", "8", "", "77"))
    return row


def _phase(choices: Choices, days: Days, row: Row) -> Row:
    """A move to another phase, with a limit on a day of interest."""
    kind = choices.pick((*PHASES, *PHASES, "", "nursery"))
    if kind in BEFORE:
        _, month, day = BEFORE[kind]
        year = days.as_of.year + choices.pick((-3, -2, -1, 0, 0, 1, 1, 2))
        due = date(year, month, day - 1)
        transfer = date(year, choices.pick((1, 2, 3, 9, 9, 9, 9)), choices.pick((1, 28)))
    else:
        due = choices.pick((days.target(), days.target(), plus(days.as_of, 60)))
        transfer = choices.pick((plus_months(due, 5), days.near(plus_months(due, 5))))
        transfer = choices.pick((transfer, date(transfer.year, 7, 31), date(transfer.year, 8, 1)))
    opens = plus_months(transfer, -12)
    if choices.chance(15):
        row["start_date"] = days.near(choices.pick((due, opens)))
    late = plus(due, 1 + choices.below(60))
    named = choices.pick((due, days.near(due), late, days.near(opens), days.near(days.as_of)))
    named = named if choices.chance(55) else None
    return {
        "next_transfer_kind": kind,
        "next_transfer_date": transfer,
        "transfer_named_date": named,
    }


def reviews(choices: Choices, days: Days, plan: Row) -> list[Row]:
    """Reviews, one about every year, and some that crowd together."""
    found: list[Row] = []
    held = plan.get("transferred_in_date") or plan["start_date"]
    for number in range(choices.pick((0, 1, 2, 3, 4, 5, 6))):
        limit = months_beginning_with(held, 12)
        gap = (limit - held).days
        decided = days.after(held, gap)
        if number and choices.chance(10):
            decided = found[-1]["_decided"]
        met = plus(decided, -choices.pick((27, 28, 29, 0, 14, 40, 60)))
        if choices.chance(15):
            met = days.start(choices.pick((14, 28, 84)))
        row = _review(choices, days, f"{plan['plan_id']}-V{number}", plan, met, decided)
        found.append(row | {"_decided": decided})
        held = max(held, decided)
    return [{name: cell for name, cell in row.items() if name[0] != "_"} for row in found]


def _review(choices: Choices, days: Days, key: str, plan: Row, met: date, decided: date) -> Row:
    row: Row = {"review_id": key, "plan_id": plan["plan_id"], "meeting_date": met}
    row["person_id"] = choices.pick((plan["person_id"], ""))
    if choices.chance(70):
        row["invitation_date"] = plus(met, -choices.pick((13, 14, 15, 0, 30)))
    edges = [plan.get("transferred_in_date"), plan.get("ceased_date"), plan["start_date"]]
    edge = choices.pick([day for day in edges if day])
    if choices.chance(4):
        row["invitation_date"] = days.near(edge)
    if choices.chance(12):
        row["meeting_date"] = met = days.near(edge)
        decided = max(decided, met) if choices.chance(50) else plus(met, choices.below(40))
    row["report_date"] = days.maybe_after(met, 14, 65)
    if choices.chance(15) or decided < met:
        return row
    code = choices.pick(("maintain", "amend", "amend", "amend", "cease", "A", "M", "C", "tbc"))
    row |= {"decision": code, "decision_date": decided}
    if code in ("amend", "A") or choices.chance(10):
        notice = days.maybe_after(met, 28, 75)
        row["amendment_notice_date"] = notice
        begins = notice or met
        final = choices.pick((plus(met, 84), plus(begins, 56)))
        final = days.near(final) if choices.chance(60) else days.after(begins, 56)
        row["final_plan_date"] = final if choices.chance(50) else None
        row["no_amendment_date"] = days.maybe_after(begins, 56, 20)
    return row
