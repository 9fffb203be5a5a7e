"""Every expectation of both gates, asked by Great Expectations of a real DuckDB file.

A healthy warehouse passes them all; then one fault is planted, and it and nothing else fails.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from checked_warehouse import AUTHORITY, EXTRACTS, ROWS, SECRET, landed, measured, quarantine

from expectations.result import Result
from pipeline.check import Checker, critical_failure
from pipeline.settings import Settings


class Gates(NamedTuple):
    """One process for all tests, and a healthy warehouse for each gate."""

    checker: Checker
    folder: Path
    healthy: dict[int, Path]

    def run(self, gate: int, fault: str, tmp_path: Path) -> list[Result]:
        """The results of a gate on a copy of its healthy warehouse with a fault in it."""
        database = shutil.copy(self.healthy[gate], tmp_path / "a warehouse.duckdb")
        with duckdb.connect(str(database)) as db:
            db.execute(fault)
        return self.on(gate, Path(database))

    def on(self, gate: int, database: Path) -> list[Result]:
        """The results of a gate, none of which shows what stands in a cell."""
        results = self.checker.gate(gate, database)
        assert SECRET not in json.dumps([asdict(result) for result in results])
        assert SECRET not in (self.folder / "check.log").read_text(encoding="utf-8")
        return results


@pytest.fixture(scope="module")
def gates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gates]:
    folder = tmp_path_factory.mktemp("run")
    with Checker(folder, Settings()) as checker:
        healthy = {1: landed(folder / "landed.duckdb"), 2: measured(folder / "measured.duckdb")}
        yield Gates(checker, folder, healthy)


def failures(results: list[Result]) -> set[str]:
    return {f"{one.suite}.{one.expectation}" for one in results if not one.passed}


def one(results: list[Result], name: str) -> Result:
    (found,) = [result for result in results if f"{result.suite}.{result.expectation}" == name]
    return found


@pytest.mark.parametrize("gate", [1, 2])
def test_a_healthy_warehouse_passes_everything(gates: Gates, gate: int) -> None:
    results = gates.on(gate, gates.healthy[gate])
    assert failures(results) == set()
    assert all(result.failed_rows == 0 for result in results)
    assert {result.suite for result in results} == (
        set(EXTRACTS) if gate == 1 else {"clocks", "clock_monthly", "dfe_timeliness"}
    )


def published(
    month: str, extract: str, rows: int, la: str = AUTHORITY, source: str = "canonical"
) -> str:
    row = f"('{month}', '{la}', '{source}', '{extract}', {rows})"
    return f"insert into ops.extract_sizes values {row};"


def without_rows(extract: str) -> str:
    return (
        f"delete from raw.accepted_{extract};"
        f"update quality.reconciliation set landed = 0, accepted = 0 where extract = '{extract}';"
    )


def corrected(extract: str, rows: int, state: str) -> str:
    return (
        f"insert into quality.corrections select '{extract}', '{extract}.csv', i + 2, '{SECRET}',"
        f" 'sex', '{SECRET}', '{SECRET}', '{SECRET}', '{SECRET}', null, '{state}'"
        f" from range({rows}) t(i);"
    )


def emptied(extract: str, column: str, rows: int = ROWS) -> str:
    return f"update raw.accepted_{extract} set {column} = null where line < {rows + 2}"


# What is planted, the expectation that must fail, its severity, and "failed of" that it must say.
DELIVERIES = [
    (quarantine("plans", 7), "plans.quarantined_share", "critical", 7, 120),
    (quarantine("advice", 2, "duplicate"), "advice.copies", "warning", 2, 120),
    (published("2026-09", "plans", 151), "plans.not_smaller", "critical", 31, 151),
    (without_rows("tribunals"), "tribunals.has_rows", "warning", 0, 0),
    (
        without_rows("advice")
        + published("2026-09", "advice", 50)
        + "delete from raw.delivered_columns where extract = 'advice';"
        "delete from quality.reconciliation where extract = 'advice'",
        "advice.still_delivered",
        "warning",
        50,
        50,
    ),
    (
        "update raw.accepted_plans set plan_id = 'P1' where line in (5, 6)",
        "plans.counted_once",
        "critical",
        2,
        120,
    ),
    (
        f"update raw.accepted_tribunals set person_key = '{SECRET}' where line = 9",
        "tribunals.people_are_pseudonyms",
        "critical",
        1,
        120,
    ),
    (
        f"update raw.accepted_plans set plan_id = '{SECRET}' where line = 9",
        "plans.case_ids_are_ids",
        "info",
        1,
        120,
    ),
    (
        "insert into raw.cell_issues select 'plans', 'plans.csv', line, 'primary_need',"
        f" 'unknown_code', '{SECRET}', '' from raw.accepted_plans where line < 5",
        "plans.codes_recognised",
        "warning",
        3,
        120,
    ),
    (
        "update raw.accepted_health_waits set district_name = 'Not known' where line < 9",
        "health_waits.district_known",
        "warning",
        7,
        120,
    ),
    (
        emptied("needs_assessments", "primary_need", 7),
        "needs_assessments.primary_need_known",
        "warning",
        7,
        120,
    ),
    (emptied("advice", "contributor", 7), "advice.contributor_known", "warning", 7, 120),
    (emptied("tribunals", "ground", 7), "tribunals.ground_known", "warning", 7, 120),
    (
        f"update raw.accepted_health_waits set pathway = '{SECRET}' where line < 15",
        "health_waits.pathway_has_a_clock",
        "warning",
        13,
        120,
    ),
    (
        "update raw.accepted_health_waits set referred_date = referred_date - 60",
        "health_waits.fresh",
        "warning",
        120,
        120,
    ),
    (
        emptied("needs_assessments", "final_plan_date"),
        "needs_assessments.final_plan_date_filled",
        "warning",
        120,
        120,
    ),
    (published("2026-09", "advice", 60), "advice.not_larger", "warning", 60, 60),
    (
        "update raw.accepted_health_waits set referred_date = referred_date - 20,"
        " first_contact_date = first_contact_date - 20, completed_date = completed_date - 20,"
        " ended_date = ended_date - 20",
        "health_waits.up_to_date",
        "warning",
        120,
        120,
    ),
    (
        corrected("plans", 3, "no longer needed") + corrected("plans", 1, "applied"),
        "plans.corrections_still_needed",
        "info",
        3,
        4,
    ),
    (
        corrected("advice", 1, "not found") + corrected("advice", 1, "applied"),
        "advice.corrections_find_their_row",
        "info",
        1,
        2,
    ),
    (
        "update raw.accepted_tribunals set outcome = 'dismissed' where line in (3, 4)",
        "tribunals.T-306",
        "warning",
        2,
        120,
    ),
    (
        "update raw.accepted_needs_assessments set week20_exception = 'Y' where line = 8",
        "needs_assessments.T-020",
        "info",
        1,
        120,
    ),
    (
        "update raw.accepted_annual_reviews set decision_date = '2020-01-06' where line < 15",
        "annual_reviews.decision_date_spread",
        "warning",
        13,
        120,
    ),
]


def rounds() -> list[list[int]]:
    """The faults, a few at a time: no two of one round are in the same extract."""
    names = [name.split(".")[0] for _, name, *_ in DELIVERIES]
    turns = [names[:number].count(name) for number, name in enumerate(names)]
    return [
        [number for number, turn in enumerate(turns) if turn == one]
        for one in range(max(turns) + 1)
    ]


@pytest.mark.parametrize("faults", rounds())
def test_a_fault_in_a_delivery_is_found_and_nothing_else(
    gates: Gates, tmp_path: Path, faults: list[int]
) -> None:
    results = gates.run(1, ";".join(DELIVERIES[number][0] for number in faults), tmp_path)
    assert failures(results) == {DELIVERIES[number][1] for number in faults}
    for number in faults:
        _, name, *expected = DELIVERIES[number]
        result = one(results, name)
        assert [result.severity, result.failed_rows, result.of_rows] == expected, name
        assert result.extract == result.suite


OCTOBER = "between date '2026-10-01' and date '2026-10-31'"
MONTHS: list[tuple[str, set[str]]] = [
    (
        # Half of a month's requests were left out of the export.
        "delete from raw.accepted_needs_assessments where received_date " + OCTOBER
        + " and line % 4 > 0",
        {
            *("needs_assessments." + column + "_by_month" for column in (
                "received_date", "request_outcome_date", "assessment_outcome_date",
                "final_plan_date",
            )),
        },
    ),
    (
        "update raw.accepted_annual_reviews set decision = 'maintain', final_plan_date = null"
        " where line % 4 = 0 and decision_date " + OCTOBER,
        {"annual_reviews.decision_maintain_share", "annual_reviews.decision_amend_share"},
    ),
    (
        "update raw.accepted_tribunals set registered_date = null where line % 4 = 0"
        " and outcome_date " + OCTOBER,
        {"tribunals.registered_date_blanks"},
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def a_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A healthy delivery of some fifteen months."""
    return landed(tmp_path_factory.mktemp("a year") / "landed.duckdb", rows=1400, a_day=3)


