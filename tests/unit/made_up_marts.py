"""A small made-up county in a real DuckDB file: the marts that `reports.facts` reads.

Cases are drawn from a seeded generator and counted here by the plain definitions, one case at a
time, so that every sum that ought to hold between the marts does.
"""

from __future__ import annotations

import random
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas

AS_OF = date(2026, 10, 31)
LA = "E10000099"
LOCALITIES = {"north": ("D01", "D02", "D03"), "mid": ("D04", "D05", "D06", "D07"), "east": ()}
LOCALITIES["east"] = ("D08", "D09", "D10", "D11", "D12")
BANDS = ((0, 6), (6, 16), (16, 20), (20, 30), (30, 52), (52, 104), (104, 9999))
CONTRIBUTORS = ("education", "educational_psychology", "health", "social_care", "other")

# What each setting of the law would change: the share of a clock's cases that it touches, and how
# many of them it would flip. No case is touched by the settings that are not here.
FLIPS = {
    ("day_one_is_receipt", "assess_decision_6w"): (1.0, 1),
    ("day_one_is_receipt", "final_plan_20w"): (1.0, 7),
    ("day_one_is_receipt", "advice_return_6w"): (1.0, 130),
    ("day_one_is_receipt", "order_amend_5w"): (1.0, 3),
    ("combined_order_weeks", "order_amend_5w"): (0.5, 0),
}

FLOWS = ("started", "stopped", "ended", "stopped_in_time", "stopped_exception",
         "due", "due_met", "due_exception")  # fmt: skip

DDL = """
create schema raw; create schema staging; create schema marts;
create table raw.drop_info (as_of date, extracted_on date, local_authority varchar,
    la_name varchar, source_system varchar, synthetic boolean, month varchar);
create table staging.areas (level varchar, area_code varchar, area_name varchar,
    parent_level varchar, parent_code varchar, la_code varchar, slug varchar, tile_row integer,
    tile_col integer, position integer);
create table marts.clock_monthly (clock_id varchar, month date, level varchar, area_code varchar,
    area_name varchar, started bigint, stopped bigint, ended bigint, stopped_in_time bigint,
    stopped_exception bigint, due bigint, due_met bigint, due_exception bigint,
    open_at_end bigint, overdue_at_end bigint, overdue_exception_at_end bigint,
    overdue_days_at_end bigint, oldest_days_open bigint, median_days_open double,
    p92_days_open double, median_days_taken double);
create table marts.backlog_age (clock_id varchar, level varchar, area_code varchar,
    area_name varchar, age_band varchar, band_position integer, "open" bigint, overdue bigint,
    overdue_exception bigint);
create table marts.review_gap (level varchar, area_code varchar, area_name varchar,
    reading varchar, band varchar, band_position integer, plans bigint, of_plans bigint);
create table marts.advice_monthly (month date, area_code varchar, area_name varchar,
    contributor varchar, asked bigint, returned bigint, returned_in_time bigint,
    plans_issued bigint, missing_at_issue bigint, median_oldest_advice_days double);
create table marts.advice_age (month date, area_code varchar, area_name varchar,
    plans_issued bigint, plans_with_advice_missing bigint, median_oldest_advice_days double);
create table marts.appeal_times (time_period integer, level varchar, area_code varchar,
    area_name varchar, cut varchar, cut_value varchar, appeals bigint, decided bigint,
    not_won bigint, timed bigint, median_days_to_outcome double, dco_told bigint,
    dco_days_median double);
create table marts.dfe_requests (time_period integer, geographic_level varchar,
    region_code varchar, region_name varchar, new_la_code varchar, la_name varchar,
    requests_received_in_year bigint, requests_decided_to_assess bigint,
    requests_decided_not_to_assess bigint, requests_decision_not_made bigint,
    requests_withdrawn bigint, request_assess_pc double);
create table marts.setting_flips (setting varchar, other_value varchar, clock_id varchar,
    clocks bigint, flips bigint);
create table marts.comparators (measure varchar, time_period integer, comparator varchar,
    numerator bigint, denominator bigint, areas bigint, of_areas bigint, source varchar);
"""


@dataclass(frozen=True)
class Case:
    district: str
    started: date
    due: date
    stopped: date | None
    ended: date | None
    excused: bool
    contributor: str

    def left(self, day: date) -> bool:
        return any(end and end <= day for end in (self.stopped, self.ended))


def areas() -> list[tuple]:
    """Rows of staging.areas: one county, three localities, twelve districts, and not known."""
    rows: list[tuple] = [("la", LA, "County", None, None, LA, "county", None, None, 1)]
    for place, (name, districts) in enumerate(LOCALITIES.items(), start=1):
        code = f"{LA}-{name}"
        rows.append(("locality", code, name, "la", LA, LA, name, None, None, place))
        for number in districts:
            tail = (LA, number.lower(), None, None, int(number[1:]))
            rows.append(("district", number, number, "locality", code, *tail))
    nobody = f"{LA}-not-known"
    tail = (LA, "not-known", None, None, 99)
    rows.append(("locality", nobody, "Not known", "la", LA, *tail))
    rows.append(("district", nobody, "Not known", "locality", nobody, *tail))
    return rows


