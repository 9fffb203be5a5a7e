"""Drops that other councils told of, and drops with something missing, through the whole line."""

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.settings import ROOT
from tests.conftest import ehc
from tests.line import fetch

CASES = ROOT / "tests" / "data" / "cases"
SAMPLE = ROOT / "data" / "sample"

Build = Callable[[Path], tuple[Path, Path]]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds a drop once; gives its output folder and warehouse."""
    done: dict[Path, tuple[Path, Path]] = {}

    def once(drop: Path) -> tuple[Path, Path]:
        if drop not in done:
            folder = tmp_path_factory.mktemp(drop.name)
            out, warehouse = folder / "out", folder / "warehouse.duckdb"
            run = ehc("build", drop, "--out", out, "--warehouse", warehouse)
            assert run.returncode == 0, run.stderr
            done[drop] = (out, warehouse)
        return done[drop]

    return once


def test_p17_with_and_without_exceptions(build: Build) -> None:
    _, warehouse = build(CASES / "P17")
    ledger = fetch(
        warehouse,
        "select case_id, status from marts.clocks where clock_id = 'final_plan_20w'",
    )
    assert {row["case_id"]: row["status"] for row in ledger} == {
        "T1": "met",
        "T2": "late",
        "T3": "exception",
        "T4": "met",
        "T5": "open_overdue",
        "T6": "exception",
        "T7": "open_in_time",
        "T8": "met",
    }
    dfe = fetch(
        warehouse,
        "select plans_issued_den as den, plans_issued_within_20_weeks as within_20,"
        " plans_issued_den_ex as den_ex, plans_issued_20_weeks_ex as within_ex"
        " from marts.dfe_timeliness where time_period = 2026",
    )
    assert dfe == [{"den": 5, "within_20": 3, "den_ex": 3, "within_ex": 2}]
    queue = fetch(
        warehouse,
        "select open_at_end, overdue_at_end, overdue_exception_at_end from marts.clock_monthly"
        " where clock_id = 'final_plan_20w' and level = 'la' and month = '2026-10-31'",
    )
    assert queue == [{"open_at_end": 3, "overdue_at_end": 2, "overdue_exception_at_end": 1}]


def test_p17_shows_no_rate_of_so_few(build: Build) -> None:
    out, _ = build(CASES / "P17")
    pages = [*out.glob("site/*.html"), *out.glob("restricted/site/*.html")]
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for rate in re.finditer(r"[\d.]+% \(([\d,]+) of ([\d,]+)\)", text):
            assert int(rate[2].replace(",", "")) >= 10, f"{page.name}: {rate[0]}"


def test_p19_requests_by_month(build: Build) -> None:
    _, warehouse = build(CASES / "P19")
    months = fetch(
        warehouse,
        "select strftime(month, '%Y-%m') as month, started from marts.clock_monthly"
        " where clock_id = 'assess_decision_6w' and level = 'la' and started > 0 order by month",
    )
    assert {row["month"]: row["started"] for row in months} == {
        "2024-12": 1,
        "2025-01": 2,
        "2025-12": 1,
        "2026-01": 2,
    }


def test_p27_the_same_case_twice(build: Build) -> None:
    _, warehouse = build(CASES / "P27")
    assert fetch(
        warehouse,
        "select landed, accepted, quarantined, set_aside from quality.reconciliation"
        " where extract = 'needs_assessments'",
    ) == [{"landed": 66, "accepted": 63, "quarantined": 3, "set_aside": 0}]
    reasons = fetch(
        warehouse, "select reason, count(*) as n from quality.quarantine group by 1 order by 1"
    )
    assert reasons == [{"reason": "conflicting", "n": 2}, {"reason": "duplicate", "n": 1}]
    assert len(fetch(warehouse, "select * from quality.look_alikes")) == 1
    asked = fetch(
        warehouse,
        "select case_id from marts.clocks where clock_id = 'assess_decision_6w'"
        " and case_id not like 'PAD%' order by case_id",
    )
    assert [row["case_id"] for row in asked] == ["X1", "X3", "x1"]


def test_p29_a_ground_serves_its_own_clock_alone(build: Build) -> None:
    _, warehouse = build(CASES / "P29")
    ledger = fetch(
        warehouse,
        "select case_id, status, due_on, days_overdue from marts.clocks"
        " where clock_id in ('final_plan_20w', 'advice_return_6w') order by case_id",
    )
    found = {r["case_id"]: (r["status"], str(r["due_on"]), r["days_overdue"]) for r in ledger}
    assert found == {
        "AD1": ("exception", "2026-03-30", 21),
        "AD2": ("met", "2026-03-30", 0),
        "S1": ("late", "2026-05-25", 21),
        "S2": ("late", "2026-05-25", 21),
    }
    logged = fetch(
        warehouse,
        "select line, column_name, reason from quality.cell_issues order by extract, line",
    )
    assert logged == [
        {"line": 2, "column_name": "exception_ground", "reason": "ground_not_admitted"},
        {"line": 3, "column_name": "exception_ground", "reason": "ground_not_admitted"},
    ]


def test_p33_appeals_by_year_and_the_one_that_is_not_usable(build: Build) -> None:
    out, warehouse = build(CASES / "P33")
    found = fetch(
        warehouse,
        "select time_period, outcome, appeals from marts.appeals"
        " where level = 'la' and time_period >= 2022 order by all",
    )
    assert [tuple(row.values()) for row in found] == [
        (2022, "withdrawn", 1),
        (2023, "conceded", 1),
        (2023, "dismissed", 1),
        (2023, "live", 1),
        (2023, "part_upheld", 1),
    ]
    assert fetch(
        warehouse,
        "select landed, accepted, quarantined from quality.reconciliation"
        " where extract = 'tribunals'",
    ) == [{"landed": 46, "accepted": 45, "quarantined": 1}]
    assert fetch(warehouse, "select line, reason from quality.quarantine") == [
        {"line": 5, "reason": "decided_without_date"}
    ]
    internal = out / "restricted" / "site" / "tribunals-internal.html"
    beside = "In 2023, 5 were registered: 4 shown here, and 1 not usable."
    assert beside in internal.read_text(encoding="utf-8")
    # A count of one is nothing for the published edition.
    published = (out / "site" / "tribunals.html").read_text(encoding="utf-8")
    assert "not usable" not in published and "some appeals (a decision without" in published


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample without the advice extract, and without one column of the reviews."""
    folder = tmp_path_factory.mktemp("lacking") / "drop"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("advice.csv", "README.md"))
    reviews = folder / "annual_reviews.csv"
    with reviews.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    without = rows[0].index("amendment_notice_date")
    with reviews.open("w", encoding="utf-8", newline="") as file:
        kept = ([*row[:without], *row[without + 1 :]] for row in rows)
        csv.writer(file, lineterminator="\n").writerows(kept)
    return folder


def test_what_was_not_delivered_is_not_measured(lacking: Path, build: Build) -> None:
    _, warehouse = build(lacking)
    gone = {"advice_return_6w", "ar_amend_notice_4w", "ar_final_8w"}
    ran = {
        row["clock_id"] for row in fetch(warehouse, "select distinct clock_id from marts.clocks")
    }
    assert ran & gone == set()
    assert {"ar_final_12w", "ar_decision_4w", "final_plan_20w"} <= ran
    listed = fetch(warehouse, "select clock_id, column_name from quality.not_measurable")
    assert {row["clock_id"] for row in listed} == gone
    assert {"clock_id": "ar_final_8w", "column_name": "amendment_notice_date"} in listed


def test_the_quality_page_says_why(lacking: Path, build: Build) -> None:
    out, _ = build(lacking)
    page = (out / "site" / "quality.html").read_text(encoding="utf-8")
    assert "amendment_notice_date" in page
    assert "Advice for an assessment" in page
    index = (out / "site" / "index.html").read_text(encoding="utf-8")
    assert "Not measurable from this delivery" in index
    assert (out / "site" / "advice.html").is_file()