def test_a_month_like_those_before_it_passes(gates: Gates, a_year: Path) -> None:
    results = gates.on(1, a_year)
    assert failures(results) == set()
    month = one(results, "needs_assessments.received_date_by_month")
    assert month.sentence == (
        "93 dates in received_date lie in October 2026, and from 42 to 140 are usual after the "
        "twelve months before."
    )
    assert len([r for r in results if r.expectation.endswith("_by_month")]) == 19
    assert one(results, "tribunals.registered_date_blanks").of_rows == 93


def test_a_month_unlike_those_before_it_is_found(
    gates: Gates, a_year: Path, tmp_path: Path
) -> None:
    changed = Path(shutil.copy(a_year, tmp_path / "changed.duckdb"))
    with duckdb.connect(str(changed)) as db:
        db.execute(";".join(fault for fault, _ in MONTHS))
    results = gates.on(1, changed)
    assert failures(results) == set().union(*(names for _, names in MONTHS))
    fewer = one(results, "needs_assessments.received_date_by_month")
    assert (fewer.severity, fewer.failed_rows, fewer.of_rows) == ("warning", 70, 93)
    assert [str(example) for example in fewer.examples] == ["needs_assessments.csv, received_date"]
    blanks = one(results, "tribunals.registered_date_blanks")
    assert blanks.examples[0].column == "registered_date"