def month_ends(count: int) -> list[date]:
    """The last days of so many months, the last that of AS_OF."""
    found = []
    day = AS_OF
    for _ in range(count):
        found.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return found[::-1]


def cases(random_: random.Random, a_month: float, weeks: int, months: int) -> list[Case]:
    """Cases over so many months, unevenly spread over the districts."""
    districts = [d for ds in LOCALITIES.values() for d in ds]
    weights = [1 + 4 * random_.random() for _ in districts]
    first = month_ends(months)[0].replace(day=1)
    days = (AS_OF - first).days
    found = []
    for _ in range(int(a_month * months)):
        where = random_.choices([*districts, f"{LA}-not-known"], [*weights, 0.6])[0]
        start = first + timedelta(days=random_.randrange(days + 1))
        due = start + timedelta(days=7 * weeks)
        taken = timedelta(days=int(random_.gammavariate(3, weeks * 7 / 2.6)))
        stop: date | None = start + taken if start + taken <= AS_OF else None
        end: date | None = None
        if random_.random() < 0.12:
            stop, end = None, start + taken / 2
            end = end if end <= AS_OF else None
        late = (stop or AS_OF) > due
        case = Case(
            where,
            start,
            due,
            stop,
            end,
            late and random_.random() < 0.15,
            random_.choice(CONTRIBUTORS),
        )
        found.append(case)
    return found


def in_area(case_district: str) -> list[tuple[str, str]]:
    """Every (level, code) that a district counts in."""
    locality = next((f"{LA}-{n}" for n, ds in LOCALITIES.items() if case_district in ds), None)
    return [
        ("la", LA),
        ("locality", locality or f"{LA}-not-known"),
        ("district", case_district),
    ]


def flows(found: list[Case]) -> dict[date, Counter]:
    """The flows of these cases by the first day of their month."""
    counts: dict[date, Counter] = defaultdict(Counter)
    for case in found:
        counts[case.started.replace(day=1)]["started"] += 1
        if case.ended:
            counts[case.ended.replace(day=1)]["ended"] += 1
        if case.stopped:
            month = counts[case.stopped.replace(day=1)]
            month["stopped"] += 1
            month["stopped_in_time"] += case.stopped <= case.due
            month["stopped_exception"] += case.stopped > case.due and case.excused
        if case.due <= AS_OF and not (case.ended and case.ended <= case.due):
            month = counts[case.due.replace(day=1)]
            met = case.stopped is not None and case.stopped <= case.due
            month["due"] += 1
            month["due_met"] += met
            month["due_exception"] += not met and case.excused
    return counts


def clock_rows(clock_id: str, found: list[Case], months: int) -> list[tuple]:
    """Rows of marts.clock_monthly for one clock."""
    by_area: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in found:
        for area in in_area(case.district):
            by_area[area].append(case)
    rows = []
    for (level, code), members in sorted(by_area.items()):
        moved = flows(members)
        for end in month_ends(months):
            first = end.replace(day=1)
            waiting = [c for c in members if c.started <= end and not c.left(end)]
            overdue = [c for c in waiting if c.due < end]
            ages = sorted((end - c.started).days for c in waiting)
            taken = [
                (c.stopped - c.started).days
                for c in members
                if c.stopped and first <= c.stopped <= end
            ]
            rows.append(
                (
                    clock_id, end, level, code, code,
                    *(moved[first][name] for name in FLOWS),
                    len(waiting), len(overdue), sum(c.excused for c in overdue),
                    sum((end - c.due).days for c in overdue),
                    max(ages, default=None),
                    statistics.median(ages) if ages else None,
                    ages[int(0.92 * (len(ages) - 1))] if ages else None,
                    statistics.median(taken) if taken else None,
                )
            )  # fmt: skip
    return rows


def band_rows(clock_id: str, found: list[Case]) -> list[tuple]:
    """Rows of marts.backlog_age for one clock."""
    counts: dict[tuple, Counter] = defaultdict(Counter)
    for case in found:
        if case.started <= AS_OF and not case.left(AS_OF):
            weeks = (AS_OF - case.started).days // 7
            band = next(i for i, (low, high) in enumerate(BANDS) if low <= weeks < high)
            late = case.due < AS_OF
            for area in in_area(case.district):
                counts[area][band, "open"] += 1
                counts[area][band, "overdue"] += late
                counts[area][band, "excused"] += late and case.excused
    return [
        (clock_id, level, code, code, f"{low}-{high}" if high < 9999 else f"{low}+", place,
         *(int(found_there[place, name]) for name in ("open", "overdue", "excused")))
        for (level, code), found_there in sorted(counts.items())
        for place, (low, high) in enumerate(BANDS)
    ]  # fmt: skip


