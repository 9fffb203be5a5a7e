"""From the decision to assess to the plan: advice, draft, and what excuses delay."""

from __future__ import annotations

from typing import Any

from pipeline.sample_model import days
from pipeline.sample_model.days import NEVER
from pipeline.sample_model.draw import Draw, choose
from pipeline.sample_model.requests import Request
from pipeline.sample_model.story import Story

PSYCHOLOGIST = "educational_psychology"
SHORTAGE = "No educational psychologist available"  # no ground in law, and keyed all the same


def fill(case: Request, story: Story, begins: int = NEVER) -> None:
    """Set the days between the decision to assess and the end of the case.

    `begins` is the day from which the assessment runs where that is not the first decision: an
    order, or an agreement, that overturned a refusal.
    """
    numbers, draw = story.numbers["milestones"], case.draw
    start = begins if begins < NEVER else case.decided
    end = min(case.issued, case.assessed_on, case.ended)
    asked = start + draw.spread(numbers["asked_after_decision"])
    case.asked = days.settle(asked, start, end - 1 if end - start > 32 else start + 1, draw)
    if case.asked >= end:
        case.asked = NEVER
        return
    if case.issued < NEVER:
        gap = (
            numbers["draft_too_short"]
            if draw.chance(numbers["too_short"])
            else numbers["draft_to_final"]
        )
        least = case.asked + min(24, (case.issued - case.asked) * 3 // 4)
        case.draft = days.settle(
            max(case.issued - draw.spread(gap), least), least, case.issued - 1, draw
        )
        if not case.assessed:
            case.assessed = "Y"
            case.assessed_on = days.settle(
                case.draft - draw.whole(0, 8), case.asked, case.draft, draw
            )
            case.assessed_undated = draw.chance(numbers["decision_blank"])
    elif case.ended < NEVER and draw.chance(0.4) and case.ended_reason == "withdrawn":
        case.assessed, case.assessed_on = "W", case.ended
        case.assessed_undated = case.ended_undated
    _ask_for_advice(case, end, story)


def _ask_for_advice(case: Request, end: int, story: Story) -> None:
    """Ask the contributors; what they send, and when, is what the draft had to wait for."""
    draw, ready = case.draw, min(case.draft, end)
    psychology = story.numbers["psychology"]
    requested = days.settle(case.asked + draw.whole(0, 2), case.asked, case.asked + 4, draw)
    least = requested + min(12, max(ready - requested, 2) // 2)
    waited = psychology["bottleneck"][str(min(max(days.year_of(ready), 2018), 2026))]
    if draw.chance(waited):
        came = ready - draw.spread(psychology["then_draft"])
    else:
        came = min(requested + draw.spread(psychology["usual"]), ready - 1)
    came = days.settle(max(came, least), least, max(came, least) + 4, draw)
    case.advice.append(
        (PSYCHOLOGIST, requested, NEVER if came > end or draw.chance(0.01) else came)
    )
    for contributor, numbers in story.numbers["advice"].items():
        if not draw.chance(numbers["asked"]):
            continue
        requested = days.settle(case.asked + draw.whole(0, 3), case.asked, case.asked + 5, draw)
        came = requested + draw.spread(numbers["takes"])
        if came > ready and draw.chance(0.8):
            # The draft seldom goes out before the advice is in.
            came = max(ready - draw.whole(1, 12), requested + 1)
        never = draw.chance(numbers["never"] * case.child.district.missing_advice)
        late = came > end and not (case.issued < NEVER and draw.chance(0.3))
        answer = NEVER if never or late else days.settle(came, requested, came + 3, draw)
        case.advice.append((contributor, requested, answer))


def set_grounds(requests: list[Request], seed: int, story: Story) -> None:
    """Record grounds for delay: those flagged, some that stand, and some that cannot."""
    for case in requests:
        if case.flagged:
            _away(case, story, 28, 90)
    recent = [
        case
        for case in requests
        if case.asked < NEVER
        and case.received >= days.day(2024, 9)
        and not case.flagged
        and case.outcome == "Y"
    ]
    picked = iter(choose(recent, 96, lambda case: 1, Draw(seed, "grounds")))
    for kind, count in (
        ("stands", 30),
        ("too short", 14),
        ("half", 10),
        ("personal", 16),
        ("shortage", 26),
    ):
        for case in (next(picked) for _ in range(count)):
            if kind == "shortage":
                case.ground = SHORTAGE
            elif kind == "personal":
                case.ground = "exceptional_personal_circumstances"
            else:
                _away(case, story, *((8, 20) if kind == "too short" else (29, 80)))
            if kind == "half":
                case.ground_to = NEVER
    for case in requests:
        # A closed summer only excuses advice that was asked in the window of the closure.
        asked = case.asked < NEVER and days.year_of(case.asked) >= 2024
        if asked and case.outcome == "Y" and not case.ground:
            closed, opens = _summer(days.year_of(case.asked))
            if closed - 7 <= case.asked < opens - 7 and case.draw.chance(0.03):
                case.ground, case.ground_from, case.ground_to = "school_closure", closed, opens
    lockdown = [
        case
        for case in requests
        if days.day(2020, 1, 10) <= case.received <= days.day(2020, 5, 5)
        and case.issued < NEVER
        and not case.ground
    ]
    for case in choose(lockdown, 24, lambda case: 1, Draw(seed, "coronavirus")):
        case.ground = "coronavirus"


def _summer(year: int) -> tuple[int, int]:
    """First closed day and first open day of a summer holiday."""
    return days.day(year, 7, 23), days.day(year, 9, 3)


def _away(case: Request, story: Story, least: int, most: int) -> None:
    """The family was away from the area for a while in the middle of the case."""
    case.ground = "absence_4w"
    case.ground_from = case.received + case.draw.whole(5, 60)
    case.ground_to = case.ground_from + case.draw.whole(least, most)
    if case.ground_from > story.cut:
        case.ground_from = case.received + 1


def request_row(case: Request, story: Story) -> dict[str, Any]:
    """The request as the case system showed it on the day of the extract."""
    cut = story.cut

    def known(day: int) -> int | None:
        return day if day <= cut else None

    gone = case.ended <= cut
    withdrawn = case.outcome == "W"
    decided = known(case.decided) if not withdrawn else None
    outcome = ("W" if gone else "") if withdrawn else (case.outcome if decided else "")
    assessed = case.assessed if known(case.assessed_on) else ""
    pending = "A" if not outcome and case.draw.chance(0.3) else ""
    return {
        "request_id": case.request_id,
        "person_id": case.child.person_id,
        "district": case.child.district.name,
        "date_of_birth": case.child.born,
        "sex": case.child.sex,
        "ethnicity": case.child.ethnicity,
        "primary_need": case.child.need,
        "setting_type": case.child.setting(case.received, case.draw),
        "request_source": case.source,
        "received_date": case.received,
        "start_basis": case.basis,
        "reassessment": "Y" if case.reassessment else "N",
        "request_outcome": outcome or pending,
        "request_outcome_date": decided,
        "advice_requested_date": known(case.asked),
        "assessment_outcome": assessed,
        "assessment_outcome_date": None if case.assessed_undated else known(case.assessed_on),
        "draft_plan_date": known(case.draft),
        "final_plan_date": known(case.issued),
        "week20_exception": ("Y" if case.flagged else "N") if known(case.issued) else "",
        "mediation_held": "Y" if case.mediation else "N",
        "appeal_held": "Y" if case.appeal else "N",
        "exception_ground": case.ground,
        "exception_from": known(case.ground_from),
        "exception_to": case.ground_to if case.ground_to < NEVER else None,
        "ended_date": None if case.ended_undated else known(case.ended),
        "ended_reason": case.ended_reason if gone else "",
    }


def advice_rows(case: Request, story: Story, first: int) -> list[dict[str, Any]]:
    """One row for each contributor asked before the extract was read."""
    rows: list[dict[str, Any]] = []
    cut, begins = story.cut, story.numbers["advice_records"]["from"].toordinal()
    for contributor, requested, came in case.advice:
        if not begins <= requested <= cut or requested > case.ended:
            continue
        rows.append(
            {
                "advice_id": f"A{first + len(rows):06d}",
                "request_id": case.request_id,
                "contributor": contributor,
                "requested_date": requested,
                "received_date": came if came <= cut else None,
                **_excuse(case.draw, requested, cut),
            }
        )
    return rows


def _excuse(draw: Draw, requested: int, cut: int) -> dict[str, Any]:
    """A ground for late advice, seldom recorded."""
    if not draw.chance(0.003) or requested < days.day(2020):
        return {"exception_ground": "", "exception_from": None, "exception_to": None}
    ground = draw.pick(
        {"missed_appointment": 5, "exceptional_personal_circumstances": 2, "absence_4w": 3}
    )
    away = ground == "absence_4w" and requested + 20 <= cut
    start = requested + draw.whole(2, 18)
    return {
        "exception_ground": ground,
        "exception_from": start if away else None,
        "exception_to": start + draw.whole(18, 60) if away else None,
    }
