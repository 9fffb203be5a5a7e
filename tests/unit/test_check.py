"""The verb `check`: the process behind it, the rows it keeps, and what it says when it stops."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from checked_warehouse import AUTHORITY, SECRET, landed, measured, quarantine

from expectations.result import Example, Result
from pipeline.check import Checker, _environment, critical_failure
from pipeline.errors import StepFailed
from pipeline.settings import Settings


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[Checker]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("USERPROFILE", str(home))
        started = Checker(tmp_path_factory.mktemp("run of a month"), Settings())
    with started:
        yield started


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return landed(tmp_path / "warehouse.duckdb")


@contextmanager
def set_to(checker: Checker, **settings: Any) -> Iterator[None]:
    """Other settings for a while: a process for each would take seconds."""
    own = checker._settings
    checker._settings = replace(own, **settings)
    yield
    checker._settings = own


def kept(database: Path) -> list[dict[str, object]]:
    with duckdb.connect(str(database)) as db:
        rows = db.execute("select * from quality.expectations")
        names = [column[0] for column in rows.description]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def test_results_are_kept_as_they_are_returned(checker: Checker, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as db:
        db.execute(quarantine("plans", 7))
    results = checker.gate(1, warehouse)
    rows = kept(warehouse)
    assert len(rows) == len(results)
    (row,) = [row for row in rows if not row["passed"]]
    assert json.loads(str(row.pop("examples"))) == [
        {"file": "plans.csv", "line": line, "column": None, "reason": "needed_date"}
        for line in (2, 3, 4)
    ]
    assert row == {
        "gate": 1,
        "suite": "plans",
        "extract": "plans",
        "expectation": "quarantined_share",
        "severity": "critical",
        "passed": False,
        "sentence": "7 of 120 plans (5.8%) could not be used, and the limit is 5%.",
        "failed_rows": 7,
        "of_rows": 120,
        "touches": "index.html reviews.html dfe.html",
        "to_do": "Mend these rows in the case system and deliver the extract again, or raise "
        "max_quarantined_share in the settings file if so many unusable rows are acceptable.",
    }


def test_a_gate_that_is_asked_again_replaces_its_own_rows_only(
    checker: Checker, tmp_path: Path
) -> None:
    database = measured(tmp_path / "warehouse.duckdb")
    first, second = checker.gate(1, database), checker.gate(2, database)
    assert checker.gate(1, database) == first
    gates = [row["gate"] for row in kept(database)]
    assert (gates.count(1), gates.count(2)) == (len(first), len(second))


def test_every_row_that_an_expectation_found_is_kept_where_asked(
    checker: Checker, warehouse: Path
) -> None:
    with duckdb.connect(str(warehouse)) as db:
        db.execute(quarantine("advice", 7))
        db.execute(
            "update raw.accepted_plans set plan_id = 'P1' where line < 6;"
            "update raw.accepted_tribunals set outcome = 'dismissed' where line = 9;"
            "update raw.accepted_health_waits set district_name = 'Not known' where line < 9;"
            "update raw.accepted_plans set district_name = 'Not known' where line = 9"
        )
    results = checker.gate(1, warehouse, keep_rows=True)
    with duckdb.connect(str(warehouse), read_only=True) as db:
        found = db.execute(
            "select extract, expectation, reason, column_name, list(line order by line)"
            " from quality.expectation_rows group by all order by all"
        ).fetchall()
    # One rule broken once warns nobody and is listed; one district of 120 is neither.
    assert found == [
        ("health_waits", "district_known", "not_known", "district", [2, 3, 4, 5, 6, 7, 8]),
        ("plans", "counted_once", "key_repeated", "plan_id", [2, 3, 4, 5]),
        ("tribunals", "T-306", "remedy_though_lost_or_withdrawn", "remedy", [9]),
    ]
    assert [one.passed for one in results if one.expectation == "T-306"] == [True]


def test_the_database_is_free_between_the_gates(checker: Checker, warehouse: Path) -> None:
    checker.gate(1, warehouse)
    with duckdb.connect(str(warehouse)) as db:
        db.execute("create table raw.written_by_dbt (x integer)")
    moved = warehouse.rename(warehouse.with_name("moved.duckdb"))
    checker.gate(1, moved)


def test_limits_come_from_the_settings(tmp_path: Path, checker: Checker) -> None:
    """A share that is not exact in binary: 29% of 100 is 29 rows, not 28."""
    database = landed(tmp_path / "warehouse.duckdb", rows=100)
    with duckdb.connect(str(database)) as db:
        db.execute(quarantine("plans", 29))
        db.execute(
            f"insert into ops.extract_sizes values ('2026-09', '{AUTHORITY}', 'canonical',"
            " 'advice', 110)"
        )
    with set_to(checker, max_quarantined_share=0.29, max_shrink_share=0.05):
        results = checker.gate(1, database)
    failed = [one for one in results if one.severity == "critical" and not one.passed]
    assert [one.expectation for one in failed] == ["not_smaller"]
    assert "no more than 5% fewer" in failed[0].sentence


def test_districts_are_not_asked_for_where_there_are_none(
    checker: Checker, warehouse: Path
) -> None:
    """Blackburn with Darwen: a unitary authority, of which the geography names no district."""
    with set_to(checker, la_code="E06000008"):
        results = checker.gate(1, warehouse)
    assert "district_known" not in {one.expectation for one in results}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("drop table raw.cell_issues", "needs_assessments: raw.cell_issues cannot be read"),
        (
            "alter table raw.accepted_health_waits drop person_key",
            "health_waits.people_are_pseudonyms (BinderException)",
        ),
        ("drop table raw.drop_info", "gate 1 (ProgrammingError)"),
    ],
)
def test_what_cannot_be_asked_is_our_fault_and_the_process_goes_on(
    checker: Checker, warehouse: Path, tmp_path: Path, fault: str, said: str
) -> None:
    broken = Path(shutil.copy(warehouse, tmp_path / "broken.duckdb"))
    with duckdb.connect(str(broken)) as db:
        db.execute(fault)
    with pytest.raises(StepFailed) as error:
        checker.gate(1, broken)
    assert str(error.value) == (
        f"An expectation could not be asked: {said}; this is a fault of the build and not of the "
        "data, so report it."
    )
    broken.unlink()
    assert all(one.passed for one in checker.gate(1, warehouse))


def test_an_engine_error_repeats_no_cell(checker: Checker, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as db:
        db.execute(
            "alter table quality.reconciliation alter landed type varchar;"
            f"update quality.reconciliation set landed = '{SECRET}'"
        )
    with pytest.raises(StepFailed) as error:
        checker.gate(1, warehouse)
    assert SECRET not in str(error.value)
    assert SECRET not in checker._log.read_text(encoding="utf-8")


def test_nothing_is_left_in_the_home_or_the_run_folder(
    checker: Checker, warehouse: Path, home: Path
) -> None:
    checker.gate(1, warehouse)
    assert list(home.rglob("*")) == []
    assert [path.name for path in checker._folder.iterdir()] == ["check.log"]


def test_a_process_that_has_gone_is_said_and_can_be_closed(tmp_path: Path, warehouse: Path) -> None:
    with Checker(tmp_path, Settings()) as gone:
        gone._child.kill()
        with pytest.raises(
            StepFailed, match=r"has ended by itself: see .*check\.log and run again"
        ):
            gone.gate(1, warehouse)


def test_closing_ends_the_process_at_once_and_twice(tmp_path: Path) -> None:
    checker = Checker(tmp_path, Settings())
    checker.close()
    assert checker._child.returncode is not None
    checker.close()


FAILED = Result(
    gate=1,
    suite="plans",
    extract="plans",
    expectation="quarantined_share",
    severity="critical",
    passed=False,
    sentence="31 of 412 plans (7.5%) could not be used, and the limit is 5%.",
    failed_rows=31,
    of_rows=412,
    examples=(
        Example("plans.csv", 12, None, "stop_before_start"),
        Example("plans.csv", 40, None, "no_key"),
        Example("plans.csv", 77, "start_date", "needed_date"),
    ),
    touches="reviews.html",
    to_do="Mend these rows and deliver the extract again.",
)


def test_a_critical_failure_is_one_sentence_with_all_that_is_needed() -> None:
    assert critical_failure([FAILED]) == (
        "Nothing was published, because the expectation plans.quarantined_share failed: 31 of 412 "
        "plans (7.5%) could not be used, and the limit is 5%, for example plans.csv line 12 "
        "(stop_before_start), plans.csv line 40 (no_key), plans.csv line 77, start_date "
        "(needed_date); mend these rows and deliver the extract again."
    )


def test_a_critical_failure_names_the_others_too() -> None:
    smaller = replace(
        FAILED,
        suite="advice",
        expectation="not_smaller",
        sentence="3 rows.",
        examples=(),
        to_do="Ask.",
    )
    assert critical_failure([smaller, FAILED]) == (
        "Nothing was published, because the expectation advice.not_smaller failed: 3 rows; ask "
        "(also failed: plans.quarantined_share)."
    )


def test_warnings_and_what_passed_stop_nothing() -> None:
    assert critical_failure([replace(FAILED, severity="warning")]) is None
    assert (
        critical_failure([replace(FAILED, severity="info"), replace(FAILED, passed=True)]) is None
    )


def test_the_process_is_not_given_the_key_of_the_pseudonyms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EHC_PSEUDONYM_KEY", SECRET)
    assert SECRET not in _environment().values()
    assert "PATH" in _environment()
