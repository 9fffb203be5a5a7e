"""The numbers of the story, the districts as they differ, and the limits of the register."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parents[1] / "seeds"
DAYS_IN = {"days": 1, "weeks": 7}


@dataclass(frozen=True)
class District:
    """One district: its share of the children, and how its service differs from the county's."""

    name: str
    locality: str
    share: float
    refused: float = 1.0
    in_time: float = 1.0
    late_days: int = 0
    reviewed: float = 1.0
    decided: float = 1.0
    health_wait: float = 1.0
    missing_advice: float = 1.0


# A child whose district nobody keyed.
NOT_KNOWN = District(name="", locality="", share=0.5)


@dataclass(frozen=True)
class Story:
    """Everything that the generators read: one object, never changed."""

    numbers: dict[str, Any]
    districts: tuple[District, ...]
    limits: dict[str, int]  # clock -> days, where the register gives days or weeks
    columns: dict[str, list[str]]  # extract -> its canonical columns in order
    authority: str
    as_of: int
    cut: int  # the day the extracts were read: nothing that happened later is in them
    begins: int  # the day the extracts' own history begins


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def load() -> Story:
    """Read the story and the seeds that it rests on."""
    numbers = tomllib.loads((HERE / "story.toml").read_text(encoding="utf-8"))
    places = {row["district_code"]: row for row in _rows(SEEDS / "geography.csv")}
    districts = tuple(
        District(
            name=places[row["district_code"]]["district_name"],
            locality=places[row["district_code"]]["locality"],
            late_days=int(row["late_days"]),
            **{
                column: float(value)
                for column, value in row.items()
                if column not in ("district_code", "late_days")
            },
        )
        for row in _rows(HERE / "districts.csv")
    )
    limits = {
        row["clock_id"]: int(row["limit_value"]) * DAYS_IN[row["limit_unit"]]
        for row in _rows(SEEDS / "clock_register.csv")
        if row["limit_unit"] in DAYS_IN
    }
    columns: dict[str, list[str]] = {}
    for row in _rows(SEEDS / "extract_columns.csv"):
        columns.setdefault(row["extract"], []).append(row["column_name"])
    return Story(
        numbers=numbers,
        districts=(*districts, NOT_KNOWN),
        limits=limits,
        columns=columns,
        authority=next(iter(places.values()))["la_code"],
        as_of=numbers["as_of"].toordinal(),
        cut=numbers["extracted_on"].toordinal(),
        begins=numbers["history_from"].toordinal(),
    )
