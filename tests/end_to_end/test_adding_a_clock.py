"""The last section of docs/statute.md, done: one row and one SELECT give a new clock."""

import csv
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pipeline.settings import ROOT
from tests.line import fetch, write_drop

CLOCK = "draft_plan_16w"
RECEIVED = {"received_date": "2026-01-05"}
WITH_A_PLAN = {
    **RECEIVED,
    **{"request_outcome": "Y", "request_outcome_date": "2026-02-10"},
    **{"assessment_outcome": "Y", "assessment_outcome_date": "2026-04-27"},
    "final_plan_date": "2026-05-20",
}
# One request for each thing that can become of a draft by the end of October.
REQUESTS = {
    "on-the-last-day": {**WITH_A_PLAN, "draft_plan_date": "2026-04-27"},
    "three-days-late": {**WITH_A_PLAN, "draft_plan_date": "2026-04-30"},
    "no-draft-recorded": WITH_A_PLAN,
    "still-open": {"received_date": "2026-06-01"},
    "refused": {**RECEIVED, "request_outcome": "N", "request_outcome_date": "2026-02-10"},
    "re-assessment": {**WITH_A_PLAN, "reassessment": "Y"},
}
# What is no part of the project, or not needed to build.
LEFT_BEHIND = shutil.ignore_patterns(
    ".*", "__pycache__", "*.egg-info", "out", "warehouse", "target"
)


def fenced(kind: str) -> str:
    """What the last section of the document has in its only block of a kind."""
    text = (ROOT / "docs" / "statute.md").read_text(encoding="utf-8")
    section = text[text.index("## Adding a clock") :]
    (block,) = re.findall(rf"^```{kind}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    return block


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the project that has the new clock, and a build of a small drop."""
    folder = tmp_path_factory.mktemp("adding a clock")
    copy = folder / "copy"
    shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
    with (copy / "seeds" / "clock_register.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(fenced("csv"))
    model = copy / "models" / "clocks" / "int_assessment_clocks.sql"
    sql = model.read_text(encoding="utf-8")
    first, end, last = sql.partition("\n)\n\nselect\n    running.clock_id")
    assert end, "the CTE `running` no longer ends where the new SELECT goes"
    model.write_text(f"{first.rstrip()}\n\n{fenced('sql')}{end}{last}", encoding="utf-8")
    requests = [
        {"request_id": name, "person_id": f"person of {name}", **row}
        for name, row in REQUESTS.items()
    ]
    drop = write_drop(folder / "drop", {"needs_assessments": requests}, "2026-10-31")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pipeline", "build", str(drop)),
            *("--out", str(folder / "out"), "--warehouse", str(folder / "warehouse.duckdb")),
        ],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "EHC_PSEUDONYM_KEY": "a key for tests"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return folder


def test_the_row_fills_the_columns_of_the_register_and_is_not_there_yet() -> None:
    (row,) = csv.reader([fenced("csv").strip()])
    with (ROOT / "seeds" / "clock_register.csv").open(encoding="utf-8", newline="") as file:
        register = list(csv.reader(file))
    assert len(row) == len(register[0])
    assert row[0] == CLOCK
    assert CLOCK not in [rule[0] for rule in register]


def test_the_ledger_has_the_new_clock(built: Path) -> None:
    rows = fetch(
        built / "warehouse.duckdb",
        f"select * from marts.clocks where clock_id = '{CLOCK}' order by case_id",
    )
    found = {
        row["case_id"]: (row["due_on"], row["stopped_on"], row["status"], row["days_overdue"])
        for row in rows
    }
    # 16 weeks are 112 days: from 5 January to 27 April, from 1 June to 21 September.
    due = date(2026, 4, 27)
    assert found == {
        "on-the-last-day": (due, date(2026, 4, 27), "met", 0),
        "three-days-late": (due, date(2026, 4, 30), "late", 3),
        "no-draft-recorded": (due, date(2026, 5, 20), "late", 23),
        "still-open": (date(2026, 9, 21), None, "open_overdue", 40),
        "refused": (due, None, "ended", 0),
    }


def test_the_measures_and_the_pages_have_it_too(built: Path) -> None:
    (counted,) = fetch(
        built / "warehouse.duckdb",
        "select sum(started) as started, sum(stopped) as stopped, sum(ended) as ended,"
        f" sum(stopped_in_time) as in_time from marts.clock_monthly"
        f" where clock_id = '{CLOCK}' and level = 'la'",
    )
    assert counted == {"started": 5, "stopped": 3, "ended": 1, "in_time": 1}
    pages = built / "out" / "restricted" / "site"
    methodology = (pages / "methodology-internal.html").read_text(encoding="utf-8")
    assert "<summary>Draft plan: 16 weeks</summary>" in methodology
    assert "the law sets no time for a draft" in methodology
    with (pages / "downloads" / "methodology-flips-day-one-is-receipt-internal.csv").open(
        encoding="utf-8"
    ) as file:
        flips = {row["limit_name"]: row for row in csv.DictReader(file)}
    # Read the other way, a draft on the last day is a day late.
    assert (flips["Draft plan"]["touched"], flips["Draft plan"]["flips"]) == ("5", "1")
    assert "Draft plan" in (pages / "assessments-internal.html").read_text(encoding="utf-8")
