"""Requests for an assessment: when they came, from whom, and what was decided in how many weeks."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from pipeline.sample_model import days
from pipeline.sample_model.days import NEVER
from pipeline.sample_model.draw import Draw, choose
from pipeline.sample_model.people import Child, make_child
from pipeline.sample_model.story import Story

AGES = [1.6, 3.9, 6.6, 10.6, 21]
SOURCES = {"1": 30, "2": 62, "3": 4, "4": 2, "5": 2}


@dataclass(slots=True)
class Request:
    """One request and all that follows from it. Days are day numbers, NEVER where nothing happens.

    `issued` is the day the final plan was sent. Days after the extract was read are cut off only
    when the rows are written, so that cases in the middle of their way look as they would.
    """

    request_id: str
    received: int
    child: Child
    draw: Draw
    source: str = "2"
    basis: str = "request"
    reassessment: bool = False
    outcome: str = "Y"
    decided: int = NEVER
    asked: int = NEVER
    assessed: str = ""
    assessed_on: int = NEVER
    assessed_undated: bool = False
    draft: int = NEVER
    issued: int = NEVER
    issued_as: str = ""  # in_time, within_year, over_year, appealed, overturned
    flagged: bool = False
    mediation: bool = False
    appeal: bool = False
    ground: str = ""
    ground_from: int = NEVER
    ground_to: int = NEVER
    ended: int = NEVER
    ended_reason: str = ""
    ended_undated: bool = False
    advice: list[tuple[str, int, int]] = field(default_factory=list)


def _received(year: int, count: int, months: list[float], story: Story, seed: int) -> list[int]:
    """The days on which a year's requests came in, in order."""
    came = []
    weights = dict(enumerate(months, 1))
    for number in range(count):
        draw = Draw(seed, "received", year, number)
        month = draw.pick(weights)
        first, last = days.day(year, month), min(days.month_end(year, month), story.cut)
        if draw.chance(0.03):
            came.append(draw.whole(first, last))
        else:
            came.append(draw.among(days.working_days(first, last)))
    return sorted(came)


def make_requests(seed: int, story: Story) -> list[Request]:
    """All first requests of the history, decided and, where they were, withdrawn."""
    requests: list[Request] = []
    for name, year in story.numbers["requests"].items():
        came = _received(int(name), year["received"], year["months"], story, seed)
        batch = []
        for number, received in enumerate(came, 1):
            draw = Draw(seed, "request", name, number)
            child = make_child(len(requests) + number, "1", received, AGES, draw, story)
            case = Request(f"R{name}-{number:05d}", received, child, draw)
            case.source = draw.pick(SOURCES)
            if draw.chance(story.numbers["decisions"]["became_responsible"]):
                case.basis, case.source = "became_responsible", "5"
            batch.append(case)
        _decide(int(name), batch, year, story, seed)
        requests += batch
    _ask_again(requests, story, seed)
    return requests


def _decide(
    year: int, batch: list[Request], story_year: dict[str, Any], story: Story, seed: int
) -> None:
    """Set each request's outcome and the day of it, in the numbers that the story gives."""
    numbers, limit = story.numbers["decisions"], story.limits["assess_decision_6w"]
    first, length = days.day(year), 366
    early, late = story_year["refused_tilt"]

    def refusal(case: Request) -> float:
        through = (case.received - first) / length
        return (early + (late - early) * through) * case.child.district.refused

    for case in choose(batch, story_year["refused"], refusal, Draw(seed, "refused", year)):
        case.outcome = "N"
    undecided = [case for case in batch if case.outcome == "Y"]
    for case in choose(
        undecided, story_year["withdrawn"], lambda case: 1, Draw(seed, "gone", year)
    ):
        case.outcome = "W"
        case.ended_reason = "withdrawn"
        case.ended = days.settle(
            case.received + case.draw.whole(4, 38), case.received, story.cut, case.draw
        )
        case.ended_undated = case.draw.chance(numbers["withdrawn_undated"])
    decided = [case for case in batch if case.outcome != "W"]
    quick = choose(
        decided,
        story_year["six_weeks"],
        lambda case: case.child.district.in_time if case.received + limit <= story.cut else 1,
        Draw(seed, "six weeks", year),
    )
    in_time = {case.request_id for case in quick}
    for case in decided:
        if case.request_id in in_time:
            takes, most = case.draw.spread(numbers["in_time"]), case.received + limit
            least = case.received + 1
        else:
            takes, least = case.draw.spread(numbers["late"]), case.received + limit + 1
            most = least + 200
        case.decided = days.settle(case.received + takes, least, most, case.draw)


def _ask_again(requests: list[Request], story: Story, seed: int) -> None:
    """Some families who were refused, or who withdrew, ask again: the later request is theirs."""
    by_district: dict[str, list[Request]] = defaultdict(list)
    for case in requests:
        by_district[case.child.district.name].append(case)
    days_of = {name: [case.received for case in cases] for name, cases in by_district.items()}
    again: set[str] = set()
    for case in requests:
        draw = Draw(seed, "asked again", case.request_id)
        if case.outcome == "Y" or not draw.chance(story.numbers["decisions"]["asked_again"]):
            continue
        name = case.child.district.name
        place = bisect_left(days_of[name], case.received + draw.whole(150, 560))
        if (
            place < len(days_of[name])
            and (later := by_district[name][place]).request_id not in again
        ):
            later.child, later.source = case.child, "1"
            again.add(later.request_id)
