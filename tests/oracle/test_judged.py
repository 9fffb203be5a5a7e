"""What is made of the ledger, against the second reckoning: explanations, and counts of flips.

And whether the reckoning would notice: a limit that is a day out makes rows differ.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.explain import explain_all
from pipeline.explain_words import FATES, day
from pipeline.explained import Case, Clock
from pipeline.settings import SEEDS
from tests.line import fetch, ledger, write_drop
from tests.oracle import compare
from tests.oracle.acceptance import accept
from tests.oracle.compare import Ledger
from tests.oracle.days import plus
from tests.oracle.extracts import Rows
from tests.oracle.histories import DAYS_BEHIND, gather
from tests.oracle.judging import row_of
from tests.oracle.reckoning import ledger as reckon
from tests.oracle.rules import HEALTH, STATUSES, Readings

AS_OF = date(2026, 10, 31)
HISTORIES = 1_500
# What the register holds for health, where settings give an area no standard of its own.
STRICT = Readings(local_standards=dict.fromkeys(HEALTH, 18))
OTHERS = {
    "day_one_is_receipt": True,
    "phase_transfer_on_the_day": True,
    "review_on_the_anniversary": True,
    "combined_order_weeks": 2,
}
EXPLAINED_OF_EACH = 2

with (SEEDS / "clock_register.csv").open(encoding="utf-8", newline="") as register:
    RULES = {row["clock_id"]: row for row in csv.DictReader(register)}


@dataclass(frozen=True)
class Tried:
    """Some histories as delivered, their warehouse, and the reckoning of what was accepted."""

    rows: Rows = field(repr=False)
    accepted: Rows = field(repr=False)
    warehouse: Path
    reckoned: Ledger = field(repr=False)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    folder = tmp_path_factory.mktemp("judged")
    rows = gather(AS_OF, dict(STRICT.local_standards), HISTORIES)
    extracted_on = plus(AS_OF, DAYS_BEHIND)
    drop = write_drop(folder / "drop", rows, AS_OF.isoformat(), extracted_on.isoformat())
    accepted, _ = accept(rows, extracted_on)
    return Tried(rows, accepted, ledger(drop, folder), reckoned_of(accepted, STRICT))


def reckoned_of(accepted: Rows, readings: Readings) -> Ledger:
    return compare.by_key([row_of(clock) for clock in reckon(accepted, AS_OF, readings)])


# --- Would it notice? -----------------------------------------------------------------------------


def by_a_day(rule: dict[str, str]) -> Iterator[str]:
    """The changes to a row of the register that move its last day by one."""
    value, unit = int(rule["limit_value"]), rule["limit_unit"]
    if rule["second_limit_value"]:
        yield "second_limit_value = second_limit_value + 1"
    if unit == "months":
        yield "counts_first_day = not counts_first_day"
        return
    if unit == "calendar_date":
        named = date(2001, value // 100, value % 100)
        moved = [date.fromordinal(named.toordinal() + days) for days in (-1, 1)]
        yield from (f"limit_value = {one.month * 100 + one.day}" for one in moved)
        return
    days = value * 7 if unit == "weeks" else value
    for changed in (days - 1, days + 1):
        yield f"limit_value = {changed}" + (", limit_unit = 'days'" if unit == "weeks" else "")


CHANGES = [(clock_id, change) for clock_id, rule in RULES.items() for change in by_a_day(rule)]


@pytest.mark.parametrize(("clock_id", "change"), CHANGES, ids=lambda value: value.split(",")[0])
def test_a_limit_that_is_a_day_out_is_noticed(clock_id: str, change: str, tried: Tried) -> None:
    with duckdb.connect(str(tried.warehouse)) as db:
        db.execute("begin")
        db.execute(f"update seeds.clock_register set {change} where clock_id = ?", [clock_id])
        found = db.execute(
            "select clock_key, due_on from staging.clock_verdicts where clock_id = ?", [clock_id]
        ).fetchall()
        db.execute("rollback")
    expected = {
        k: row["due_on"] for k, row in tried.reckoned.items() if row["clock_id"] == clock_id
    }
    assert expected
    assert dict(found) != expected


def test_the_reckoning_agrees_where_nothing_was_changed(tried: Tried) -> None:
    built = compare.by_key(fetch(tried.warehouse, "select * from marts.clocks"))
    assert not compare.differing(tried.reckoned, built)
    assert {row["clock_id"] for row in built.values()} == RULES.keys()


# --- What a setting would change ------------------------------------------------------------------


@pytest.mark.parametrize("setting", OTHERS)
def test_flips_of_a_setting_are_those_of_the_other_reading(setting: str, tried: Tried) -> None:
    other = reckoned_of(tried.accepted, replace(STRICT, **{setting: OTHERS[setting]}))
    expected: Counter[str] = Counter()
    for key, row in tried.reckoned.items():
        twin = other.get(key) or other.get(key.replace("_amend_5w:", "_school_2w:"))
        # A plan that has a clock under one reading only flips nothing.
        expected[row["clock_id"]] += twin is not None and twin["status"] != row["status"]
    found = fetch(
        tried.warehouse,
        f"select clock_id, clocks, flips from marts.setting_flips where setting = '{setting}'",
    )
    assert sum(expected.values()) > 0
    assert {row["clock_id"]: row["flips"] for row in found if row["flips"]} == +expected
    assert all(row["clocks"] >= row["flips"] for row in found)


# --- What `ehc explain` says ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def explained(tried: Tried) -> dict[str, tuple[Case, Clock]]:
    """Some clocks of each kind and status, explained, by their key."""
    picked: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in tried.reckoned.values():
        picked[row["clock_id"], row["status"]].append(row["case_id"])
    assert picked.keys() == {(clock, status) for clock in STATUSES for status in STATUSES[clock]}
    ids = sorted({one for cases in picked.values() for one in cases[:EXPLAINED_OF_EACH]})
    return {
        clock.clock_key: (case, clock)
        for case in explain_all(tried.warehouse, ids)
        for clock in case.clocks
    }


def test_an_explanation_is_the_row_of_the_ledger(
    explained: dict[str, tuple[Case, Clock]], tried: Tried
) -> None:
    names = (
        *("started_on", "due_on", "stopped_on", "ended_on"),
        *("exception_ground", "status", "days_taken", "days_overdue"),
    )
    for key, (_, clock) in explained.items():
        row = tried.reckoned[key]
        assert {n: getattr(clock, n) for n in names} == {n: row[n] for n in names}, key


def test_every_day_is_shown_by_the_cell_that_a_reader_finds_there(
    explained: dict[str, tuple[Case, Clock]], tried: Tried
) -> None:
    for key, (case, clock) in explained.items():
        found = {one.role: one.day for one in clock.evidence}
        for role, its_day in (("stopped", clock.stopped_on), ("ended", clock.ended_on)):
            assert found.get(role) == its_day, f"{key}: {role}"
        # The window of a move opens a year before it, on a day that no cell holds.
        is_a_window = clock.clock_id.startswith(("phase_", "post16_"))
        assert found.get("started", clock.started_on) == clock.started_on, key
        assert "started" in found or (is_a_window and "counted" in found), key
        for one in clock.evidence:
            assert one.file == f"{one.extract}.csv"
            cell = tried.rows[one.extract][one.line - 2][one.column]
            assert cell == one.day.isoformat(), f"{key}: {one}"
        own = [
            rows[case.line - 2] for name, rows in tried.rows.items() if case.file == f"{name}.csv"
        ]
        assert next(iter(own[0].values())) == case.case_id, key


def test_the_sentence_says_what_the_row_says(explained: dict[str, tuple[Case, Clock]]) -> None:
    for key, (_, clock) in explained.items():
        assert day(clock.due_on) in clock.sum, f"{key}: {clock.sum}"
        verdict = clock.sum.rpartition("; ")[2] if clock.status != "exception" else clock.sum
        over = re.findall(r"(\d[\d,]*) days? (?:late|past the limit|too soon)", clock.sum)
        assert [int(one.replace(",", "")) for one in over] == (
            [clock.days_overdue] if clock.days_overdue else []
        ), f"{key}: {clock.sum}"
        assert SAID[clock.status](clock, verdict), f"{key}: {clock.sum}"


SAID: dict[str, Any] = {
    "met": lambda clock, text: f"done {day(clock.stopped_on)}: in time" in text,
    "late": lambda clock, text: f"done {day(clock.stopped_on)}: " in text,
    "open_in_time": lambda clock, text: f"open on {day(AS_OF)}: " in text and "past" not in text,
    "open_overdue": lambda clock, text: f"open on {day(AS_OF)}: " in text and "past" in text,
    "exception": lambda clock, text: "past the limit, excused" in text,
    "ended": lambda clock, text: f"left on {day(clock.ended_on)} without" in text,
}


def test_a_fate_is_told_of_every_recorded_ground(
    explained: dict[str, tuple[Case, Clock]], tried: Tried
) -> None:
    for key, (_, clock) in explained.items():
        stands = clock.exception is not None and clock.exception.stands
        assert stands == (clock.exception_ground is not None), key
    found = fetch(
        tried.warehouse, "select distinct ground_fate from staging.clock_verdicts order by all"
    )
    assert {row["ground_fate"] for row in found} == {None, *FATES}


def test_where_it_is_counted_adds_up_to_the_table(tried: Tried) -> None:
    """The explanations of every case of a clock, added up, are that clock's rows of the table."""
    clock_id = "order_amend_5w"
    ids = sorted({r["case_id"] for r in tried.reckoned.values() if r["clock_id"] == clock_id})
    counted: Counter[tuple[str, date]] = Counter()
    months = fetch(
        tried.warehouse,
        "select month, sum(started) as started, sum(stopped) as stopped, sum(ended) as ended,"
        " sum(due) as due, sum(due_met) as due_met, sum(due_exception) as due_exception,"
        " sum(stopped_in_time) as stopped_in_time, sum(stopped_exception) as stopped_exception,"
        " sum(open_at_end) as open_at_end, sum(overdue_at_end) as overdue_at_end,"
        " sum(overdue_exception_at_end) as overdue_exception_at_end"
        f" from marts.clock_monthly where clock_id = '{clock_id}' and level = 'la'"
        " group by month order by month",
    )
    for case in explain_all(tried.warehouse, ids):
        for clock in case.clocks:
            if clock.clock_id == clock_id:
                for one in clock.counted:
                    until = one.last or AS_OF
                    spans = [r["month"] for r in months if one.first <= r["month"] <= until]
                    counted.update((one.column, month) for month in spans)
    expected = {
        (name, row["month"]): number
        for row in months
        for name, number in row.items()
        if name != "month" and number
    }
    assert counted == expected
