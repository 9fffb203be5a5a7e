"""The ledger against the worked examples of the law, row by row."""

from datetime import date

import pytest

from pipeline.extracts import SEEDS, read_seed
from tests.line import day, fetch, ledger, write_drop
from tests.worked_examples import NOT_CARRIED, clock_of, due_of, examples, rows_of, status_of

IN_DFE_TIMELINESS = {"W056", "W058", "W059", "W062", "W064"}
QUARANTINED = {"W052"}

ALL = examples()
CARRIED = [
    example
    for name, example in ALL.items()
    if name not in NOT_CARRIED.keys() | IN_DFE_TIMELINESS | QUARANTINED
]
LATER = "2027-03-01"


def _as_of(example: dict[str, str]) -> str:
    return LATER if example["as_of_date"] == LATER else "2026-11-24"


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[tuple[str, str], dict]]:
    """The ledger rows of all carried examples (first cycles), by as-of date, clock and case."""
    found = {}
    for as_of in sorted({_as_of(example) for example in CARRIED}):
        folder = tmp_path_factory.mktemp("worked")
        rows = rows_of([example for example in CARRIED if _as_of(example) == as_of])
        warehouse = ledger(write_drop(folder / "drop", rows, as_of), folder)
        quarantined = fetch(warehouse, "select * from quality.quarantine")
        assert quarantined == []
        found[as_of] = {
            (row["clock_id"], row["case_id"]): row
            for row in fetch(warehouse, "select * from marts.clocks where clock_key like '%:1'")
        }
    return found


@pytest.mark.parametrize("example", CARRIED, ids=lambda example: example["example_id"])
def test_ledger_agrees_with_worked_example(example: dict[str, str], ledgers: dict) -> None:
    row = ledgers[_as_of(example)].get((clock_of(example), example["example_id"]))
    expected = status_of(example)
    if expected is None:
        assert row is None
        return
    assert row is not None, "the ledger has no such clock"
    assert row["status"] == expected
    if due_of(example):
        assert row["due_on"] == day(due_of(example))
    done = expected in ("met", "late", "exception") and example["stop_date"]
    assert row["stopped_on"] == (day(example["stop_date"]) if done else None)
    end = row["stopped_on"] or row["ended_on"] or date.fromisoformat(_as_of(example))
    assert row["days_taken"] == (end - row["started_on"]).days


def test_dfe_timeliness_agrees_with_worked_examples(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Counted in the year of issue; flagged plans leave the excluding rate; others are not new."""
    rows = []
    for name in sorted(
        IN_DFE_TIMELINESS - {"W059"}
    ):  # W058 and W059 are one case, counted two ways.
        example = ALL[name]
        rows.append(
            {
                "request_id": name,
                "person_id": f"P-{name}",
                "received_date": example["start_date"],
                "reassessment": "Y" if name == "W064" else "N",
                "request_outcome": "Y",
                "request_outcome_date": example["start_date"],
                "assessment_outcome": "Y" if example["stop_date"] else "",
                "assessment_outcome_date": example["stop_date"],
                "final_plan_date": example["stop_date"],
                "week20_exception": "Y" if name == "W058" else "N",
            }
        )
    folder = tmp_path_factory.mktemp("dfe")
    drop = write_drop(folder / "drop", {"needs_assessments": rows}, "2026-01-31")
    warehouse = ledger(drop, folder)
    counted = fetch(
        warehouse,
        "select time_period, plans_issued_den, plans_issued_within_20_weeks, plans_issued_den_ex,"
        " plans_issued_20_weeks_ex from marts.dfe_timeliness where plans_issued_den > 0 order by 1",
    )
    assert [tuple(row.values()) for row in counted] == [(2025, 1, 1, 0, 0), (2026, 1, 1, 1, 1)]


def test_plan_before_its_request_is_quarantined(tmp_path_factory: pytest.TempPathFactory) -> None:
    example = ALL["W052"]
    row = {
        "request_id": "W052",
        "person_id": "P-W052",
        "received_date": example["start_date"],
        "assessment_outcome": "Y",
        "final_plan_date": example["stop_date"],
    }
    folder = tmp_path_factory.mktemp("w052")
    warehouse = ledger(
        write_drop(folder / "drop", {"needs_assessments": [row]}, "2026-11-24"), folder
    )
    assert fetch(warehouse, "select reason, line from quality.quarantine") == [
        {"reason": "stop_before_start", "line": 2}
    ]
    assert fetch(warehouse, "select * from marts.clocks") == []


def test_every_example_is_carried_or_named() -> None:
    assert set(ALL) == {e["example_id"] for e in CARRIED} | set(NOT_CARRIED) | IN_DFE_TIMELINESS | (
        QUARANTINED
    )


def test_every_clock_has_an_example_that_runs() -> None:
    registered = {row["clock_id"] for row in read_seed(SEEDS / "clock_register.csv")}
    assert registered - {clock_of(example) for example in CARRIED} == set()
