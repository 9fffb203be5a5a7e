"""Re-assessments: asked for, decided in time or not, and where refused sometimes appealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.sample_model import appeals, days, milestones
from pipeline.sample_model.appeals import Appeal
from pipeline.sample_model.draw import Draw, choose
from pipeline.sample_model.requests import Request
from pipeline.sample_model.story import Story

if TYPE_CHECKING:
    from pipeline.sample_model.plans import Plan

EACH_YEAR = 16


def reassess(plans: list[Plan], seed: int, story: Story) -> tuple[list[Request], list[Appeal]]:
    """Requests for a re-assessment of children who have a plan, and the appeals they led to."""
    requests, lodged = [], []
    decide, issue = story.limits["reassess_decision_15d"], story.limits["reassess_final_14w"]
    for year in range(days.year_of(story.begins), days.year_of(story.cut) + 1):
        able = [
            plan
            for plan in plans
            if plan.since < days.day(year) - 400 and not plan.gone_by(days.day(year + 1))
        ]
        for number, plan in enumerate(
            choose(able, EACH_YEAR, lambda plan: 1, Draw(seed, "reassess", year))
        ):
            draw = Draw(seed, "reassessment", year, number)
            first, last = days.day(year), min(days.month_end(year, 12), story.cut)
            received = draw.among(days.working_days(first, last))
            case = Request(f"R{year}-9{number:04d}", received, plan.child, draw, reassessment=True)
            case.source = draw.pick({"1": 7, "2": 3})
            case.outcome = "N" if draw.chance(0.35) else "Y"
            takes = (
                draw.whole(5, decide)
                if draw.chance(0.62)
                else decide + draw.spread([1, 6, 14, 30, 70])
            )
            case.decided = days.settle(
                received + takes, received + 1, received + max(takes, decide), draw
            )
            if case.outcome == "Y":
                takes = (
                    draw.whole(70, issue)
                    if draw.chance(0.45)
                    else issue + draw.spread([1, 20, 60, 120, 260])
                )
                case.issued = days.settle(
                    case.decided + takes, case.decided + 50, case.decided + takes + 4, draw
                )
                milestones.fill(case, story)
            elif draw.chance(0.6):
                route = draw.pick({"appeal": 5, "unopposed": 2, "mediation": 2})
                appeal = appeals.lodge(plan.child, "refusal_to_reassess", case.decided, route, draw)
                appeal.request_id, appeal.plan_id = case.request_id, plan.plan_id
                appeals.end(appeal, story)
                if appeal.won and appeal.remedy == "assess":
                    appeal.notified = days.settle(
                        appeal.ended + draw.spread(appeals.PROMPT),
                        appeal.ended + 1,
                        days.NEVER,
                        draw,
                    )
                    appeal.complied = appeal.notified + draw.whole(70, 120)
                    appeal.remedy_outcome = "Y"
                lodged.append(appeal)
            requests.append(case)
    return requests, [appeal for appeal in lodged if appeal.in_the_file(story.cut)]
