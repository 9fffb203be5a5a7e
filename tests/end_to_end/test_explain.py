"""`ehc explain`: what it says of a case, and how it says that there is nothing to say."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline import explain_words
from pipeline.errors import CallError
from pipeline.explain import explain
from pipeline.explained import Clock
from pipeline.settings import ROOT
from tests.command import ehc
from tests.line import ledger, write_drop
from tests.settled.case import advice, appeal, of, plan, referral, request, review

AS_OF = "2026-06-30"
CLOSED = ("school_closure", "2026-03-02", "2026-04-06")

ROWS = of(
    request("late", "2026-01-05", told=("Y", "2026-02-16"), final_plan_date="2026-05-26"),
    request("on-the-day", "2026-01-05", final_plan_date="2026-05-25", assessment_outcome="Y"),
    request("open", "2026-06-01"),
    request("last-day", "2026-02-10"),
    request("overdue", "2026-01-05"),
    request("gone", "2026-01-05", told=("W", ""), advice_requested_date="2026-02-20"),
    request("moved", "2026-01-05", left=("moved_out", "2026-06-01")),
    request("closed", "2026-01-05", ground=CLOSED, advice_requested_date="2026-02-23"),
    request("not-closed", "2026-01-05", ground=CLOSED, advice_requested_date="2026-02-22"),
    request("ordered", "2025-03-03", told=("N", "2025-04-01")),
    request("draft", "2026-01-05", sent=("2026-05-01", "2026-05-15"), assessment_outcome="Y"),
    request("both", "2026-02-02"),
    plan("both", "2026-02-02"),
    plan("kept", "2025-03-10"),
    review("seen", "kept", "2026-02-02", decided=("amend", "2026-03-02")),
    review("odd", "kept", "2026-04-01", decision="perhaps", decision_date="2026-04-20"),
    plan("moved-in", "2024-01-15", transferred_in_date="2026-02-02"),
    plan("moving", "2022-03-01", move=("primary_secondary", "2026-09-01", "2026-02-15")),
    plan("college", "2022-03-01", move=("post16_post16", "2026-09-01", "2026-03-31")),
    appeal("window", decision_date="2026-03-31", certificate_date="2026-05-05"),
    appeal("set", ruled=("upheld", "2026-03-02", "amend_contents"), remedy_due_date="2026-05-06"),
    appeal("combined", ruled=("upheld", "2026-06-01", "amend_contents_and_placement")),
    advice("asked", "open", "2026-06-02", ground=("missed_appointment",)),
    referral("waits", "camhs", "2026-01-05"),
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained")
    return ledger(write_drop(folder / "drop", ROWS, AS_OF), folder)


@pytest.fixture(scope="module")
def clock(warehouse: Path) -> Callable[[str, str], Clock]:
    return lambda case_id, clock_id: explain(warehouse, case_id, clock_id)[0].clocks[0]


@pytest.mark.parametrize(
    ("case_id", "clock_id", "told"),
    [
        (
            *("late", "final_plan_20w"),
            "5 January 2026 + 20 weeks = 25 May 2026; done 26 May 2026: 1 day late.",
        ),
        (
            *("on-the-day", "final_plan_20w"),
            "5 January 2026 + 20 weeks = 25 May 2026; done 25 May 2026: in time, on the last day.",
        ),
        (
            *("open", "assess_decision_6w"),
            "1 June 2026 + 6 weeks = 13 July 2026; open on 30 June 2026: 13 days left.",
        ),
        (
            *("last-day", "final_plan_20w"),
            "10 February 2026 + 20 weeks = 30 June 2026; open on 30 June 2026: the last day in"
            " time.",
        ),
        (
            *("overdue", "final_plan_20w"),
            "5 January 2026 + 20 weeks = 25 May 2026; open on 30 June 2026: 36 days past the"
            " limit.",
        ),
        (
            *("moved", "final_plan_20w"),
            "5 January 2026 + 20 weeks = 25 May 2026; left on 1 June 2026 without the duty being"
            " done, 7 days past the limit.",
        ),
        (
            *("closed", "final_plan_20w"),
            "5 January 2026 + 20 weeks = 25 May 2026; open on 30 June 2026: 36 days past the"
            " limit, excused; the wait goes on.",
        ),
        (
            *("draft", "draft_reps_15d"),
            "1 May 2026 + 15 days = 16 May 2026; done 15 May 2026: 1 day too soon.",
        ),
        (
            *("kept", "ar_review_12m"),
            "12 months beginning with 10 March 2025 end on 9 March 2026; done 2 March 2026: in"
            " time, 7 days before the last day.",
        ),
        (
            *("moved-in", "transfer_review"),
            "12 months beginning with 15 January 2024 end on 14 January 2025; 3 months beginning"
            " with 2 February 2026 end on 1 May 2026; the later governs: 1 May 2026; open on"
            " 30 June 2026: 60 days past the limit.",
        ),
        (
            *("moving", "phase_transfer_feb15"),
            "Move on 1 September 2026, so before 15 February: 14 February 2026; done"
            " 15 February 2026: 1 day late.",
        ),
        (
            *("college", "post16_transfer_5m"),
            "5 months before 1 September 2026 = 1 April 2026; done 31 March 2026: in time, 1 day"
            " before the last day.",
        ),
        (
            *("window", "appeal_window"),
            "31 March 2026 + 2 months = 31 May 2026; 5 May 2026 + 1 month = 5 June 2026; the later"
            " governs: 5 June 2026; open on 30 June 2026: 25 days past the limit.",
        ),
        (
            *("set", "order_amend_5w"),
            "2 March 2026 + 5 weeks = 6 April 2026; the order or agreement itself set another"
            " day: 6 May 2026; open on 30 June 2026: 55 days past the limit.",
        ),
        (
            *("waits", "health_camhs"),
            "5 January 2026 + 18 weeks = 11 May 2026; open on 30 June 2026: 50 days past the"
            " limit.",
        ),
    ],
)
def test_sum_is_told_in_words(
    case_id: str, clock_id: str, told: str, clock: Callable[[str, str], Clock]
) -> None:
    found = clock(case_id, clock_id).sum
    assert found[0].upper() + found[1:] == told


@pytest.mark.parametrize(
    ("case_id", "clock_id", "fate"),
    [
        ("closed", "final_plan_20w", "stands"),
        ("not-closed", "final_plan_20w", "advice_outside_the_window"),
        ("asked", "advice_return_6w", "stands"),
    ],
)
def test_fate_of_a_ground_is_told(
    case_id: str, clock_id: str, fate: str, clock: Callable[[str, str], Clock]
) -> None:
    exception = clock(case_id, clock_id).exception
    assert exception is not None
    assert (exception.fate, exception.stands) == (fate, fate == "stands")
    assert exception.words.startswith(explain_words.FATES[fate])


def test_each_fate_of_the_models_has_its_words() -> None:
    macro = (ROOT / "macros" / "verdicts.sql").read_text(encoding="utf-8")
    tried = macro.partition("tried as (")[2].partition("as ground_fate")[0]
    assert set(re.findall(r"(?:then|else) '(\w+)'", tried)) == set(explain_words.FATES)


def test_settings_say_what_they_would_change(clock: Callable[[str, str], Clock]) -> None:
    on_the_day = clock("on-the-day", "final_plan_20w").settings
    assert [
        (one.setting, one.value, str(one.due_on), one.status, one.flips) for one in on_the_day
    ] == [("day_one_is_receipt", "true", "2026-05-24", "late", True)]
    combined = clock("combined", "order_amend_5w").settings
    assert [(one.setting, one.value, str(one.due_on), one.flips) for one in combined] == [
        ("combined_order_weeks", "2", "2026-06-15", True),
        ("day_one_is_receipt", "true", "2026-07-05", False),
    ]
    moving = clock("moving", "phase_transfer_feb15").settings
    assert [(one.setting, one.status, one.flips) for one in moving] == [
        ("phase_transfer_on_the_day", "met", True)
    ]


def test_it_says_where_the_case_is_counted(clock: Callable[[str, str], Clock]) -> None:
    counted = [
        (one.column, str(one.first), one.last and str(one.last))
        for one in clock("late", "final_plan_20w").counted
    ]
    assert counted == [
        ("started", "2026-01-31", "2026-01-31"),
        ("stopped", "2026-05-31", "2026-05-31"),
        ("due", "2026-05-31", "2026-05-31"),
        ("open_at_end", "2026-01-31", "2026-04-30"),
    ]
    waiting = [
        (one.column, str(one.first), one.last) for one in clock("closed", "final_plan_20w").counted
    ]
    assert waiting == [
        ("started", "2026-01-31", waiting[0][2]),
        ("due", "2026-05-31", waiting[1][2]),
        ("due_exception", "2026-05-31", waiting[2][2]),
        ("open_at_end", "2026-01-31", None),
        ("overdue_at_end", "2026-05-31", None),
        ("overdue_exception_at_end", "2026-05-31", None),
    ]


def test_an_end_without_a_day_is_said_to_be_none(clock: Callable[[str, str], Clock]) -> None:
    ended = [one for one in clock("gone", "final_plan_20w").evidence if one.role == "ended"]
    assert [(one.column, one.dated) for one in ended] == [("advice_requested_date", False)]
    dated = [one for one in clock("moved", "final_plan_20w").evidence if one.role == "ended"]
    assert [(one.column, one.dated) for one in dated] == [("ended_date", True)]


def test_days_of_other_rows_are_told_with_their_own_line(
    clock: Callable[[str, str], Clock],
) -> None:
    found = [(one.role, one.file, one.column) for one in clock("kept", "ar_review_12m").evidence]
    assert found == [
        ("started", "plans.csv", "start_date"),
        ("stopped", "annual_reviews.csv", "decision_date"),
    ]


def test_cases_of_two_kinds_may_share_an_id(warehouse: Path) -> None:
    assert [case.case_type for case in explain(warehouse, "both")] == ["request", "plan"]
    only = explain(warehouse, "both", "ar_review_12m")
    assert [case.case_type for case in only] == ["plan"]


def test_text_has_the_file_the_rule_and_the_notes(warehouse: Path) -> None:
    text = explain_words.as_text(explain(warehouse, "odd"))
    assert text.startswith("Review odd (annual_reviews.csv, line 3), as at 30 June 2026")
    assert "Note: decision: unknown_code." in text
    assert "Decision after a review meeting [ar_decision_4w]: In time" in text
    assert "SEND Regulations 2014, reg 20(10)" in text
    assert "annual_reviews.csv, line 3, decision_date" in text
    family = explain_words.as_text(explain(warehouse, "window"))
    assert "never counted as the authority's" in family


@pytest.mark.parametrize(
    ("case_id", "clock_id", "told"),
    [
        ("late", "final_plan", "no clock final_plan: did you mean final_plan_20w"),
        ("late", "ar_report_2w", "Case late does not run ar_report_2w: it runs assess_decision_6w"),
        ("nobody", None, "No case nobody is in"),
        ("LATE", None, "No case LATE is in"),
    ],
)
def test_it_says_why_there_is_nothing_to_explain(
    case_id: str, clock_id: str | None, told: str, warehouse: Path
) -> None:
    with pytest.raises(CallError, match=told):
        explain(warehouse, case_id, clock_id)


def test_a_case_in_quarantine_is_named_with_its_line(tmp_path: Path) -> None:
    early = request("early", "2026-01-05", final_plan_date="2026-01-04", assessment_outcome="Y")
    found = ledger(write_drop(tmp_path / "drop", of(early), AS_OF), tmp_path)
    told = r"in quarantine, so it has no clock: needs_assessments\.csv, line 2: .*stop_before_start"
    with pytest.raises(CallError, match=told):
        explain(found, "early")


def test_a_clock_without_its_column_is_named_with_the_column(tmp_path: Path) -> None:
    rows = of(request("one", "2026-01-05"))
    drop = write_drop(tmp_path / "drop", rows, AS_OF)
    file = drop / "needs_assessments.csv"
    file.write_text(file.read_text("utf-8").replace("final_plan_date", "something_else"), "utf-8")
    found = ledger(drop, tmp_path)
    told = r"not measurable from this delivery: it needs needs_assessments\.final_plan_date"
    with pytest.raises(CallError, match=told):
        explain(found, "one", "final_plan_20w")


def test_a_warehouse_of_another_version_is_said_to_be_one(warehouse: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.duckdb"
    shutil.copy(warehouse, older)
    with duckdb.connect(str(older)) as db:
        db.execute("drop view staging.clock_evidence")
    with pytest.raises(CallError, match="built by another version"):
        explain(older, "late")


def test_command_prints_text_or_json_and_leaves_nothing_behind(
    warehouse: Path, tmp_path: Path
) -> None:
    shown = ehc("explain", "late", "--clock", "final_plan_20w", "--warehouse", warehouse)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "1 day late" in shown.stdout
    as_json = ehc("explain", "late", "--json", "--warehouse", warehouse)
    cases: list[dict[str, Any]] = json.loads(as_json.stdout)
    assert {one["clock_id"] for one in cases[0]["clocks"]} == {
        "assess_decision_6w",
        "final_plan_20w",
    }
    assert cases[0]["clocks"][0]["started_on"] == "2026-01-05"
    missing = ehc("explain", "late", "--warehouse", tmp_path / "none.duckdb")
    assert missing.returncode == 2
    assert "There is no warehouse" in missing.stderr
    (tmp_path / "text.duckdb").write_text("no database", encoding="utf-8")
    broken = ehc("explain", "late", "--warehouse", tmp_path / "text.duckdb")
    assert broken.returncode == 2
    assert "cannot be read as a warehouse" in broken.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["text.duckdb"]
