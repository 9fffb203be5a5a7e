"""The ledger against every settled point of the law, case by case."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.line import LEDGER, fetch, ledger, write_drop
from tests.settled_points import CASES, NO_ROW, Case

# The case system was read long after the days of the reports, so that later events are known.
EXTRACTED_ON = "2027-06-30"

Group = tuple[str, tuple[tuple[str, Any], ...], tuple[str, ...]]
Ledger = list[dict[str, Any]]


def _group(case: Case) -> Group:
    """Cases of one day, one reading of the law and one delivery share a warehouse."""
    return case.as_of, tuple(sorted(case.settings.items())), case.undelivered


def _leave_out(drop: Path, columns: tuple[str, ...]) -> None:
    """Take columns out of a drop that was written whole."""
    for extract in {column.split(".")[0] for column in columns}:
        path = drop / f"{extract}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
            file.seek(0)
            names = next(csv.reader(file))
        kept = [name for name in names if f"{extract}.{name}" not in columns]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, kept, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _ledger(group: Group, folder: Path) -> Ledger:
    """The ledger of all cases of a group."""
    as_of, settings, undelivered = group
    cases = [case for case in CASES if _group(case) == group]
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for case in cases:
        for extract, own in case.rows.items():
            rows[extract].extend(own)
    drop = write_drop(folder / "drop", rows, as_of, EXTRACTED_ON)
    _leave_out(drop, undelivered)
    warehouse = ledger(drop, folder, LEDGER, **dict(settings))
    quarantined = fetch(warehouse, "select extract, line, reason from quality.quarantine")
    assert len(quarantined) == sum(case.quarantined for case in cases), quarantined
    return fetch(warehouse, "select * from marts.clocks")


@pytest.fixture(scope="module")
def ledger_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Ledger]:
    """The ledger of a case's group, made when the first case of the group asks for it."""

    @cache
    def made(group: Group) -> Ledger | Exception:
        try:
            return _ledger(group, tmp_path_factory.mktemp("settled"))
        except Exception as error:
            return error  # What cannot be made is not tried again for each case.

    def of_case(case: Case) -> Ledger:
        rows = made(_group(case))
        if isinstance(rows, Exception):
            raise rows
        return rows

    return of_case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_ledger_holds_the_settled_point(case: Case, ledger_of: Callable[[Case], Ledger]) -> None:
    looked_at = [(row["clock_id"], row["case_id"]) for row in case.expected]
    wanted = [row for row in case.expected if row["status"] != NO_ROW]
    names = list(wanted[0]) if wanted else ["clock_id", "case_id", "status"]
    found = [
        {name: row[name] for name in names}
        for row in ledger_of(case)
        if any(
            row["case_id"] == case_id and fnmatch(row["clock_id"], clock)
            for clock, case_id in looked_at
        )
    ]
    assert _in_order(found) == _in_order(wanted), case.point


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(
        rows, key=lambda row: (row["case_id"], row["clock_id"], str(row.get("started_on")))
    )


def test_cases_are_told_apart() -> None:
    """Names are unique, and so are the ids of the rows that share a drop."""
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []
    ids = Counter(
        (_group(case), extract, next(iter(row.values())))
        for case in CASES
        for extract, rows in case.rows.items()
        for row in rows
    )
    assert [key for key, count in ids.items() if count > 1] == []


def test_every_expected_row_belongs_to_a_case() -> None:
    """A row is expected only of a case id that one of the case's own rows has."""
    for case in CASES:
        delivered = {next(iter(row.values())) for rows in case.rows.values() for row in rows}
        assert {row["case_id"] for row in case.expected} <= delivered, case.name
