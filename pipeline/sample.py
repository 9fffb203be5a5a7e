"""The synthetic sample: six extracts of an invented authority, the same bytes on every machine.

`make_sample` is `ehc sample`. The numbers of its story are in `sample_model/story.toml`.
"""

from __future__ import annotations

from pathlib import Path

from pipeline import sample_sen2
from pipeline.sample_files import FORMS, Rows
from pipeline.sample_model import faults, health, issue, milestones, requests
from pipeline.sample_model.appeals import appeal_row
from pipeline.sample_model.days import text
from pipeline.sample_model.plan_appeals import challenge_plans
from pipeline.sample_model.plans import make_plans, plan_row
from pipeline.sample_model.reassessments import reassess
from pipeline.sample_model.refusals import challenge
from pipeline.sample_model.reviews import make_reviews, review_row
from pipeline.sample_model.story import Story, load

SEED = 20261031
# It protects nobody, so it may stand in the open: the people behind it are invented.
KEY = "synthetic-sample-key-that-protects-nobody\n"


def make_sample(folder: Path, seed: int = SEED, form: str = "csv") -> dict[str, int]:
    """Write the sample's drop into a folder; rows by extract, keying faults included.

    Writes `drop.toml`, the six files in a form of FORMS, or a SEN2 return without any fault, and
    the sample's own pseudonym key. What else lies in the folder (README, settings) is left alone.
    """
    story = load()
    cases = _cases(seed, story)
    folder.mkdir(parents=True, exist_ok=True)
    if form in sample_sen2.FORMS:
        written = {"the SEN2 return": sample_sen2.FORMS[form](folder, cases, story.as_of)}
    else:
        extracts = faults.spoil(cases, seed, story)
        written = {extract: len(rows) for extract, rows in extracts.items()}
        for extract, rows in extracts.items():
            FORMS[form](folder, extract, story.columns[extract], rows)
    drop = (
        f"as_of = {text(story.as_of)}\n"
        f"extracted_on = {text(story.cut)}\n"
        f'local_authority = "{story.authority}"\n'
        f'source_system = "{"sen2" if form in sample_sen2.FORMS else "canonical"}"\n'
        "synthetic = true\n"
    )
    (folder / "drop.toml").write_text(drop, encoding="utf-8", newline="\n")
    (folder / "key").write_text(KEY, encoding="utf-8", newline="\n")
    return written


def _cases(seed: int, story: Story) -> dict[str, Rows]:
    """The extracts as they would be without a single keying fault."""
    asked = requests.make_requests(seed, story)
    waiting = issue.leave_or_stay(asked, seed, story)
    issue.issue_plans(waiting, seed, story)
    for case in asked:
        if case.outcome == "Y":
            milestones.fill(case, story)
    about_requests = challenge(asked, seed, story)
    issue.flag_exceptions(asked, seed, story)
    plans = make_plans(asked, seed, story)
    again, about_again = reassess(plans, seed, story)
    milestones.set_grounds(asked, seed, story)
    reviews = make_reviews(plans, seed, story)
    appeals = about_requests + about_again
    appeals += challenge_plans(plans, asked, reviews, appeals, seed, story)
    appeals.sort(key=lambda case: (case.letter, case.child.person_id, case.ground))
    everything = sorted([*asked, *again], key=lambda case: (case.received, case.request_id))
    advice: Rows = []
    for case in everything:
        advice += milestones.advice_rows(case, story, len(advice) + 1)
    return {
        "needs_assessments": [milestones.request_row(case, story) for case in everything],
        "plans": [plan_row(plan, story) for plan in plans],
        "annual_reviews": [
            review_row(case, number, story) for number, case in enumerate(reviews, 1)
        ],
        "tribunals": [appeal_row(case, number, story) for number, case in enumerate(appeals, 1)],
        "advice": advice,
        "health_waits": health.make_referrals([case.child for case in asked], seed, story),
    }
