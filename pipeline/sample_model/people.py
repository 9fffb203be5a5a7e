"""Invented children: a number, a birth date, a need and a place. Nobody is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.sample_model import days
from pipeline.sample_model.draw import Draw
from pipeline.sample_model.story import District, Story

YEAR = 365.25
ETHNICITIES = {"WBRI": 78, "APKN": 7, "AIND": 3, "WOTH": 3, "MOTH": 2, "MWAS": 2, "BAFR": 1}
ETHNICITIES |= {"ABAN": 1, "AOTH": 1, "OOTH": 1, "NOBT": 1}
NEEDS = {
    "early": {"SLCN": 34, "ASD": 38, "SEMH": 4, "SLD": 6, "PMLD": 4, "PD": 4, "HI": 2, "DS": 4},
    "primary": {"ASD": 36, "SLCN": 24, "SEMH": 18, "MLD": 8, "SLD": 4, "PD": 3, "SPLD": 2, "HI": 2},
    "secondary": {
        "ASD": 38,
        "SEMH": 34,
        "MLD": 10,
        "SLCN": 8,
        "SPLD": 4,
        "PD": 2,
        "HI": 1,
        "VI": 1,
    },
}
# Numbers that no school or college has.
INVENTED = {
    "mainstream": (990101, 990140),
    "special": (990201, 990212),
    "college": (990301, 990308),
}
RARE_NEEDS = {"VI": 1, "MSI": 0.4, "OTH": 1.6}


@dataclass(slots=True)
class Child:
    """One invented child, as every extract knows it."""

    person_id: str
    born: int
    sex: str
    ethnicity: str
    need: str
    district: District

    def age(self, on: int) -> float:
        """Age in years on a day."""
        return (on - self.born) / YEAR

    def school_year(self, on: int) -> int:
        """School year in which the child is on a day: 0 is Reception, -1 Nursery, 14 Year 14."""
        when, born = date.fromordinal(on), date.fromordinal(self.born)
        starts = when.year if when.month >= 9 else when.year - 1
        reached = starts - born.year - (1 if born.month >= 9 else 0)
        return reached - 4

    def setting(self, on: int, draw: Draw) -> str:
        """Where the child learns: SEN2's code, or the number of a school that does not exist."""
        year = self.school_year(on)
        if year < 0:
            return "EYP"
        if year > 11:
            kind = draw.pick({"college": 60, "special": 20, "OTH": 12, "NEET": 8})
        else:
            kind = draw.pick({"mainstream": 64, "special": 29, "OLA": 4, "EHE": 3})
        numbers = INVENTED.get(kind)
        return str(draw.whole(*numbers)) if numbers else kind


def make_child(
    number: int, prefix: str, met: int, ages: list[float], draw: Draw, story: Story
) -> Child:
    """A child whose age on the day `met` falls as `ages` says (five quantiles, in years)."""
    # Ages are drawn in days, so that birthdays are spread over the year.
    born = met - draw.spread([age * YEAR for age in ages])
    age = (met - born) / YEAR
    stage = "early" if age < 5 else "primary" if age < 11 else "secondary"
    return Child(
        person_id=f"P{prefix}{number:05d}",
        born=max(born, days.day(1995)),
        sex="M" if draw.chance(0.69) else "F",
        ethnicity=draw.pick(ETHNICITIES),
        need=draw.pick(NEEDS[stage] | RARE_NEEDS),
        district=draw.pick({place: place.share for place in story.districts}),
    )
