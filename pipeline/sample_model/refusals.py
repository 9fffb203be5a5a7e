"""Appeals and mediation about requests: refusals that stood, and refusals that were overturned."""

from __future__ import annotations

from pipeline.sample_model import appeals, days, milestones
from pipeline.sample_model.appeals import Appeal
from pipeline.sample_model.days import NEVER
from pipeline.sample_model.draw import Draw, choose
from pipeline.sample_model.requests import Request
from pipeline.sample_model.story import Story

# Days from an order to assess to the final plan: before psychologists ran short, then, and after.
PLAN_TAKES = {
    2018: [70, 88, 96, 99, 190],
    2023: [92, 150, 205, 270, 380],
    2026: [70, 92, 98, 130, 220],
}


def challenge(requests: list[Request], seed: int, story: Story) -> list[Appeal]:
    """Challenge refusals to assess and to issue; where the family wins, the request goes on."""
    numbers = story.numbers["appeals"]
    lodged: list[tuple[Request, Appeal]] = []
    open_to: list[tuple[Request, Appeal]] = []
    for case in requests:
        if case.outcome == "N" and case.decided <= story.cut:
            draw = Draw(seed, "refusal", case.request_id)
            route = "unopposed" if draw.chance(0.22) else "appeal"
            ground = "refusal_to_assess"
            open_to.append((case, appeals.lodge(case.child, ground, case.decided, route, draw)))
    taken: set[str] = set()
    for case, appeal in appeals.per_year(
        [pair for pair in open_to if pair[1].registered <= story.cut],
        numbers["on_refusals"],
        lambda pair: pair[1].registered,
        seed,
        "refusals appealed",
    ):
        lodged.append((case, appeal))
        taken.add(case.request_id)
    agreeing = []
    for case, _ in open_to:
        if case.request_id not in taken:
            draw = Draw(seed, "mediation", case.request_id)
            ground, route = "refusal_to_assess", "mediation"
            agreeing.append((case, appeals.lodge(case.child, ground, case.decided, route, draw)))
    lodged += appeals.per_year(
        agreeing,
        numbers["agreed_on_refusals"],
        lambda pair: pair[0].decided,
        seed,
        "refusals mediated",
    )
    for case in requests:
        if case.assessed == "N" and case.assessed_on <= story.cut:
            draw = Draw(seed, "not issued", case.request_id)
            if draw.chance(0.55):
                route = draw.pick({"appeal": 5, "unopposed": 2, "mediation": 3})
                ground, letter = "refusal_to_issue", case.assessed_on
                lodged.append((case, appeals.lodge(case.child, ground, letter, route, draw)))
    for case, appeal in lodged:
        appeal.request_id = case.request_id
        appeals.end(appeal, story)
        if appeal.in_the_file(story.cut):
            case.mediation |= appeal.route == "mediation"
            case.appeal |= appeal.route != "mediation"
        if appeal.won:
            _go_on(case, appeal, story)
    done = {case.request_id for case, _ in lodged}
    # Mediation that agreed nothing leaves only a mark on the request.
    rest = [case for case, _ in open_to if case.request_id not in done]
    for case in choose(rest, len(rest) // 12, lambda case: 1, Draw(seed, "mediated in vain")):
        case.mediation = True
    return [appeal for _, appeal in lodged if appeal.in_the_file(story.cut)]


def _plan_day(appeal: Appeal) -> int:
    year = max(known for known in PLAN_TAKES if known <= days.year_of(appeal.ended))
    day = appeal.ended + appeal.draw.spread(PLAN_TAKES[year])
    return days.settle(day, appeal.ended + 60, day + 4, appeal.draw)


def _go_on(case: Request, appeal: Appeal, story: Story) -> None:
    """After a win: announce, assess and make the plan, or decide once more not to."""
    draw, ended = appeal.draw, appeal.ended
    case.issued_as = "overturned"
    if appeal.remedy == "make_plan":
        appeal.draft = days.settle(
            ended + draw.spread([12, 25, 33, 40, 110]), ended + 1, NEVER, draw
        )
        later = appeal.draft + draw.spread([16, 24, 34, 45, 80])
        appeal.complied = case.issued = days.settle(later, appeal.draft + 1, later + 4, draw)
        case.draft = appeal.draft
        return
    takes = appeals.PROMPT if draw.chance(0.7) else appeals.SLOW
    appeal.notified = days.settle(ended + draw.spread(takes), ended + 1, NEVER, draw)
    if draw.chance(0.08):
        appeal.remedy_outcome = "N"
        refused = max(ended + draw.spread([45, 62, 70, 84, 150]), appeal.notified + 20)
        appeal.complied = days.settle(refused, appeal.notified + 1, refused + 4, draw)
        case.assessed, case.assessed_on = "N", appeal.complied
    else:
        case.issued = max(_plan_day(appeal), appeal.notified + 50)
        case.issued = days.settle(case.issued, appeal.notified + 50, case.issued + 4, draw)
        appeal.complied, appeal.remedy_outcome = case.issued, "Y"
    milestones.fill(case, story, begins=appeal.notified)
