"""A made-up county with all that pages read: marts, rules, and what was said of the delivery."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
from made_up_marts import county

ROOT = Path(__file__).parents[2]
CLOCKS = {
    "assess_decision_6w": (60, 6),
    "advice_return_6w": (90, 6),
    "final_plan_20w": (60, 20),
    "ar_decision_4w": (40, 4),
    "order_amend_5w": (2, 5),
    "health_camhs": (8, 18),
}
EXTRACTS = ("needs_assessments", "plans", "annual_reviews", "tribunals", "advice", "health_waits")
# Rows in quarantine by extract and reason. Three is small, twelve is not.
QUARANTINE = {
    ("needs_assessments", "duplicate"): 12,
    ("needs_assessments", "stop_before_start"): 3,
    ("plans", "needed_date"): 7,
}
LANDED = 4000
MARKUP = "<script>alert(1)</script>"

DDL = """
create schema seeds; create schema quality;
create table raw.files (extract varchar, file varchar, sha256 varchar, bytes bigint, rows bigint,
    encoding varchar, delimiter varchar);
create table raw.dropped_columns (extract varchar, file varchar, heading varchar);
create table quality.quarantine (extract varchar, file varchar, line bigint, reason varchar,
    detail varchar, cells varchar);
create table quality.set_aside (extract varchar, file varchar, line bigint, kind varchar);
create table quality.cell_issues (extract varchar, file varchar, line bigint, column_name varchar,
    reason varchar, delivered varchar, to_do varchar);
create table quality.corrections (extract varchar, file varchar, line bigint, key varchar,
    column_name varchar, delivered varchar, corrected varchar, reason varchar, "by" varchar,
    on_date date, state varchar);
create table quality.look_alikes (extract varchar, file varchar, line bigint, other_line bigint,
    why varchar);
create table quality.reconciliation (extract varchar, file varchar, landed bigint,
    accepted bigint, quarantined bigint, set_aside bigint);
create table quality.not_measurable (clock_id varchar, extract varchar, column_name varchar);
create table raw.published_files (file varchar, layout varchar, sha256 varchar, bytes bigint,
    encoding varchar, rows bigint, rows_used bigint, first_year integer, last_year integer);
create table raw.published_figures (file varchar, line bigint, indicator varchar,
    delivered varchar, value double, symbol varchar);
create table quality.published_notes (file varchar, line bigint, kind varchar, note varchar);
create table quality.expectations (gate integer, suite varchar, extract varchar,
    expectation varchar, severity varchar, passed boolean, sentence varchar, failed_rows bigint,
    of_rows bigint, examples varchar, touches varchar, to_do varchar);
"""


def settings(**changed: Any) -> SimpleNamespace:
    """The settings that pages read."""
    values = {
        "area_name": "County",
        "brand_name": "County Council",
        "brand_colour": "#12436D",
        "contact": "send@example.org",
        "day_one_is_receipt": False,
        "phase_transfer_on_the_day": False,
        "review_on_the_anniversary": False,
        "combined_order_weeks": 5,
        "dfe_exclude_appealed": True,
        "local_standards": {},
        "disclosure_threshold": 5,
        "disclosure_min_denominator": 10,
    }
    return SimpleNamespace(**{**values, **changed})


def warehouse(path: Path, missing: tuple[tuple[str, str, str], ...] = ()) -> Path:
    """Write the warehouse. `missing`: (clock, extract, column) that were not delivered; such a
    clock has no case."""
    gone = {clock_id for clock_id, _, _ in missing}
    county(path, {name: size for name, size in CLOCKS.items() if name not in gone}, months=40)
    with duckdb.connect(str(path)) as db:
        db.execute(DDL)
        for seed in ("clock_register", "statuses", "exception_grounds", "code_lists"):
            file = (ROOT / "seeds" / f"{seed}.csv").as_posix()
            db.execute(
                f"create table seeds.{seed} as select * from read_csv('{file}', all_varchar = true)"
            )
        db.execute("comment on table marts.clock_monthly is 'One row per clock, month and area.'")
        db.execute("comment on column marts.clock_monthly.started is 'Clocks that started.'")
        for extract in EXTRACTS:
            left = sum(n for (of, _), n in QUARANTINE.items() if of == extract)
            db.execute(
                "insert into raw.files values (?, ?, '', 1, ?, 'utf-8', ',')",
                [extract, f"{extract}.csv", LANDED],
            )
            db.execute(
                "insert into quality.reconciliation values (?, ?, ?, ?, ?, 0)",
                [extract, f"{extract}.csv", LANDED, LANDED - left, left],
            )
        for (extract, reason), rows in QUARANTINE.items():
            db.execute(
                "insert into quality.quarantine "
                "select ?, ?, i + 2, ?, null, '{}' from range(?) t (i)",
                [extract, f"{extract}.csv", reason, rows],
            )
        db.execute(
            "insert into quality.cell_issues select 'plans', 'plans.csv', i + 2, 'primary_need', "
            "'unknown_code', ?, ? from range(30) t (i)",
            [MARKUP, f"{MARKUP} = 'ASD'"],
        )
        db.execute("insert into raw.dropped_columns values ('plans', 'plans.csv', ?)", [MARKUP])
        example = [{"file": "plans.csv", "line": 7, "column": "start_date", "reason": "no_key"}]
        db.execute(
            "insert into quality.expectations values (1, 'needs_assessments', 'needs_assessments', "
            "'copies', 'warning', false, '15 of 4,000 requests (0.4%) are copies', 15, 4000, ?, "
            "'index.html assessments.html', 'Look in the export')",
            [json.dumps(example)],
        )
        rule = [{"file": "plans.csv", "line": 9, "column": "start_date", "reason": "too_early"}]
        db.execute(
            "insert into quality.expectations values (1, 'plans', 'plans', 'T-101', 'warning',"
            " true, '12 of 4,000 plans (0.3%) are too early, and 3 are usual.', 12, 4000, ?,"
            " 'index.html reviews.html', 'Mend the start')",
            [json.dumps(rule)],
        )
        db.executemany(
            "insert into quality.not_measurable values (?, ?, ?)",
            [list(row) for row in missing] or [["transfer_review", "plans", "transferred_in_date"]],
        )
    return path
