"""Reviews: when each plan was reviewed, what was decided, and when the amended plan came.

For the plans that were due a review in the calibrated year (2024) the numbers of the story hold
exactly: met in the year, met before it, never met, and last decision within four weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.sample_model import days
from pipeline.sample_model.days import NEVER
from pipeline.sample_model.draw import Draw, choose
from pipeline.sample_model.plans import SENIOR, Plan
from pipeline.sample_model.story import Story

FIRST_REVIEW = 150  # days after the start before which no plan is reviewed here


@dataclass(slots=True)
class Review:
    """One review of one plan. Days as in `Request`."""

    plan: Plan
    met: int
    draw: Draw
    decision: str = ""
    decided: int = NEVER
    in_time: bool = False
    notice: int = NEVER
    amended: int = NEVER
    unchanged: int = NEVER


class Calendar:
    """When reviews are met: few in August, many before the summer."""

    def __init__(self, story: Story) -> None:
        self.months = dict(enumerate(story.numbers["reviews"]["months"], 1))

    def within(self, first: int, last: int, draw: Draw) -> int:
        """A working day of the window, more likely in a busy month."""
        open_days = days.working_days(first, last)
        if not open_days:
            return first
        best = draw.among(open_days)
        for _ in range(6):
            if draw.chance(self.months[int(days.text(best)[5:7])] / 12):
                break
            best = draw.among(open_days)
        return best


def make_reviews(plans: list[Plan], seed: int, story: Story) -> list[Review]:
    """All reviews up to the day of the extract, and those booked after it."""
    numbers, calendar = story.numbers["reviews"], Calendar(story)
    at = story.numbers["plans"]["live_at"].toordinal()
    year_began = days.day(days.year_of(at))
    states = _states(plans, at, year_began, seed, story)
    reviews: list[Review] = []
    anchors: list[Review] = []
    for plan in plans:
        draw = Draw(seed, "reviews", plan.plan_id)
        state = states.get(plan.plan_id)
        until = min(plan.ceased - 15, story.cut + 75)
        if plan.ceased_undated:
            until = plan.held_from
        opens = max(plan.held_from + FIRST_REVIEW, story.begins)
        if state is None and plan.live_on(at):
            # Made or moved in during the calibrated year: first reviewed after it.
            opens = max(opens, at + 2)
            first = plan.held_from + draw.spread(numbers["first"])
            met = _onward([], first, opens, until, draw, calendar, story)
        elif state is None:
            reviewed = plan.last_reviewed if plan.last_reviewed < NEVER else plan.held_from
            pace = numbers["gap" if plan.held_from < at else "first"]
            first = max(plan.held_from, reviewed) + draw.spread(pace)
            met = _onward([], first, opens, until, draw, calendar, story)
        else:
            met = _back(state, plan, opens, at, year_began, draw, calendar, story)
            stuck = draw.chance(numbers["still_unreviewed"]) and not (met and met[-1] >= year_began)
            if not stuck:
                due = met[-1] + draw.spread(numbers["recovered_gap"]) if met else at + 1
                # What was overdue at the year's end was caught up with over the two years after it.
                if due <= at + 90:
                    due = at + 2 + draw.whole(0, 700)
                met = _onward(met, due, at + 2, until, draw, calendar, story)
        if state != "never" and not year_began <= plan.held_from <= at:
            met = _after_a_move(plan, met, until, draw, story)
        chain = [Review(plan, day, Draw(seed, "review", plan.plan_id, day)) for day in met]
        held = [review for review in chain if review.met <= at - 31]
        if state and held:
            anchors.append(held[-1])
        reviews += chain
    limit = story.limits["ar_decision_4w"]
    able = [review for review in anchors if review.met + 2 < at]
    prompt = choose(
        able,
        numbers["decided_in_four_weeks"],
        lambda review: review.plan.child.district.decided,
        Draw(seed, "four weeks"),
    )
    quick = {id(review) for review in prompt}
    anchored = {id(review) for review in anchors}
    for place, review in enumerate(reviews):
        after = reviews[place + 1] if place + 1 < len(reviews) else None
        upper = after.met - 1 if after and after.plan is review.plan else NEVER
        _decide(review, upper, id(review) in quick, id(review) in anchored, at, limit, story)
    return reviews


def _after_a_move(plan: Plan, met: list[int], until: int, draw: Draw, story: Story) -> list[int]:
    """Half of the plans that moved in are looked at soon, as the law wants for most of them."""
    if plan.moved_in == NEVER or not draw.chance(0.5):
        return met
    early = plan.moved_in + draw.whole(24, 80)
    early = days.settle(early, plan.moved_in + 20, early, draw)
    fits = story.begins <= early <= until and (not met or early < met[0] - 60)
    return [early, *met] if fits else met


def _states(plans: list[Plan], at: int, year_began: int, seed: int, story: Story) -> dict[str, str]:
    """For each plan due a review in the calibrated year: met in it, before it, or never."""
    numbers = story.numbers["reviews"]
    due = [plan for plan in plans if plan.live_on(at) and plan.held_from < year_began]

    def unmet(plan: Plan) -> float:
        age = at - plan.held_from
        tilt = 5 if age < 730 else 1.6 if age < 1095 else 1
        return tilt / plan.child.district.reviewed

    never = choose(due, numbers["never_met"], unmet, Draw(seed, "never met"))
    states = {plan.plan_id: "never" for plan in never}
    rest = [plan for plan in due if plan.plan_id not in states]
    before = choose(
        rest,
        numbers["met_before_2024"],
        lambda plan: (plan.held_from < year_began - 260) / plan.child.district.reviewed,
        Draw(seed, "met before"),
    )
    states |= {plan.plan_id: "before" for plan in before}
    return {plan.plan_id: states.get(plan.plan_id, "in year") for plan in due}


def _back(
    state: str,
    plan: Plan,
    opens: int,
    at: int,
    year_began: int,
    draw: Draw,
    calendar: Calendar,
    story: Story,
) -> list[int]:
    """The meetings up to the calibrated year's end, drawn backwards from the last of them."""
    numbers = story.numbers["reviews"]
    if state == "never":
        return []
    if state == "in year":
        last = calendar.within(max(opens, year_began), at, draw)
    else:
        years = {
            year: share
            for year, share in numbers["last_met_before"].items()
            if days.month_end(int(year), 12) > opens + 20
        }
        year = int(draw.pick(years))
        last = calendar.within(max(opens, days.day(year)), days.month_end(year, 12), draw)
    met = [last]
    while True:
        before = met[0] - draw.spread(numbers["gap"])
        if before < opens:
            return met
        met.insert(0, calendar.within(max(opens, before - 20), min(before + 20, met[0] - 30), draw))


