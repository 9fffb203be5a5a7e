"""The lists of what to mend: what is in them, in what order, and what is never."""

import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from checked_warehouse import landed as healthy
from landing import Landed, land_folder, make_drop
from python_calamine import CalamineWorkbook

from pipeline import worklist
from pipeline.check import Checker
from pipeline.errors import StepFailed
from pipeline.settings import Settings

BORN, CHILD = "2031-05-17", "Zebedee"
REQUESTS = (
    "request_id,person_id,received_date,date_of_birth,sex,request_outcome,request_outcome_date,"
    "assessment_outcome,assessment_outcome_date,final_plan_date\n"
    f"R9,{CHILD},2026-03-02,{BORN},Q,W,2026-03-20,Y,2026-04-01,2026-05-04\n"
    f"R2,{CHILD},2026-03-02,,F,Y,2026-03-01,,,\n"
    f"=1+1,{CHILD}3,soon,,F,,,,,\n"
    f"r9,{CHILD}4,2026-03-02,,F,,,,,\n"
)


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Checker(tmp_path_factory.mktemp("run"), Settings()) as started:
        yield started


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, checker: Checker) -> Landed:
    """A small drop with something of every kind, landed and checked."""
    folder = tmp_path_factory.mktemp("drop") / "drop"
    landed = land_folder(make_drop(folder, needs_assessments=REQUESTS))
    with duckdb.connect(str(landed.database)) as db:
        db.execute(
            "create schema if not exists ops; create table ops.extract_sizes (month varchar,"
            " la_code varchar, source_system varchar, extract varchar, landed bigint)"
        )
    checker.gate(1, landed.database, keep_rows=True)
    return landed


def sheet(path: Path, name: str = "Rows") -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()


def test_each_row_says_where_what_and_what_to_do(checked: Landed, tmp_path: Path) -> None:
    [requests, *others] = sorted(
        worklist.write(checked.database, tmp_path / "check"),
        key=lambda one: one.extract != "needs_assessments",
    )
    assert (requests.left_out, requests.cells, requests.look_alikes) == (2, 2, 1)
    assert not any(one.left_out for one in others)
    heading, *rows = sheet(tmp_path / "check" / "needs_assessments.xlsx")
    assert heading == [name for name, _ in worklist.COLUMNS]
    assert [(*row[1:4], row[6]) for row in rows] == [
        (2, "R9", "final_plan_date", "T-017"),
        (2, "R9", "request_outcome", "T-018"),
        (2, "R9", "date_of_birth", "birth_date"),
        (2, "R9", "sex", "unknown_code"),
        (3, "R2", "received_date, request_outcome_date", "stop_before_start"),
        (4, "=1+1", "received_date", "needed_date"),
        (5, "r9", "", "look_alike"),
    ]
    assert {row[0] for row in rows} == {"needs_assessments.csv"}
    delivered = [row[4] for row in rows]
    assert delivered == [
        "2026-05-04",
        "W",
        "",  # a birth date is never shown
        "Q",
        "received_date: 2026-03-02; request_outcome_date: 2026-03-01",
        "soon",
        "",
    ]
    assert rows[4][5] == ("An end before its start: request_outcome_date lies before received_date")
    assert all(row[5] and row[7] for row in rows)


def test_the_checks_that_failed_stand_beside_the_rows(checked: Landed, tmp_path: Path) -> None:
    worklist.write(checked.database, tmp_path / "check")
    heading, *rows = sheet(tmp_path / "check" / "needs_assessments.xlsx", "Checks")
    assert heading == [name for name, _ in worklist.CHECKS]
    assert rows[0][:2] == ["quarantined_share", "Stops publication"]
    assert "2 of 4 requests" in rows[0][2]


def test_nothing_personal_is_in_a_list(checked: Landed, tmp_path: Path) -> None:
    worklist.write(checked.database, tmp_path / "check")
    for path in (tmp_path / "check").iterdir():
        with zipfile.ZipFile(path) as book:
            content = b"".join(book.read(name) for name in book.namelist())
        assert BORN.encode() not in content
        assert CHILD.encode() not in content


def test_what_looks_like_a_formula_is_text(checked: Landed, tmp_path: Path) -> None:
    worklist.write(checked.database, tmp_path / "check")
    with zipfile.ZipFile(tmp_path / "check" / "needs_assessments.xlsx") as book:
        content = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1" in content
    assert "<f>" not in content
    assert "<autoFilter" in content
    assert 'state="frozen"' in content


def test_the_same_delivery_gives_the_same_bytes(checked: Landed, tmp_path: Path) -> None:
    for name in ("one", "two"):
        worklist.write(checked.database, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_lists_are_their_owners_only(checked: Landed, tmp_path: Path) -> None:
    worklist.write(checked.database, tmp_path / "new")
    worklist.replace(tmp_path / "restricted" / "check", tmp_path / "new")
    modes = {
        path.relative_to(tmp_path).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "restricted").rglob("*")
    }
    assert modes["restricted/check"] == 0o700
    assert modes["restricted/check/needs_assessments.xlsx"] == 0o600
    assert stat.S_IMODE((tmp_path / "restricted").stat().st_mode) == 0o700


def test_new_lists_take_the_place_of_all_earlier_ones(tmp_path: Path) -> None:
    old, new = tmp_path / "restricted" / "check", tmp_path / "staging" / "check"
    for folder, name in ((old, "plans.xlsx"), (new, "advice.xlsx")):
        folder.mkdir(parents=True)
        (folder / name).touch()
    worklist.replace(old, new)
    assert [path.name for path in old.iterdir()] == ["advice.xlsx"]


def test_where_new_lists_cannot_be_put_the_earlier_ones_stay(tmp_path: Path) -> None:
    old = tmp_path / "restricted" / "check"
    old.mkdir(parents=True)
    (old / "plans.xlsx").touch()
    with pytest.raises(StepFailed, match="close what has a list open"):
        worklist.replace(old, tmp_path / "was never made")
    assert [path.name for path in old.iterdir()] == ["plans.xlsx"]


def test_a_list_that_is_too_long_goes_on_in_another_sheet(
    checked: Landed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "SHEET_ROWS", 4)
    worklist.write(checked.database, tmp_path / "check")
    path = tmp_path / "check" / "needs_assessments.xlsx"
    assert CalamineWorkbook.from_path(str(path)).sheet_names == ["Rows", "Rows 2", "Checks"]
    assert [len(sheet(path, name)) for name in ("Rows", "Rows 2")] == [5, 4]


def test_an_extract_with_nothing_to_mend_has_no_list(tmp_path: Path, checker: Checker) -> None:
    database = Path(shutil.move(healthy(tmp_path / "good.duckdb"), tmp_path / "good one.duckdb"))
    checker.gate(1, database, keep_rows=True)
    assert worklist.write(database, tmp_path / "check") == []
    assert list((tmp_path / "check").iterdir()) == []
