"""Plans: made after a request, moved in, or older than the history; and how they end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.sample_model import days
from pipeline.sample_model.days import NEVER
from pipeline.sample_model.draw import Draw
from pipeline.sample_model.people import YEAR, Child, make_child
from pipeline.sample_model.requests import Request
from pipeline.sample_model.story import Story

FIRST_PLANS = days.day(2014, 9)  # no plan is older than the Act
LEFT_SCHOOL = {"2": 25, "3": 10, "4": 16, "6": 36, "9": 13}
LEFT_EARLY = {"5": 60, "7": 8, "8": 2, "2": 20, "9": 10}
SENIOR = 9  # preparation for adulthood begins in Year 9


@dataclass(slots=True)
class Plan:
    """One plan. Days as in `Request`; `since` is the day it was first made."""

    child: Child
    since: int
    draw: Draw
    plan_id: str = ""
    request_id: str = ""
    moved_in: int = NEVER
    last_reviewed: int = NEVER
    ceased: int = NEVER
    ceased_reason: str = ""
    ceased_undated: bool = False
    transfer: str = ""
    transfer_on: int = NEVER
    named: int = NEVER

    @property
    def held_from(self) -> int:
        """The day from which the authority held the plan."""
        return self.moved_in if self.moved_in < NEVER else self.since

    def gone_by(self, day: int) -> bool:
        """Ended on or before a day; an end that nobody dated counts from the last dated event."""
        return self.held_from <= day if self.ceased_undated else self.ceased <= day

    def live_on(self, day: int) -> bool:
        """Held by the authority at the end of a day."""
        return self.held_from <= day and not self.gone_by(day)


def make_plans(requests: list[Request], seed: int, story: Story) -> list[Plan]:
    """All plans, so many of them that the caseload at the story's year end is met exactly."""
    numbers = story.numbers["plans"]
    at = numbers["live_at"].toordinal()
    year_began = days.day(days.year_of(at)) - 1
    plans = []
    for case in requests:
        if case.issued <= story.cut and not case.reassessment:
            plan = Plan(case.child, case.issued, Draw(seed, "plan", case.request_id))
            plan.request_id = case.request_id
            plans.append(_end(plan, story))
    for year, count in numbers["moved_in"].items():
        plans += [_moved_in(int(year), number, seed, story) for number in range(count)]
    new = numbers["live"] - numbers["review_expected"]
    made = sum(plan.live_on(at) and plan.held_from > year_began for plan in plans)
    number = 0
    while made < new:
        plan = _moved_in(days.year_of(at), number, seed, story)
        plans.append(plan)
        made += plan.live_on(at)
        number += 1
    live = sum(plan.live_on(at) for plan in plans)
    number = 0
    while live < numbers["live"]:
        plan = _older(number, seed, story)
        number += 1
        if not plan.gone_by(story.begins):
            plans.append(plan)
            live += plan.live_on(at)
    plans.sort(key=lambda plan: (plan.held_from, plan.child.person_id))
    for number, plan in enumerate(plans, 1):
        plan.plan_id = f"E{number:05d}"
        _next_transfer(plan, story)
    return plans


def _moved_in(year: int, number: int, seed: int, story: Story) -> Plan:
    """A plan that another authority had made."""
    draw = Draw(seed, "moved in", year, number)
    first, last = days.day(year), min(days.month_end(year, 12), story.cut)
    moved = draw.among(days.working_days(first, last))
    child = make_child((year - 2018) * 1000 + number, "2", moved, [4, 7, 10, 13, 19], draw, story)
    earliest = max(FIRST_PLANS + draw.whole(0, 90), child.born + 2 * 365)
    since = min(max(moved - draw.spread([120, 420, 800, 1300, 2400]), earliest), moved)
    plan = Plan(child, days.settle(since, min(earliest, moved), moved, draw), draw)
    plan.moved_in = moved
    if moved - plan.since > 400 and draw.chance(0.8):
        plan.last_reviewed = days.settle(moved - draw.whole(20, 380), plan.since, moved, draw)
    return _end(plan, story)


def _older(number: int, seed: int, story: Story) -> Plan:
    """A plan from before the history of requests, mostly made from a statement."""
    numbers, draw = story.numbers["plans"], Draw(seed, "older", number)
    year = int(draw.pick(numbers["older_months"]))
    first = FIRST_PLANS if year == 2014 else days.day(year)
    last = days.month_end(year, 6 if year == 2018 else 12)
    since = draw.among(days.working_days(first, last))
    child = make_child(number, "3", since, numbers["older_age"], draw, story)
    plan = Plan(child, since, draw)
    if draw.chance(0.08):
        plan.request_id = f"R{year}-{number:05d}"  # a request older than the extract
    reviewed = story.begins - draw.spread([5, 80, 190, 320, 700])
    if reviewed > since + 200 and draw.chance(0.86):
        plan.last_reviewed = days.settle(reviewed, since, story.begins - 1, draw)
    return _end(plan, story)