def test_a_month_that_is_not_over_is_not_compared(
    gates: Gates, a_year: Path, tmp_path: Path
) -> None:
    earlier = Path(shutil.copy(a_year, tmp_path / "earlier.duckdb"))
    with duckdb.connect(str(earlier)) as db:
        db.execute("update raw.drop_info set as_of = '2026-10-30'")
    sentence = one(gates.on(1, earlier), "advice.requested_date_by_month").sentence
    assert "lie in September 2026" in sentence


IN_BURNLEY = "clock_id = 'final_plan_20w' and month = '2026-08-31' and area_code = 'burnley'"
WHERE_NOT_KNOWN = (
    "clock_id = 'final_plan_20w' and month = '2026-08-31'"
    f" and area_code in ('not-known', '{AUTHORITY}')"
)
MARTS = [
    (
        "delete from marts.clocks where case_type = 'advice';"
        "delete from marts.clock_monthly where clock_id = 'advice_return_6w'",
        "clocks.advice_has_clocks",
        "critical",
        120,
        120,
    ),
    (
        "delete from marts.clocks where case_type = 'appeal';"
        "delete from marts.clock_monthly where clock_id = 'order_amend_5w'",
        "clocks.tribunals_has_clocks",
        "warning",
        120,
        120,
    ),
    (
        "update marts.clocks set status = 'open_overdue' where clock_id = 'ar_review_12m'",
        "clocks.more_than_one_outcome",
        "warning",
        1,
        4,
    ),
    (
        "update marts.clock_monthly set month = month - 365",
        "clock_monthly.reaches_the_month",
        "critical",
        180,
        180,
    ),
    (
        f"update marts.clock_monthly set open_at_end = open_at_end + 1 where {WHERE_NOT_KNOWN}",
        "clock_monthly.opening_and_closing_agree",
        "critical",
        6,
        180,
    ),
    (
        f"update marts.clock_monthly set due = due + 1 where {IN_BURNLEY}",
        "clock_monthly.areas_add_up",
        "critical",
        1,
        180,
    ),
    (
        f"update marts.clock_monthly set due_exception = 500 where {WHERE_NOT_KNOWN}",
        "clock_monthly.parts_within_whole",
        "critical",
        3,
        180,
    ),
    (
        "delete from marts.clocks where clock_id = 'health_camhs' and stopped_on = '2026-10-31'",
        "clock_monthly.agrees_with_ledger",
        "critical",
        1,
        6,
    ),
    (
        "update marts.dfe_timeliness set plans_issued_within_20_weeks = 41",
        "dfe_timeliness.in_time_within_issued",
        "critical",
        1,
        1,
    ),
]


