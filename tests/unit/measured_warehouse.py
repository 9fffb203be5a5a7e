"""A made-up ledger with its cases, and the measures that dbt makes of it.

Two authorities: one with districts and localities, one with neither, so that every level exists.
The day of the report lies within a month. Nothing here knows how a measure is counted.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 10, 17)
FIRST_DAY = date(2022, 1, 3)
COUNTY, TOWN = "E10000017", "E06000008"
NEIGHBOURS = ("E10000019", "E08000002")

# Limits in days. The ledger carries its own due dates, so that these need not be the law's.
CLOCKS = {
    "assess_decision_6w": 42,
    "final_plan_20w": 140,
    "ar_review_12m": 364,
    "draft_reps_15d": 15,
    "advice_return_6w": 42,
    "order_amend_5w": 35,
}
MINIMUM_PERIOD = "draft_reps_15d"
CONTRIBUTORS = ("education", "health", "social_care")
NEEDS = ("ASD", "SEMH", None)
AGES = ("5-10", "11-15", "16-19")
GROUNDS = ("contents", "placement", None)

TEXT, DATE, FLAG = "VARCHAR", "DATE", "BOOLEAN"
COLUMNS: dict[str, dict[str, str]] = {
    "raw.drop_info": {
        "as_of": DATE, "extracted_on": DATE, "local_authority": TEXT, "la_name": TEXT,
    },
    "raw.published_files": {"file": TEXT, "layout": TEXT, "last_year": "INTEGER"},
    "raw.published_figures": {
        "file": TEXT, "layout": TEXT, "time_period": "INTEGER", "geographic_level": TEXT,
        "area_code": TEXT, "area_name": TEXT, "breakdown": TEXT, "indicator": TEXT,
        "value": "DOUBLE",
    },
    "marts.clocks": {
        "clock_key": TEXT, "clock_id": TEXT, "case_type": TEXT, "case_id": TEXT,
        "person_key": TEXT, "la_code": TEXT, "district_code": TEXT, "district_name": TEXT,
        "cut_contributor": TEXT, "cut_need": TEXT, "cut_age_band": TEXT, "cut_ground": TEXT,
        "started_on": DATE, "due_on": DATE, "stopped_on": DATE, "ended_on": DATE,
        "exception_ground": TEXT, "status": TEXT, "days_taken": "INTEGER",
        "days_overdue": "INTEGER",
    },
    "staging.stg_requests": {
        "request_id": TEXT, "la_code": TEXT, "district_code": TEXT, "is_reassessment": FLAG,
        "received_date": DATE, "request_outcome": TEXT, "request_decided_on": DATE,
        "assessment_outcome": TEXT, "refused_to_issue_on": DATE, "final_plan_date": DATE,
        "week20_exception": TEXT, "mediation_held": TEXT, "appeal_held": TEXT,
        "ended_on": DATE, "ended_reason": TEXT,
    },
    "staging.stg_plans": {
        "plan_id": TEXT, "request_id": TEXT, "la_code": TEXT, "district_code": TEXT,
        "held_from": DATE, "transferred_in_date": DATE, "last_reviewed_date": DATE,
        "ended_on": DATE, "year_group": TEXT, "pfa_outcomes": TEXT,
    },
    "staging.stg_reviews": {
        "review_id": TEXT, "plan_id": TEXT, "meeting_date": DATE, "decision": TEXT,
        "decision_date": DATE, "final_plan_date": DATE, "no_amendment_date": DATE,
    },
    "staging.stg_appeals": {
        "appeal_id": TEXT, "request_id": TEXT, "plan_id": TEXT, "la_code": TEXT,
        "district_code": TEXT, "route": TEXT, "ground": TEXT, "decision_date": DATE,
        "registered_date": DATE, "hearing_date": DATE, "outcome": TEXT, "outcome_date": DATE,
        "dco_notified_date": DATE,
    },
    "staging.stg_advice": {
        "advice_id": TEXT, "request_id": TEXT, "contributor": TEXT, "requested_date": DATE,
        "received_date": DATE,
    },
    "staging.stg_referrals": {"referral_id": TEXT, "la_code": TEXT, "district_code": TEXT},
}  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """The cases that were made up, by table, and the file that holds the marts made of them."""

    rows: dict[str, list[Row]]
    database: Path

    def mart(self, name: str) -> list[Row]:
        """A mart, row by row."""
        with duckdb.connect(str(self.database), read_only=True) as warehouse:
            result = warehouse.execute(f"select * from marts.{name} order by all")
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def geography() -> dict[str, str]:
    """Districts of the county with their localities, as the shipped seed has them."""
    with (ROOT / "seeds" / "geography.csv").open(encoding="utf-8", newline="") as file:
        return {row["district_code"]: row["locality"] for row in csv.DictReader(file)}


def made_up() -> dict[str, list[Row]]:
    """The same cases at every call."""
    chance = Random(1)
    places = [(COUNTY, code) for code in geography()]
    # A district without a case, as young areas have.
    places = [*places[:-1], (COUNTY, f"{COUNTY}-not-known"), (TOWN, f"{TOWN}-not-known")]
    rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    rows["raw.drop_info"] = [{"as_of": AS_OF, "local_authority": COUNTY, "la_name": "Lancashire"}]
    rows["marts.clocks"] = list(_ledger(chance, places))
    for number in range(700):
        _case(chance, number, places, rows)
    return rows


def _day(chance: Random, first: date, days: int) -> date | None:
    """A day up to so many after the first; none where it lies ahead of the report."""
    day = first + timedelta(chance.randint(0, days))
    return day if day <= AS_OF else None


def _place(chance: Random, places: list[tuple[str, str]]) -> Row:
    la_code, district_code = chance.choice(places)
    return {"la_code": la_code, "district_code": district_code}


def _ledger(chance: Random, places: list[tuple[str, str]]) -> Iterator[Row]:
    """Clocks that stop before, on and after their limit, end, or stay open."""
    for number in range(3000):
        clock_id = chance.choice(list(CLOCKS))
        started = FIRST_DAY + timedelta(chance.randint(0, (AS_OF - FIRST_DAY).days))
        # An order may set a day of its own, even one that has passed already.
        limit = chance.choice([CLOCKS[clock_id]] * 9 + [-20])
        due = started + timedelta(limit)
        left = chance.choice([due, due + timedelta(1), _day(chance, started, 500), None])
        left = left if left is not None and started <= left <= AS_OF else None
        ends = chance.random() < 0.15 and clock_id != MINIMUM_PERIOD
        ground = chance.choice(["absence_4w", None, None, None])
        ground = None if clock_id == MINIMUM_PERIOD else ground
        past = ((left or AS_OF) - due).days * (-1 if clock_id == MINIMUM_PERIOD else 1)
        if clock_id == MINIMUM_PERIOD and left is None:
            continue
        if left is not None and ends:
            status = "ended"
        elif past > 0 and ground:
            status = "exception"
        elif left is not None:
            status = "late" if past > 0 else "met"
        else:
            status = "open_overdue" if past > 0 else "open_in_time"
        yield {
            "clock_key": f"{clock_id}|{number}",
            "clock_id": clock_id,
            **_place(chance, places),
            "cut_contributor": chance.choice(CONTRIBUTORS) if "advice" in clock_id else None,
            "cut_need": chance.choice(NEEDS),
            "cut_age_band": chance.choice(AGES),
            "cut_ground": chance.choice(GROUNDS) if "order" in clock_id else None,
            "started_on": started,
            "due_on": due,
            "stopped_on": None if ends else left,
            "ended_on": left if ends else None,
            "exception_ground": ground,
            "status": status,
            "days_taken": ((left or AS_OF) - started).days,
            "days_overdue": max(past, 0),
        }


def _case(
    chance: Random, number: int, places: list[tuple[str, str]], rows: dict[str, list[Row]]
) -> None:
    """One request with what may follow from it: advice, a plan with reviews, an appeal."""
    place = _place(chance, places)
    received = FIRST_DAY + timedelta(chance.randint(0, (AS_OF - FIRST_DAY).days))
    outcome = chance.choice(["Y", "Y", "Y", "N", "W", None])
    decided = _day(chance, received, 80) if outcome in ("Y", "N") else None
    assessment = chance.choice(["Y", "Y", "N", "W", None]) if decided and outcome == "Y" else None
    final = _day(chance, received + timedelta(80), 320) if assessment == "Y" else None
    refused = _day(chance, received + timedelta(80), 60) if assessment == "N" else None
    left = _day(chance, received + timedelta(20), 90) if "W" in (outcome, assessment) else None
    request = {
        "request_id": f"R{number}",
        **place,
        "is_reassessment": chance.random() < 0.05,
        "received_date": received,
        "request_outcome": outcome if decided or left else None,
        "request_decided_on": decided,
        "assessment_outcome": assessment if final or refused or left else None,
        "refused_to_issue_on": refused,
        "final_plan_date": final,
        "week20_exception": chance.choice(["Y", "N", "N", None]),
        "mediation_held": chance.choice(["Y", "N", "N", None, None]),
        "appeal_held": chance.choice(["Y", "N", "N", None, None]),
        "ended_on": left,
        "ended_reason": chance.choice(["withdrawn", None]) if left else None,
    }
    rows["staging.stg_requests"].append(request)
    for part, contributor in enumerate(chance.sample(CONTRIBUTORS, chance.randint(0, 3))):
        asked = _day(chance, received, chance.choice([60, 300]))
        if asked:
            returned = chance.choice([_day(chance, asked, 120), None])
            rows["staging.stg_advice"].append(
                {"advice_id": f"D{number}-{part}", "request_id": request["request_id"],
                 "contributor": contributor, "requested_date": asked, "received_date": returned}
            )  # fmt: skip
    if final or chance.random() < 0.3:
        _plan(chance, number, request, rows)
    if chance.random() < 0.3:
        letter = _day(chance, received, 100)
        registered = chance.choice([_day(chance, letter, 60), None]) if letter else None
        settled = chance.choice([_day(chance, letter, 300), None]) if letter else None
        told = _day(chance, settled, 30) if settled else None
        result = chance.choice(["upheld", "dismissed", "conceded", "withdrawn", None])
        rows["staging.stg_appeals"].append(
            {"appeal_id": f"A{number}", **place, "decision_date": letter,
             "request_id": chance.choice([request["request_id"], None]),
             "route": chance.choice(["appeal", "mediation"]), "ground": chance.choice(GROUNDS),
             "registered_date": registered, "hearing_date": settled and registered,
             "outcome": result if settled else None, "outcome_date": settled,
             "dco_notified_date": chance.choice([told, None])}
        )  # fmt: skip


def _plan(chance: Random, number: int, request: Row, rows: dict[str, list[Row]]) -> None:
    held_from = request["final_plan_date"] or request["received_date"]
    moved = held_from if chance.random() < 0.1 else None
    plan_id = f"P{number}"
    rows["staging.stg_plans"].append(
        {"plan_id": plan_id, "request_id": chance.choice([request["request_id"], None]),
         "la_code": request["la_code"], "district_code": request["district_code"],
         "held_from": held_from, "transferred_in_date": moved,
         "last_reviewed_date": chance.choice([_day(chance, held_from, 300), None, None]),
         "ended_on": chance.choice([_day(chance, held_from, 1500), None]),
         "year_group": chance.choice(["R", "8", "9", "12", None]),
         "pfa_outcomes": chance.choice(["Y", "N", None])}
    )  # fmt: skip
    for part in range(chance.randint(0, 3)):
        met = _day(chance, held_from, 1200)
        if met is None:
            continue
        decided = chance.choice([met, met + timedelta(28), met + timedelta(29), None])
        decided = decided if decided and decided <= AS_OF else None
        finished = chance.choice([_day(chance, met, 90), None])
        rows["staging.stg_reviews"].append(
            {"review_id": f"V{number}-{part}", "plan_id": plan_id, "meeting_date": met,
             "decision_date": decided,
             "decision": chance.choice(["maintain", "amend"]) if decided else None,
             "final_plan_date": finished, "no_amendment_date": None}
        )  # fmt: skip


def build(folder: Path) -> Measured:
    """Write the cases where staging would have them, and let dbt make and test the measures."""
    rows = made_up()
    database = folder / "measured.duckdb"
    with duckdb.connect(str(database)) as warehouse:
        for schema in ("raw", "staging", "marts"):
            warehouse.execute(f"create schema {schema}")
        warehouse.execute(
            "create table raw.geography as from read_csv(?, header = true)",
            [str(ROOT / "seeds" / "geography.csv")],
        )
        for table, columns in COLUMNS.items():
            path = folder / f"{table}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(columns), restval="")
                writer.writeheader()
                writer.writerows(rows[table])
            warehouse.execute(
                f"create table {table} as from read_csv(?, header = true, columns = {columns})",
                [str(path)],
            )
    selected = "path:models/measures areas district_areas age_bands authorities clock_register"
    names = "[" + ", ".join(NEIGHBOURS) + "]"
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "build"),
            *("--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--no-partial-parse"),
            *("--target-path", str(folder / "target"), "--log-path", str(folder)),
            *("--vars", f"{{as_of: '{AS_OF}', statistical_neighbours: {names}}}"),
            *("--indirect-selection", "cautious"),
            *("--select", *selected.split(), "comparators_published", "published_columns"),
            *("measures_*", "dfe_*"),
            # It judges the universe anew, and this ledger was made up without one.
            *("--exclude", "setting_flips"),
        ],
        env={**os.environ, "EHC_WAREHOUSE": str(database), "EHC_TEMP": str(folder / "temp")},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return Measured(rows, database)