def _end(plan: Plan, story: Story) -> Plan:
    """Let the plan end: with school, at 25, or on the way."""
    numbers, draw, child = story.numbers["plans"], plan.draw, plan.child
    ages = [int(age * YEAR) for age in numbers["leaving_age"]]
    leaves = days.day(days.year_of(child.born + draw.spread(ages)), 7, 10) + draw.whole(0, 80)
    if leaves < plan.held_from + 120:
        leaves = plan.held_from + draw.spread([150, 420, 760, 1000, 1400])
    leaves = min(leaves, child.born + int(25.6 * YEAR))
    reason = "1" if child.age(leaves) >= 25 else draw.pick(LEFT_SCHOOL)
    # A steady small share leaves in any year.
    early = plan.held_from + 30 + int(draw.share() / numbers["other_leaving"] * 365)
    if early < leaves:
        leaves, reason = early, draw.pick(LEFT_EARLY)
    leaves = max(leaves, plan.held_from + 20)
    if leaves > story.cut:
        return plan
    plan.ceased = days.settle(leaves, plan.held_from, leaves + 6, draw)
    if plan.ceased > story.cut:
        plan.ceased = NEVER
        return plan
    plan.ceased_reason = reason
    recent = plan.held_from > story.numbers["plans"]["live_at"].toordinal()
    plan.ceased_undated = recent and draw.chance(0.3)
    return plan


def _kind(year: int, draw: Draw) -> str:
    """The kind of move that a child makes out of this school year, if any."""
    moves = {-1: ("early_years", 1.0), 2: ("infant_junior", 0.12), 6: ("primary_secondary", 1.0)}
    moves |= {11: ("secondary_post16", 1.0), 13: ("post16_post16", 0.45)}
    kind, likely = moves.get(year, ("", 0.0))
    return kind if draw.chance(likely) else ""


def _next_transfer(plan: Plan, story: Story) -> None:
    """The move on record: next September's, or last September's where nobody renewed it."""
    draw = plan.draw
    seen = min(plan.ceased, story.as_of)
    year = plan.child.school_year(seen)
    starts = days.year_of(seen) + (1 if days.text(seen)[5:7] >= "09" else 0)
    coming, past = _kind(year, draw), _kind(year - 1, draw)
    if past and draw.chance(0.9):
        plan.transfer, plan.transfer_on = past, days.day(starts - 1, 9)
    elif coming:
        plan.transfer, plan.transfer_on = coming, days.day(starts, 9)
    if plan.transfer == "post16_post16" and draw.chance(0.25):
        plan.transfer_on = days.day(starts, 1, 4)
    if not plan.transfer or plan.transfer_on <= plan.held_from:
        plan.transfer, plan.transfer_on = "", NEVER
        return
    due = _due(plan.transfer, plan.transfer_on)
    likely = story.numbers["plans"]["transfer_named"][plan.transfer] * (
        0.6 + 0.4 * min(plan.child.district.decided, 1)
    )
    if draw.chance(likely):
        named = due - draw.spread([0, 1, 3, 12, 130])
    elif draw.chance(0.75):
        named = due + draw.spread([1, 6, 30, 80, 160])
    else:
        return
    window = max(plan.transfer_on - 364, plan.held_from)
    named = days.settle(max(named, window), window, max(named, window), draw)
    if named <= story.cut and named < plan.ceased:
        plan.named = named


def _due(kind: str, on: int) -> int:
    """About the day by which the plan has to name the next place; the register rules, not this."""
    year = days.year_of(on)
    if kind == "post16_post16":
        return on - 153
    return days.day(year, 3, 30) if kind == "secondary_post16" else days.day(year, 2, 14)


def plan_row(plan: Plan, story: Story) -> dict[str, Any]:
    """The plan as the case system showed it on the day of the extract."""
    draw, child = plan.draw, plan.child

    def known(day: int) -> int | None:
        return day if day <= story.cut else None

    year = child.school_year(story.as_of)
    senior = year >= SENIOR
    ready = {"Y": 52 * min(child.district.reviewed, 1.3), "N": 34, "": 14}
    group = "N" if year < 0 else "R" if year == 0 else str(min(year, 15))
    gp = plan.held_from + draw.spread([1, 8, 16, 34, 120])
    told = draw.chance(0.3 if plan.held_from < days.day(2025) else 0.62)
    return {
        "plan_id": plan.plan_id,
        "person_id": child.person_id,
        "request_id": plan.request_id,
        "district": child.district.name,
        "date_of_birth": child.born,
        "sex": child.sex,
        "ethnicity": child.ethnicity,
        "primary_need": child.need,
        "setting_type": child.setting(min(plan.ceased, story.as_of), draw),
        "start_date": plan.since,
        "transferred_in_date": known(plan.moved_in),
        "last_reviewed_date": known(plan.last_reviewed),
        "ceased_date": None if plan.ceased_undated else known(plan.ceased),
        "ceased_reason": plan.ceased_reason,
        "year_group": group if plan.ceased > story.cut and draw.chance(0.85) else "",
        "next_transfer_kind": plan.transfer,
        "next_transfer_date": plan.transfer_on if plan.transfer else None,
        "transfer_named_date": known(plan.named),
        "gp_informed_date": days.settle(gp, plan.held_from, gp, draw)
        if told and gp <= story.cut
        else None,
        "pfa_outcomes": draw.pick(ready) if senior else "",
    }