def review_rows(random_: random.Random, plans: int) -> list[tuple]:
    """Rows of marts.review_gap: readings that cover all plans, and one that does not."""
    readings = {
        "since_last_review": ("0-12", "12-18", "18-24", "24-36", "36+", "never"),
        "no_decision": ("0-6", "6-12", "12-24", "24+"),
    }
    districts = [d for ds in LOCALITIES.values() for d in ds] + [f"{LA}-not-known"]
    found: Counter = Counter()
    totals: Counter = Counter()
    for _ in range(plans):
        district = random_.choices(districts, [*range(2, 14), 1])[0]
        gap = random_.choices(readings["since_last_review"], [60, 15, 8, 6, 3, 8])[0]
        waits = random_.choices([*readings["no_decision"], None], [6, 3, 2, 1, 88])[0]
        for area in in_area(district):
            totals[area] += 1
            found[area, "since_last_review", gap] += 1
            found[area, "no_decision", waits] += 1
    return [
        (level, code, code, reading, band, place, found[(level, code), reading, band], of)
        for (level, code), of in sorted(totals.items())
        for reading, bands in readings.items()
        for place, band in enumerate(bands)
    ]


def advice_rows(random_: random.Random, found: list[Case], months: int) -> tuple[list, list]:
    """Rows of marts.advice_monthly and marts.advice_age, from the cases of the advice clock."""
    monthly, ages = [], []
    moved = {name: flows([c for c in found if c.contributor == name]) for name in CONTRIBUTORS}
    for end in month_ends(months):
        issued = random_.randrange(4, 20)
        ages.append((end, LA, "County", issued, random_.randrange(0, 4), 150.0))
        for contributor in CONTRIBUTORS:
            total = moved[contributor][end.replace(day=1)]
            asked = min(issued, random_.randrange(2, 20))
            monthly.append(
                (end, LA, "County", contributor, int(total["started"]), int(total["stopped"]),
                 int(total["stopped_in_time"]), asked, random_.randrange(0, asked + 1), 120.0)
            )  # fmt: skip
    return monthly, ages


def flip_rows(clock_id: str, found: list[Case]) -> list[tuple]:
    """Rows of marts.setting_flips for one clock."""
    return [
        (setting, "true", clock_id, int(share * len(found)), flips)
        for (setting, of), (share, flips) in FLIPS.items()
        if of == clock_id
    ]


def appeal_rows(random_: random.Random) -> list[tuple]:
    """Rows of marts.appeal_times, of the authority."""
    found = []
    for year in (2024, 2025, 2026):
        cube: Counter = Counter()
        for _ in range(random_.randrange(15, 40)):
            outcome = random_.choice(("upheld", "part_upheld", "dismissed", "withdrawn", "live"))
            ground = random_.choice(("contents", "refusal_to_assess", "cease"))
            told = outcome != "live" and random_.random() < 0.5
            for cut, value in (("all", "all"), ("ground", ground), ("outcome", outcome)):
                cube[cut, value, "appeals"] += 1
                cube[cut, value, "decided"] += outcome != "live"
                cube[cut, value, "not_won"] += outcome in ("upheld", "part_upheld")
                cube[cut, value, "timed"] += outcome != "live"
                cube[cut, value, "told"] += told
        for cut, value in sorted({(cut, value) for cut, value, _ in cube}):
            n = {
                name: cube[cut, value, name]
                for name in ("appeals", "decided", "not_won", "timed", "told")
            }
            found.append(
                (year, "la", LA, "County", cut, value, n["appeals"], n["decided"], n["not_won"],
                 n["timed"], 90.0 if n["timed"] else None, n["told"], 5.0 if n["told"] else None)
            )  # fmt: skip
    return found


def county(
    path: Path, clocks: dict[str, tuple[float, int]], seed: int = 1, months: int = 40
) -> Path:
    """Write the warehouse: `clocks` holds cases a month and the limit in weeks of each."""
    random_ = random.Random(seed)
    with duckdb.connect(str(path)) as db:
        db.execute(DDL)

        def fill(table: str, rows: list[tuple]) -> None:
            if rows:
                frame = pandas.DataFrame(rows)  # noqa: F841 (named in the statement)
                db.execute(f"insert into {table} select * from frame")

        fill("raw.drop_info", [(AS_OF, None, LA, "County", "canonical", True, "2026-10")])
        fill("staging.areas", areas())
        for clock_id, (a_month, weeks) in clocks.items():
            found = cases(random_, a_month, weeks, months)
            fill("marts.clock_monthly", clock_rows(clock_id, found, months))
            fill("marts.backlog_age", band_rows(clock_id, found))
            fill("marts.setting_flips", flip_rows(clock_id, found))
            if clock_id == "advice_return_6w":
                monthly, ages = advice_rows(random_, found, months)
                fill("marts.advice_monthly", monthly)
                fill("marts.advice_age", ages)
            if clock_id == "assess_decision_6w":
                asked = sum(c.started.year == 2025 for c in found)
                of_them = (asked, asked - 9, 4, 2, 3, 50.0)
                fill("marts.dfe_requests", [(2025, "Local authority", "R", "R", LA, "C", *of_them)])
        fill("marts.review_gap", review_rows(random_, 900))
        fill("marts.appeal_times", appeal_rows(random_))
    return path
