"""Appeals and mediation: what was appealed, how it ended, what was ordered and when it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.sample_model import days
from pipeline.sample_model.days import NEVER
from pipeline.sample_model.draw import Draw, choose
from pipeline.sample_model.people import Child
from pipeline.sample_model.story import Story

# The remedy that a family wins, by what it appealed.
REMEDIES: dict[str, dict[str, float]] = {
    "refusal_to_assess": {"assess": 1},
    "refusal_to_issue": {"make_plan": 1},
    "refusal_to_reassess": {"assess": 1},
    "contents": {"amend_contents": 1},
    "placement": {"amend_placement": 1},
    "contents_and_placement": {"amend_contents_and_placement": 8, "amend_placement": 2},
    "refusal_to_amend": {"amend_contents": 5, "reconsider": 4, "amend_contents_and_placement": 1},
    "cease": {"maintain": 6, "maintain_amended": 4},
}
ENDINGS = {"upheld": 24, "part_upheld": 12, "dismissed": 4, "conceded": 24, "consent_order": 14}
ENDINGS |= {"withdrawn": 18, "struck_out": 4}
# An order that refuses everything, or none at all, leaves nothing to do.
WON = {"upheld", "part_upheld", "conceded", "consent_order", "agreed"}
# Days from the order until it was done, in better and in worse times; and the limits' clock names.
PROMPT, SLOW = [4, 9, 13, 20, 60], [6, 13, 24, 60, 260]


@dataclass(slots=True)
class Appeal:
    """One appeal or one mediation agreement. Days as in `Request`."""

    child: Child
    draw: Draw
    route: str
    ground: str
    letter: int
    registered: int = NEVER
    certificate: int = NEVER
    hearing: int = NEVER
    outcome: str = ""
    ended: int = NEVER
    remedy: str = ""
    remedy_outcome: str = ""
    remedy_due: int = NEVER
    notified: int = NEVER
    draft: int = NEVER
    complied: int = NEVER
    told: int = NEVER
    exception: str = ""
    away: tuple[int, int] = (NEVER, NEVER)
    request_id: str = ""
    plan_id: str = ""

    @property
    def won(self) -> bool:
        """Something was ordered, conceded or agreed."""
        return self.outcome in WON

    def in_the_file(self, cut: int) -> bool:
        """Registered by then; a mediation agreement is in the file once it was signed."""
        return min(self.registered, self.ended) <= cut


def lodge(child: Child, ground: str, letter: int, route: str, draw: Draw) -> Appeal:
    """An appeal, or a mediation agreement, against the decision in a letter; not yet ended."""
    case = Appeal(child, draw, route, ground, letter)
    if ground != "placement" and draw.chance(0.9):
        case.certificate = days.settle(
            letter + draw.spread([6, 18, 30, 44, 75]), letter, letter + 80, draw
        )
    if route != "mediation":
        came = letter + draw.spread([8, 32, 48, 57, 63])
        if case.certificate < NEVER and draw.chance(0.08):
            came = max(came, case.certificate + draw.whole(5, 36))
        case.registered = days.settle(came, letter + 1, came + 4, draw)
    return case


def end(case: Appeal, story: Story) -> None:
    """Let it end: how, when, what was ordered, and whether the clinical officer was told."""
    draw = case.draw
    if case.route == "mediation":
        case.outcome = "agreed"
        agreed_after = case.certificate if case.certificate < NEVER else case.letter
        ended = agreed_after + draw.spread([3, 14, 25, 38, 70])
    elif case.route == "unopposed":
        case.outcome = "conceded"
        ended = case.registered + draw.spread([6, 14, 21, 28, 38])
    else:
        case.outcome = draw.pick(ENDINGS)
        waits = (
            [60, 130, 200, 285, 420] if case.letter < days.day(2023) else [90, 210, 300, 365, 480]
        )
        case.hearing = days.settle(
            case.registered + draw.spread(waits), case.registered + 40, NEVER, draw
        )
        if case.outcome in ("upheld", "part_upheld", "dismissed"):
            ended = case.hearing + draw.whole(2, 14)
        else:
            ended = case.registered + draw.whole(30, max(case.hearing - case.registered - 5, 31))
    case.ended = days.settle(ended, case.letter + 2, ended + 4, draw)
    if case.won:
        case.remedy = draw.pick(REMEDIES[case.ground])
        if case.route == "mediation" and case.ground not in (
            "refusal_to_assess",
            "refusal_to_issue",
        ):
            case.remedy = draw.pick({case.remedy: 7, "other": 3})
    elif case.outcome in ("dismissed", "struck_out") and draw.chance(0.6):
        case.remedy = "none"
    if draw.chance(0.34 if case.ended < days.day(2025, 3) else 0.78):
        case.told = days.settle(
            case.ended + draw.spread([0, 4, 12, 30, 120]), case.ended, NEVER, draw
        )


def carry_out(case: Appeal, story: Story) -> None:
    """Do what was ordered about a plan; assessments and new plans follow their request instead."""
    if not case.won or case.remedy in ("", "none", "maintain"):
        return
    draw, ended = case.draw, case.ended
    limit = story.limits[
        "order_amend_5w"
        if "contents" in case.remedy or "maintain" in case.remedy
        else "order_school_2w"
    ]
    prompt = draw.chance(0.72 if days.year_of(ended) not in (2023, 2024) else 0.5)
    takes = draw.whole(limit // 3, limit) if prompt else limit + draw.spread([1, 8, 25, 70, 300])
    if not draw.chance(0.04):
        case.complied = days.settle(ended + takes, ended + 1, ended + max(takes, limit), draw)
    if draw.chance(0.04):
        case.remedy_due = ended + draw.among([21, 28, 42, 56])
    if draw.chance(0.02):
        case.exception, case.away = "absence_2w", (ended + 2, ended + draw.whole(9, 30))


def per_year(
    able: list[Any],
    wanted: dict[str, int],
    when: Callable[[Any], int],
    seed: int,
    *names: str,
    weight: Callable[[Any], float] = lambda case: 1,
) -> list[Any]:
    """As many of the cases as the story wants for each year, or all where there are fewer."""
    chosen = []
    for year, count in wanted.items():
        here = [case for case in able if days.year_of(when(case)) == int(year)]
        count = min(count, len(here))
        chosen += choose(here, count, weight, Draw(seed, *names, year))
    return chosen


def appeal_row(case: Appeal, number: int, story: Story) -> dict[str, Any]:
    """The appeal as it stood on the day of the extract."""

    def known(day: int) -> int | None:
        return day if day <= story.cut else None

    def planned(day: int, told: int) -> int | None:
        return day if day < NEVER and told <= story.cut else None

    ended = known(case.ended)
    away, back = case.away
    return {
        "appeal_id": f"T{number:05d}",
        "person_id": case.child.person_id,
        "request_id": case.request_id,
        "plan_id": case.plan_id,
        "la_code": story.authority,
        "district": case.child.district.name,
        "route": case.route,
        "ground": case.ground,
        "decision_date": case.letter,
        "certificate_date": known(case.certificate),
        "registered_date": known(case.registered),
        "hearing_date": planned(case.hearing, case.registered),
        "outcome": case.outcome if ended else "",
        "outcome_date": ended,
        "remedy": case.remedy if ended else "",
        "remedy_outcome": case.remedy_outcome if known(case.complied) else "",
        "remedy_due_date": planned(case.remedy_due, case.ended),
        "assessment_notified_date": known(case.notified),
        "draft_plan_date": known(case.draft),
        "complied_date": known(case.complied),
        "exception_ground": case.exception if known(away) else "",
        "dco_notified_date": known(case.told),
        "exception_from": known(away),
        "exception_to": planned(back, away),
    }
