"""Extracts of national size, made by DuckDB: many rows that are all good, and no child in them.

One row in a hundred thousand is not as it should be, so that the quarantine has work as well.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.settings import Settings

# Of ten rows of a country's extracts, how many are of each: requests, plans, reviews, advice.
SHARES = {"needs_assessments": 0.15, "plans": 0.06, "annual_reviews": 0.29, "advice": 0.5}
_DAY = "date '2016-01-01' + ((i * 7919) % 3600)::int"


def _day(after: int, every: int = 1) -> str:
    """A day some time after the row's first one; only every so many rows have it."""
    day = f"strftime({_DAY} + {after}, '%Y-%m-%d')"
    return day if every == 1 else f"case when i % {every} = 0 then {day} else '' end"


def _selects(rows: int) -> dict[str, str]:
    """SELECT of each extract; `rows` is the number of all rows together."""
    count = {extract: max(1, int(rows * share)) for extract, share in SHARES.items()}
    requests, plans = count["needs_assessments"], count["plans"]
    la_code = Settings().la_code
    bad = "case when i % 100000 = 99999 then 'tomorrow' else"
    return {
        "needs_assessments": f"""
            select 'R' || i as request_id, 'P' || (i % {max(1, requests * 4 // 5)}) as person_id,
                '{la_code}' as la_code, '' as district, '2012-03-04' as date_of_birth,
                case when i % 3 = 0 then 'F' else 'M' end as sex, 'WBRI' as ethnicity,
                'ASD' as primary_need, '990205' as setting_type, '1' as request_source,
                {bad} {_day(0)} end as received_date, 'Y' as request_outcome,
                {_day(40)} as request_outcome_date, 'Y' as assessment_outcome,
                {_day(110)} as draft_plan_date, {_day(139)} as final_plan_date,
                'a note that nobody stores' as notes
            from range({requests}) t(i)""",
        "plans": f"""
            select 'E' || i as plan_id, 'P' || i as person_id, 'R' || i as request_id,
                '{la_code}' as la_code, '' as district, '2012-03-04' as date_of_birth,
                'M' as sex, 'ASD' as primary_need, {_day(139)} as start_date,
                '' as ceased_date, 'Y' as pfa_outcomes
            from range({plans}) t(i)""",
        "annual_reviews": f"""
            select 'V' || i as review_id, 'E' || (i % {plans}) as plan_id,
                {_day(300)} as meeting_date, {_day(310, 2)} as report_date,
                'maintain' as decision, {_day(325)} as decision_date,
                'N' as early_years_or_phase_review
            from range({count["annual_reviews"]}) t(i)""",
        "tribunals": """
            select 'T' || i as appeal_id, 'P' || i as person_id, 'appeal' as route
            from range(1) t(i)""",
        "advice": f"""
            select 'A' || i as advice_id, 'R' || (i % {requests}) as request_id,
                'education' as contributor, {_day(41)} as requested_date,
                {_day(80, 3)} as received_date
            from range({count["advice"]}) t(i)""",
    }


def write(folder: Path, rows: int) -> Path:
    """A drop of about so many rows in a folder."""
    folder.mkdir(parents=True)
    (folder / "drop.toml").write_text(
        "as_of = 2026-10-31\nextracted_on = 2026-11-04\nsynthetic = true\n", encoding="utf-8"
    )
    with duckdb.connect() as con:
        for extract, select in _selects(rows).items():
            path = (folder / f"{extract}.csv").as_posix().replace("'", "''")
            con.execute(f"copy ({select}) to '{path}' (header, delimiter ',')")
    return folder
