"""What things are called on pages: the cases of each clock, and the reasons of the quality page."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Phrase:
    """How a clock's cases are spoken of. `name` opens titles; `waiting` follows `open`'s count."""

    name: str
    one: str
    many: str
    done: str
    waiting_one: str
    waiting: str


PHRASES = {
    "assess_decision_6w": Phrase(
        "Decisions to assess",
        "decision whether to assess",
        "decisions whether to assess",
        "sent",
        "request waiting for a decision",
        "requests waiting for a decision",
    ),
    "advice_return_6w": Phrase(
        "Advice",
        "answer to a request for advice",
        "answers to requests for advice",
        "received",
        "request for advice waiting for an answer",
        "requests for advice waiting for an answer",
    ),
    "final_plan_20w": Phrase(
        "Final plans",
        "final plan",
        "final plans",
        "sent",
        "request waiting for a final plan",
        "requests waiting for a final plan",
    ),
    "ar_review_12m": Phrase(
        "Annual reviews",
        "annual review",
        "annual reviews",
        "completed",
        "plan waiting for its next review",
        "plans waiting for their next review",
    ),
    "ar_decision_4w": Phrase(
        "Review decisions",
        "decision after a review meeting",
        "decisions after a review meeting",
        "sent",
        "review meeting waiting for its decision",
        "review meetings waiting for their decision",
    ),
    "ar_final_12w": Phrase(
        "Amended plans",
        "amendment of a plan",
        "amendments of plans",
        "finished",
        "amendment waiting to be finished",
        "amendments waiting to be finished",
    ),
    "ar_amend_notice_4w": Phrase(
        "Amendment notices",
        "notice of amendments",
        "notices of amendments",
        "sent",
        "decision to amend waiting for its notice",
        "decisions to amend waiting for their notice",
    ),
    "phase_transfer_feb15": Phrase(
        "Next schools",
        "final plan naming the next school",
        "final plans naming the next school",
        "sent",
        "plan waiting for its next school to be named",
        "plans waiting for their next school to be named",
    ),
    "phase_transfer_mar31": Phrase(
        "Settings after school",
        "final plan naming the setting after secondary school",
        "final plans naming the setting after secondary school",
        "sent",
        "plan waiting for the setting after secondary school to be named",
        "plans waiting for the setting after secondary school to be named",
    ),
    "post16_transfer_5m": Phrase(
        "Post-16 moves",
        "final plan naming the next post-16 setting",
        "final plans naming the next post-16 setting",
        "sent",
        "plan waiting for its next post-16 setting to be named",
        "plans waiting for their next post-16 setting to be named",
    ),
    "health_camhs": Phrase(
        "Mental health",
        "first contact",
        "first contacts",
        "made",
        "child waiting for a first contact",
        "children waiting for a first contact",
    ),
    "health_speech_and_language": Phrase(
        "Speech and language",
        "first contact",
        "first contacts",
        "made",
        "child waiting for a first contact",
        "children waiting for a first contact",
    ),
    "health_neurodivergent": Phrase(
        "Neurodivergent assessments",
        "neurodivergent assessment",
        "neurodivergent assessments",
        "completed",
        "child waiting for the assessment to be completed",
        "children waiting for the assessment to be completed",
    ),
}
OTHERS = Phrase("", "case", "cases", "finished", "open case", "open cases")
FIRST_CONTACT = Phrase(
    "",
    "first contact",
    "first contacts",
    "made",
    "child waiting for a first contact",
    "children waiting for a first contact",
)


def phrase(clock_id: str, title: str) -> Phrase:
    """The phrase of a clock; clocks without one of their own speak of cases."""
    if clock_id in PHRASES:
        return PHRASES[clock_id]
    base = FIRST_CONTACT if clock_id.startswith("health_") else OTHERS
    return Phrase(title, base.one, base.many, base.done, base.waiting_one, base.waiting)


SEEDS = Path(__file__).resolve().parents[1] / "seeds"


@cache
def reasons() -> dict[str, str]:
    """Why a row is out of the measures, or a cell was emptied or noted, in a manager's words."""
    with (SEEDS / "reasons.csv").open(encoding="utf-8", newline="") as file:
        return {row["reason"]: row["words"] for row in csv.DictReader(file)}


def reason(code: str) -> str:
    """The reason in a manager's words; the code made readable where there are none."""
    return reasons().get(code, code.replace("_", " "))