@pytest.mark.parametrize(
    ("fault", "name", "severity", "failed", "of"), MARTS, ids=[name for _, name, *_ in MARTS]
)
def test_a_fault_in_a_mart_is_found_and_nothing_else(
    gates: Gates, tmp_path: Path, fault: str, name: str, severity: str, failed: int, of: int
) -> None:
    results = gates.run(2, fault, tmp_path)
    assert failures(results) == {name}
    result = one(results, name)
    assert (result.severity, result.failed_rows, result.of_rows) == (severity, failed, of)


def test_a_fault_is_planted_for_every_kind_of_expectation(gates: Gates, a_year: Path) -> None:
    planted = {kind(name) for _, name, *_ in DELIVERIES + MARTS}
    planted |= {kind(name) for _, names in MONTHS for name in names}
    asked = {
        kind(result.expectation)
        for gate, warehouse in ((1, gates.healthy[1]), (2, gates.healthy[2]), (1, a_year))
        for result in gates.on(gate, warehouse)
    }
    assert asked <= planted


def kind(name: str) -> str:
    """`filled` of every `..._filled`; the whole name where no column stands in it.

    The rules of the return are of one kind here: test_rules.py asks each of them.
    """
    name = name.rpartition(".")[2]
    if name.startswith("T-"):
        return "rule"
    many = ("filled", "spread", "known", "has_clocks", "by_month", "share", "blanks")
    return next((one for one in many if name.endswith(f"_{one}")), name)


def test_what_is_just_within_a_limit_passes_and_is_still_counted(
    gates: Gates, tmp_path: Path
) -> None:
    within = [
        quarantine("plans", 6),
        published("2026-09", "plans", 150),
        quarantine("advice", 1, "conflicting"),
        emptied("tribunals", "ground", 6),
        "update raw.accepted_annual_reviews set decision_date = '2020-01-06' where line < 14",
        "update raw.accepted_needs_assessments set received_date = received_date - 44",
    ]
    results = gates.run(1, ";".join(within), tmp_path)
    assert failures(results) == set()
    assert one(results, "plans.quarantined_share").sentence == (
        "6 of 120 plans (5.0%) could not be used, and the limit is 5%."
    )
    assert one(results, "advice.copies").failed_rows == 1
    assert one(results, "tribunals.ground_known").failed_rows == 6
    assert one(results, "needs_assessments.fresh").sentence.startswith("1 of 120 requests")


def test_examples_name_file_line_column_and_reason(gates: Gates, tmp_path: Path) -> None:
    fault = f"update raw.accepted_plans set plan_id = '{SECRET}' where line in (9, 7, 30, 31)"
    results = gates.run(1, fault, tmp_path)
    assert [str(example) for example in one(results, "plans.case_ids_are_ids").examples] == [
        "plans.csv line 7, plan_id (odd_id)",
        "plans.csv line 9, plan_id (odd_id)",
        "plans.csv line 30, plan_id (odd_id)",
    ]
    assert [str(example) for example in one(results, "plans.counted_once").examples] == [
        "plans.csv line 7, plan_id (key_repeated)",
        "plans.csv line 9, plan_id (key_repeated)",
        "plans.csv line 30, plan_id (key_repeated)",
    ]


