"""What becomes of the reported returns in the ledger: due days, verdicts, the national figure."""

import pytest
from landing import CASES

from tests.line import fetch, ledger


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    done = {}

    def built(name):
        if name not in done:
            done[name] = ledger(CASES / name, tmp_path_factory.mktemp(name))
        return done[name]

    return built


def clocks(warehouse, *columns):
    rows = fetch(
        warehouse, f"select {', '.join(columns)} from marts.clocks order by started_on, due_on"
    )
    return [tuple(str(cell) for cell in row.values()) for row in rows]


CLOCKS = {
    "P01": [
        ("final_plan_20w", "r-1", "2025-07-21", "met", "0"),
        ("assess_decision_6w", "r-1", "2025-04-14", "met", "0"),
        ("assess_decision_6w", "r-2", "2025-11-09", "late", "1"),
        ("final_plan_20w", "r-2", "2026-02-15", "ended", "0"),
        ("ar_decision_4w", "r-3", "2025-03-05", "met", "0"),
    ],
    "P04": [("final_plan_20w", "", "2025-04-29", "met", "0")],
    "P06": [
        ("final_plan_20w", "", "2025-05-26", "ended", "0"),
        ("final_plan_20w", "", "2025-09-23", "met", "0"),
    ],
    "P13": [
        ("ar_review_12m", "A1", "2026-03-03", "open_overdue", "119"),
        ("ar_review_12m", "A2", "2026-06-30", "open_in_time", "0"),
        ("ar_review_12m", "A3", "2027-04-13", "open_in_time", "0"),
        ("ar_review_12m", "A5", "2023-01-09", "open_overdue", "1268"),
    ],
    "P21": [
        ("assess_decision_6w", "", "2024-12-16", "met", "0"),
        ("final_plan_20w", "", "2025-03-24", "ended", "0"),
        ("final_plan_20w", "", "2025-06-02", "met", "0"),
    ],
    "P23": [
        ("assess_decision_6w", "", "2025-02-17", "met", "0"),
        ("final_plan_20w", "", "2025-05-26", "ended", "0"),
    ],
}


@pytest.mark.parametrize("name", CLOCKS)
def test_clocks(warehouse, name):
    found = clocks(warehouse(name), "clock_id", "case_id", "due_on", "status", "days_overdue")
    for clock_id, case_id, *verdict in CLOCKS[name]:
        alike = [row for row in found if row[0] == clock_id and case_id in ("", row[1])]
        assert tuple(verdict) in [row[2:] for row in alike], alike


@pytest.mark.parametrize(
    ("name", "plans", "within", "with_appealed"),
    [("P06", 1, 1, 1), ("P21", 1, 1, 2), ("P23", 0, 0, 0)],
)
def test_new_plans_of_2025_in_the_national_figure(warehouse, name, plans, within, with_appealed):
    [row] = fetch(
        warehouse(name),
        "select plans_issued_den, plans_issued_within_20_weeks, plans_issued_den_with_appealed"
        " from marts.dfe_timeliness where time_period = 2025 and new_la_code = 'E10000017'",
    )
    assert tuple(row.values()) == (plans, within, with_appealed)


def test_a_plan_that_moved_in_has_no_clock_of_its_move_and_nothing_is_left_open(warehouse):
    found = clocks(warehouse("P23"), "clock_id", "status", "ended_on")
    assert "transfer_review" not in [row[0] for row in found]
    assert ("final_plan_20w", "ended", "2025-02-10") in found
    missing = fetch(
        warehouse("P23"), "select * from quality.not_measurable where clock_id = 'transfer_review'"
    )
    assert [row["column_name"] for row in missing] == ["transferred_in_date"]
