"""Waits on the health pathways that the inspection names, and one that has no clock."""

from __future__ import annotations

from typing import Any

from pipeline.sample_model import days
from pipeline.sample_model.days import NEVER
from pipeline.sample_model.draw import Draw
from pipeline.sample_model.people import Child, make_child
from pipeline.sample_model.story import Story

AGES = [1.5, 4.2, 7.2, 10.8, 17.4]
TEAMS = {
    "neurodivergent": "Neurodevelopmental team",
    "speech_and_language": "Speech and language service",
    "community_paediatrics": "Community paediatrics",
    "physiotherapy": "Children's physiotherapy",
    "camhs": "CAMHS team",
    "occupational_therapy": "Occupational therapy service",
}
ELSEWHERE = {"School-based support": 34, "Early help": 26, "Online counselling": 20}
ELSEWHERE |= {"Voluntary sector": 12, "Back to the GP": 8}
LEFT = {"Moved away": 40, "Family withdrew": 35, "Did not attend": 25}


def make_referrals(children: list[Child], seed: int, story: Story) -> list[dict[str, Any]]:
    """All referrals, some of them of children who are also in the other extracts."""
    numbers = story.numbers["health"]
    rows: list[dict[str, Any]] = []
    for pathway, wanted in numbers["pathway"].items():
        for year, share in numbers["years"].items():
            last = min(days.month_end(int(year), 12), story.cut)
            months = days.month_end(int(year), 12) - days.day(int(year)) + 1
            part = (last - days.day(int(year)) + 1) / months
            for number in range(int(wanted["referrals"] * share * part)):
                draw = Draw(seed, pathway, year, number)
                referred = draw.among(days.working_days(days.day(int(year)), last))
                child = None
                if draw.chance(0.3):
                    known = draw.among(children)
                    child = known if 1.5 < known.age(referred) < 17.8 else None
                if child is None:
                    child = make_child(len(rows), "4", referred, AGES, draw, story)
                rows.append(_referral(pathway, wanted, child, referred, draw, story))
    rows.sort(key=lambda row: (row["referred_date"], row["pathway"], row["person_id"]))
    for number, row in enumerate(rows, 1):
        row["referral_id"] = f"H{number:05d}"
    return rows


def _referral(
    pathway: str, wanted: dict[str, Any], child: Child, referred: int, draw: Draw, story: Story
) -> dict[str, Any]:
    """One referral as it stood on the day of the extract."""
    factor, cut = child.district.health_wait, story.cut

    def known(day: int) -> int | None:
        return day if day <= cut else None

    declined = draw.chance(min(wanted["declined"] * (0.5 + 0.5 * factor), 0.62))
    first = completed = ended = NEVER
    reason = elsewhere = ""
    accepted = "Y"
    if declined:
        accepted, reason = "N", "Declined"
        answered = days.settle(
            referred + draw.spread([3, 14, 25, 40, 90]), referred, referred + 94, draw
        )
        ended = NEVER if draw.chance(0.12) else answered
        elsewhere = draw.pick(ELSEWHERE) if draw.chance(0.7) else ""
        if answered > cut:
            accepted, reason, ended, elsewhere = "", "", NEVER, ""
    else:
        # The longest waits stay as long as the story says: districts move what lies below them.
        takes = min(int(draw.spread(wanted["first"]) * factor), int(wanted["first"][-1]))
        first = days.settle(referred + takes, referred, referred + takes + 4, draw)
        completed = first + draw.spread(wanted["completed"])
        completed = days.settle(completed, first, completed + 4, draw)
        if draw.chance(wanted["left"]):
            ended, reason = referred + draw.whole(5, max(takes, 6)), draw.pick(LEFT)
            first = completed = NEVER
            if ended > cut:
                ended, reason = NEVER, ""
        # Triage takes a few weeks: what is newer has no answer yet.
        if ended == NEVER and cut - referred < draw.spread([3, 10, 18, 26, 60]):
            accepted, first, completed = "", NEVER, NEVER
    locality = child.district.locality or "Central"
    return {
        "referral_id": "",
        "person_id": child.person_id,
        "la_code": story.authority,
        "district": child.district.name,
        "pathway": pathway,
        "provider": f"{TEAMS[pathway]} {locality}",
        "referred_date": referred,
        "accepted": accepted,
        "first_contact_date": known(first),
        "completed_date": known(completed),
        "ended_date": known(ended),
        "ended_reason": reason,
        "redirected_to": elsewhere,
    }
