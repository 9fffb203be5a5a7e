"""Appeals and mediation about plans: what they say, where they place, and whether they go on."""

from __future__ import annotations

from pipeline.sample_model import appeals, days
from pipeline.sample_model.appeals import Appeal
from pipeline.sample_model.draw import Draw
from pipeline.sample_model.plans import Plan
from pipeline.sample_model.requests import Request
from pipeline.sample_model.reviews import Review
from pipeline.sample_model.story import Story

# Plans that are to end are seldom, and then mostly, appealed.
OFTEN = {"cease": 14, "refusal_to_amend": 3}
ABOUT = {"contents": 30, "placement": 22, "contents_and_placement": 48}


def challenge_plans(
    plans: list[Plan],
    requests: list[Request],
    reviews: list[Review],
    already: list[Appeal],
    seed: int,
    story: Story,
) -> list[Appeal]:
    """Appeals against plans, in the numbers that earlier appeals leave for each year."""
    numbers = story.numbers["appeals"]
    marked = _about_new_plans(plans, requests, seed, story)
    left = {
        year: count
        - sum(
            appeal.registered <= story.cut and days.year_of(appeal.registered) == int(year)
            for appeal in (*already, *marked)
        )
        for year, count in numbers["registered"].items()
    }
    open_to: list[Appeal] = []
    for review in reviews:
        open_to += _about_review(review, seed, story)
    appealed = appeals.per_year(
        [case for case in open_to if case.route != "mediation" and case.registered <= story.cut],
        left,
        lambda case: case.registered,
        seed,
        "plans appealed",
        weight=lambda case: OFTEN.get(case.ground, 1),
    )
    agreed = appeals.per_year(
        [case for case in open_to if case.route == "mediation"],
        numbers["agreed_on_plans"],
        lambda case: case.letter,
        seed,
        "plans mediated",
        weight=lambda case: OFTEN.get(case.ground, 1),
    )
    chosen = appealed + agreed
    for case in chosen:
        appeals.end(case, story)
        appeals.carry_out(case, story)
    return [case for case in (*marked, *chosen) if case.in_the_file(story.cut)]


def _about_new_plans(
    plans: list[Plan], requests: list[Request], seed: int, story: Story
) -> list[Appeal]:
    """Appeals against new plans that the Department leaves out: they name the request too."""
    made = {plan.request_id: plan for plan in plans}
    lodged = []
    for case in requests:
        plan = made.get(case.request_id)
        if case.issued_as != "appealed" or plan is None:
            continue
        draw = Draw(seed, "new plan", case.request_id)
        route = draw.pick({"appeal": 7, "mediation": 2, "unopposed": 1})
        appeal = appeals.lodge(case.child, draw.pick(ABOUT), case.issued, route, draw)
        appeal.request_id, appeal.plan_id = case.request_id, plan.plan_id
        appeals.end(appeal, story)
        appeals.carry_out(appeal, story)
        case.mediation, case.appeal = route == "mediation", route != "mediation"
        lodged.append(appeal)
    return lodged


def _about_review(review: Review, seed: int, story: Story) -> list[Appeal]:
    """What could be appealed after a review: the amended plan, no amendment, or the plan's end."""
    plan = review.plan
    if not review.decision or plan.gone_by(review.met + 200):
        return []
    draw = Draw(seed, "after review", plan.plan_id, review.met)
    if review.decision == "amend" and review.amended <= story.cut:
        letter, ground = review.amended, draw.pick(ABOUT)
    elif review.decision == "maintain" and draw.chance(0.12):
        letter, ground = review.decided, "refusal_to_amend"
    elif review.decision == "cease" and not plan.gone_by(story.cut):
        letter, ground = review.decided, "cease"
    else:
        return []
    if plan.gone_by(letter + 200):
        return []
    route = draw.pick({"appeal": 62, "unopposed": 14, "mediation": 24})
    case = appeals.lodge(plan.child, ground, letter, route, draw)
    case.plan_id = plan.plan_id
    return [case]
