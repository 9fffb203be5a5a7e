"""The synthetic sample: six extracts of an invented authority, the same bytes on every machine.

`make_sample` is `ehc sample`. The numbers of its story are in `sample_model/story.toml`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

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
Rows = list[dict[str, Any]]


def make_sample(folder: Path, seed: int = SEED) -> dict[str, int]:
    """Write the sample's drop into a folder; rows by extract, keying faults included.

    Writes `drop.toml`, the six CSV files and the sample's own pseudonym key. What else lies in the
    folder (README, settings) is left alone.
    """
    story = load()
    extracts = faults.spoil(_cases(seed, story), seed, story)
    folder.mkdir(parents=True, exist_ok=True)
    for extract, rows in extracts.items():
        _write(folder / f"{extract}.csv", story.columns[extract], rows)
    drop = (
        f"as_of = {text(story.as_of)}\n"
        f"extracted_on = {text(story.cut)}\n"
        f'local_authority = "{story.authority}"\n'
        'source_system = "canonical"\n'
        "synthetic = true\n"
    )
    (folder / "drop.toml").write_text(drop, encoding="utf-8", newline="\n")
    (folder / "key").write_text(KEY, encoding="utf-8", newline="\n")
    return {extract: len(rows) for extract, rows in extracts.items()}


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


def _write(path: Path, columns: list[str], rows: Rows) -> None:
    """One extract as plain UTF-8 CSV with LF, all canonical columns, days as ISO dates."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            cells = [row.get(column) for column in columns]
            writer.writerow([text(cell) if isinstance(cell, int) else cell for cell in cells])