def _onward(
    met: list[int], due: int, least: int, until: int, draw: Draw, calendar: Calendar, story: Story
) -> list[int]:
    """Further meetings from a day on, at the pace of the time, until the plan ends."""
    numbers = story.numbers["reviews"]
    due = max(due, least)
    while due <= until:
        day = calendar.within(max(least, due - 15), min(due + 20, until), draw)
        if met and day < met[-1] + 20:
            day = met[-1] + 20
        if day > until:
            break
        met.append(day)
        if draw.chance(0.015):
            # A placement breaks down: an emergency review within the year.
            due = day + draw.whole(60, 150)
        else:
            due = day + draw.spread(numbers["recovered_gap" if day >= days.day(2025, 4) else "gap"])
    return met


def _decide(
    review: Review,
    upper: int,
    prompt: bool,
    anchored: bool,
    at: int,
    limit: int,
    story: Story,
) -> None:
    """Decide what follows from the review, and when, before the plan's next meeting."""
    numbers, draw, plan = story.numbers["reviews"], review.draw, review.plan
    year = str(days.year_of(review.met))
    review.decision = draw.pick({"maintain": 29, "amend": 70.7, "cease": 0.3})
    if plan.ceased - review.met < 200 and plan.ceased_reason in ("1", "2", "3", "4", "6"):
        review.decision = "cease"
    if review.met > story.cut:
        review.decision = ""
        return
    likely = numbers["in_four_weeks"][year] * plan.child.district.decided
    review.in_time = prompt if anchored else draw.chance(min(likely, 0.95))
    least = review.met + 1 if review.in_time else review.met + limit + 1
    takes = draw.spread(numbers["decided_in_time" if review.in_time else "decided_late"])
    most = min(upper, review.met + limit if review.in_time else NEVER)
    if anchored:
        most = min(most, at)
    elif at - limit - 3 < review.met <= at:
        # Held so late in the calibrated year that it was decided after it.
        least, most = at + 2, upper
    undecided = not anchored and draw.chance(0.06 if review.met <= at else 0.03)
    if undecided or least > most:
        review.decision = ""
        return
    review.decided = days.settle(max(min(review.met + takes, most), least), least, most, draw)
    if review.decided > story.cut:
        review.decision, review.decided = "", NEVER
        return
    if review.decision == "amend":
        _amend(review, year, story)


