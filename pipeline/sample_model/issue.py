"""Which case got its plan when: the queue, emptied in the numbers that the story gives.

For each period the story says how many plans were sent within 20 weeks, later, and after a year.
Cases are taken for each of these so that the numbers come out exactly: those in time by district
and by how long their 20 weeks lie in the period, late ones roughly in the order in which they came.
"""

from __future__ import annotations

from typing import Any

from pipeline.sample_model import days
from pipeline.sample_model.draw import Draw, choose
from pipeline.sample_model.requests import Request
from pipeline.sample_model.story import Story

HARD = 0.03  # cases that nothing moves: papers lost, nobody to ask, a placement nobody finds
YEAR = 365  # the Department's boundary between a late plan and one later than a year


def leave_or_stay(requests: list[Request], seed: int, story: Story) -> list[Request]:
    """Let some cases leave during the assessment or be refused a plan; the rest wait for one."""
    numbers = story.numbers["decisions"]
    waiting = [case for case in requests if case.outcome == "Y"]
    for case in waiting:
        if case.draw.chance(numbers["left"]):
            case.ended_reason = case.draw.pick(numbers["left_how"])
            gone = case.decided + case.draw.spread([12, 50, 95, 170, 420])
            case.ended = days.settle(gone, case.decided + 1, gone + 9, case.draw)
            case.ended_undated = case.draw.chance(numbers["left_undated"])
    waiting = [case for case in waiting if not case.ended_reason]
    limit = story.limits["not_to_issue_16w"]
    for name, count in story.numbers["not_issued"].items():
        year = int(name)
        # Only cases that can still be decided in the year; the odd days leave room for both ends.
        able = [
            case
            for case in waiting
            if days.day(year) - 150 <= case.received
            and case.received + 170 <= days.month_end(year, 12)
            if case.received + 130 >= days.day(year) and case.received + 170 <= story.cut
        ]
        for case in choose(able, count, lambda case: 1, Draw(seed, "not issued", year)):
            case.assessed = "N"
            takes = case.draw.spread(
                [95, 105, 112, 118, 160] if year != 2024 else [100, 110, 119, 130, 165]
            )
            least = max(days.day(year), case.decided + 40)
            case.assessed_on = days.settle(
                max(case.received + takes, least), least, case.received + limit + 60, case.draw
            )
        waiting = [case for case in waiting if not case.assessed]
    return waiting


def issue_plans(waiting: list[Request], seed: int, story: Story) -> None:
    """Give every waiting case the day of its plan; days after the extract stay in the future."""
    turns = {case.request_id: _turn(case, seed) for case in waiting}
    for period in story.numbers["issued"]:
        start, end = period["from"].toordinal(), period["to"].toordinal()
        try:
            taken = _period(waiting, turns, start, end, period, seed, story)
        except ValueError as error:
            raise ValueError(f"story.toml, plans issued from {period['from']}: {error}") from error
        waiting = [case for case in waiting if case.request_id not in taken]
    for case in waiting:
        _later(case, story)


def _fewest(case: Request, story: Story) -> int:
    """The first day on which this case's plan could be out."""
    return max(case.received + story.numbers["milestones"]["fewest_days"], case.decided + 45)


def _turn(case: Request, seed: int) -> int:
    """The case's place in the queue: the day it came, moved by its district and by chance."""
    draw = Draw(seed, "turn", case.request_id)
    hard = draw.whole(90, 400) if draw.chance(HARD) else 0
    return case.received + case.child.district.late_days + draw.whole(-60, 60) + hard


def _period(
    waiting: list[Request],
    turns: dict[str, int],
    start: int,
    end: int,
    wanted: dict[str, Any],
    seed: int,
    story: Story,
) -> set[str]:
    """Issue one period's plans; the ids of the requests that got one."""
    limit = story.limits["final_plan_20w"]
    name = days.text(start)
    slots = [
        day
        for day in days.working_days(start, end)
        for _ in range(1 if days.text(day)[5:7] == "08" else 2)
    ]
    taken: set[str] = set()

    def free(least_age: int, most_age: int) -> list[Request]:
        """Cases that could get their plan in the period at this age, in order of their turn."""
        able = []
        for case in waiting:
            first = max(start, case.received + least_age, _fewest(case, story))
            if case.request_id not in taken and first <= min(end, case.received + most_age) - 4:
                able.append(case)
        return sorted(able, key=lambda case: (turns[case.request_id], case.request_id))

    def send(cases: list[Request], as_what: str, least_age: int, most_age: int) -> None:
        for place, case in enumerate(cases):
            least = max(start, case.received + least_age, _fewest(case, story))
            most = min(end, case.received + most_age)
            if as_what == "in_time":
                day = case.received + case.draw.spread(story.numbers["milestones"]["in_time_days"])
            else:
                day = slots[int((place + case.draw.share()) * len(slots) / len(cases))]
            if not least <= day <= most:
                window = min(most - least, 40)
                day = (
                    least + case.draw.whole(0, window)
                    if day < least
                    else most - case.draw.whole(0, window // 2)
                )
            case.issued = days.settle(day, least, most, case.draw)
            case.issued_as = as_what
            taken.add(case.request_id)

    def in_time(case: Request) -> float:
        """Rises with how much of the case's own window lies in the period, for older cases more."""
        first = _fewest(case, story)
        whole = max(case.received + limit - first, 1)
        here = min(end, case.received + limit) - max(start, first)
        return case.child.district.in_time * here / whole * (3 if case.received < start else 1)

    quick = choose(free(0, limit), wanted["in_time"], in_time, Draw(seed, "in time", name))
    send(quick, "in_time", 0, limit)
    for as_what, least_age, most_age in (
        ("over_year", YEAR + 1, 4000),
        ("within_year", limit + 1, YEAR),
    ):
        able = free(least_age, most_age)
        if len(able) < wanted[as_what]:
            raise ValueError(f"{wanted[as_what]} plans {as_what} are wanted, {len(able)} can be")
        if not wanted["over_year"]:
            # Nobody may wait longer than a year: those who would come first.
            able.sort(key=lambda case: case.received + YEAR > end)
        send(able[: wanted[as_what]], as_what, least_age, most_age)
    others = choose(
        free(0, 2 * YEAR), wanted["appealed"], lambda case: 1, Draw(seed, "appealed", name)
    )
    send(others, "appealed", 0, 2 * YEAR)
    return taken


def _later(case: Request, story: Story) -> None:
    """A plan that is still to come: where the case stands today follows from its day."""
    limit = story.limits["final_plan_20w"]
    least = max(story.cut + 1, _fewest(case, story))
    if least < case.received + limit and case.draw.chance(0.85):
        day = case.received + case.draw.spread(story.numbers["milestones"]["in_time_days"])
        case.issued = max(day, least)
    else:
        case.issued = max(least, case.received + limit) + case.draw.spread([2, 20, 45, 90, 200])
    case.issued_as = "later"


def flag_exceptions(requests: list[Request], seed: int, story: Story) -> None:
    """Flag as many plans as the return flags, by year of issue and time taken."""
    for name, kinds in story.numbers["flagged"].items():
        start, end = days.day(int(name)), min(days.day(int(name) + 1) - 1, story.cut)
        for as_what, count in kinds.items():
            able = [
                case
                for case in requests
                if start <= case.issued <= end and case.issued_as == as_what
            ]
            for case in choose(able, count, lambda case: 1, Draw(seed, "flag", name, as_what)):
                case.flagged = True