def test_examples_of_a_mart_name_clock_month_and_area(gates: Gates, tmp_path: Path) -> None:
    fault = f"update marts.clock_monthly set due = due + 1 where {IN_BURNLEY}"
    (example,) = one(gates.run(2, fault, tmp_path), "clock_monthly.areas_add_up").examples
    assert str(example) == "marts.clock_monthly (final_plan_20w 2026-08-31 East)"


def test_an_extract_is_compared_with_the_last_month_of_its_own_kind(
    gates: Gates, tmp_path: Path
) -> None:
    no_history_of_ours = (
        published("2026-09", "plans", 1000, la="E10000019"),
        published("2026-09", "tribunals", 1000, source="liquidlogic"),
        published("2026-11", "advice", 1000),
        published("2026-08", "needs_assessments", 1000),  # and not in the last month, below
    )
    before = published("2026-08", "annual_reviews", 110) + published(
        "2026-09", "annual_reviews", 100
    )
    again = published("2026-10", "health_waits", 90)
    for history, expected in [
        (no_history_of_ours[:3], []),
        ((*no_history_of_ours, before), [("annual_reviews", 100)]),
        ((*no_history_of_ours, before, again), [("health_waits", 90)]),
    ]:
        results = gates.run(1, "".join(history), tmp_path)
        compared = [(r.extract, r.of_rows) for r in results if r.expectation == "not_smaller"]
        assert compared == expected


def test_headings_without_rows_are_said_and_stop_nothing(gates: Gates, tmp_path: Path) -> None:
    results = gates.on(1, landed(tmp_path / "empty.duckdb", rows=0))
    assert failures(results) == {f"{extract}.has_rows" for extract in EXTRACTS}
    assert critical_failure(results) is None
    assert one(results, "plans.quarantined_share").sentence.startswith("0 of 0 plans (0.0%)")


def test_nothing_to_measure_stops_nothing(gates: Gates, tmp_path: Path) -> None:
    nothing = "".join(
        f"delete from {table};"
        for table in [
            "marts.clocks",
            "marts.clock_monthly",
            "marts.dfe_timeliness",
            *(f"raw.accepted_{extract}" for extract in EXTRACTS),
        ]
    )
    assert failures(gates.run(2, nothing, tmp_path)) == set()


def test_one_row_is_enough_in_a_tiny_drop_and_it_is_said(gates: Gates, tmp_path: Path) -> None:
    tiny = landed(tmp_path / "tiny.duckdb", rows=12)
    with duckdb.connect(str(tiny)) as db:
        db.execute(quarantine("plans", 1))
    results = gates.on(1, tiny)
    assert failures(results) == {"plans.quarantined_share"}
    assert one(results, "plans.quarantined_share").sentence == (
        "1 of 12 plans (8.3%) could not be used, and the limit is 5%, which one row is enough "
        "to pass in so small an extract."
    )


def test_columns_that_were_not_delivered_are_not_asked_about(gates: Gates, tmp_path: Path) -> None:
    missing = {
        "ground": "ground",
        "outcome_date": "outcome_date",
        "decision_date": "decision_date",
        "person_id": "person_key",
    }
    fault = ";".join(
        "delete from raw.delivered_columns where extract = 'tribunals'"
        f" and column_name = '{column}';{emptied('tribunals', stored)}"
        for column, stored in missing.items()
    )
    results = gates.run(1, fault, tmp_path)
    assert failures(results) == set()
    assert not [r for r in results if r.extract == "tribunals" and "decision" in r.sentence]


def test_an_extract_whose_clocks_are_not_measurable_needs_none(
    gates: Gates, tmp_path: Path
) -> None:
    fault = (
        "insert into quality.not_measurable values ('advice_return_6w', 'advice', 'received_date');"
        "delete from marts.clocks where case_type = 'advice';"
        "delete from marts.clock_monthly where clock_id = 'advice_return_6w'"
    )
    assert failures(gates.run(2, fault, tmp_path)) == set()