def _amend(review: Review, year: str, story: Story) -> None:
    """Send the notice of amendment and the amended plan, or not, or years later."""
    numbers, draw, district = story.numbers["reviews"], review.draw, review.plan.child.district
    if draw.chance(numbers["never_amended"][year] / district.decided / 2):
        return
    notice = (
        review.decided if draw.chance(0.62) else review.decided + draw.spread([1, 8, 24, 60, 300])
    )
    review.notice = days.settle(notice, review.decided, notice + 3, draw)
    if draw.chance(numbers["never_amended"][year]):
        return
    on_time = draw.chance(min(numbers["amended_in_time"][year] * district.decided, 0.95))
    takes = draw.spread(numbers["amended_on_time" if on_time else "amended_late"])
    limit = story.limits["ar_final_8w"] if on_time else 10**4
    sent = days.settle(review.notice + takes, review.notice + 1, review.notice + limit, draw)
    if draw.chance(0.035):
        review.unchanged = sent
    else:
        review.amended = sent


def review_row(review: Review, number: int, story: Story) -> dict[str, Any]:
    """The review as the case system showed it on the day of the extract."""
    draw, plan = review.draw, review.plan
    end = min(story.cut, plan.ceased)

    def known(day: int) -> int | None:
        return day if day <= end else None

    happened = review.met <= story.cut
    invited = review.met - draw.spread([5, 15, 21, 30, 56])
    invited = days.settle(invited, invited - 4, review.met, draw)
    invited = invited if invited >= plan.held_from and draw.chance(0.82) else NEVER
    report = review.met + draw.spread([1, 7, 12, 16, 60]) if draw.chance(0.8) else NEVER
    report = days.settle(report, review.met, report, draw) if report < NEVER else NEVER
    ready = 0.58 * min(plan.child.district.reviewed, 1.3)
    senior = plan.child.school_year(review.met) >= SENIOR
    return {
        "review_id": f"V{number:06d}",
        "plan_id": plan.plan_id,
        "meeting_date": review.met,
        "invitation_date": known(invited),
        "report_date": known(report),
        "decision": review.decision if known(review.decided) else "",
        "decision_date": known(review.decided),
        "amendment_notice_date": known(review.notice),
        "final_plan_date": known(review.amended),
        "no_amendment_date": known(review.unchanged),
        "early_years_or_phase_review": "Y" if _moves(review) else "N",
        "health_contribution": _gave(happened, 0.44, draw),
        "social_care_contribution": _gave(happened, 0.3, draw),
        "education_contribution": _gave(happened, 0.95, draw),
        "pfa_considered": _gave(happened, ready, draw) if senior else "",
    }


def _moves(review: Review) -> bool:
    """A review in the year before the child moves on."""
    return review.plan.child.school_year(review.met) in (-1, 2, 6, 11)


def _gave(happened: bool, likely: float, draw: Draw) -> str:
    """Whether a contribution is on record."""
    if not happened or draw.chance(0.06):
        return ""
    return "Y" if draw.chance(likely) else "N"
