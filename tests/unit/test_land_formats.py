"""Workbooks and Parquet: the same rows land as from a CSV, and what cannot be read is said."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from landing import Landed, land_folder, make_drop

from pipeline.errors import CallError, EhcError, StepFailed
from pipeline.sources import workbook

HEADINGS = ["Plan ID", "person id", "Start-Date", "Surname", "next_transfer_date"]
AS_CSV = (
    "plan_id,person_id,start_date,next_transfer_date\n"
    "12,0007,2025-01-31,2027-09-01\n"
    "A-1,8,2025-02-28,\n"
    "13,9,2025-03-01,2027-09-01\n"
)


def write_book(path: Path, rows: list[list[Any]], sheet: str = "Sheet1", above: int = 0) -> Path:
    """A workbook with these cells, dates as dates, below some rows of titles."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet(sheet)
        if above:
            page.write(0, 0, "Plans held, as exported")
        for line, cells in enumerate(rows, above):
            for place, cell in enumerate(cells):
                if cell is not None:
                    page.write(line, place, cell)
    return path


ROWS = [
    HEADINGS,
    [12, "0007", date(2025, 1, 31), "Bloggs", date(2027, 9, 1)],
    ["A-1", 8, "28/02/2025", "Bloggs", None],
    [None, None, None, None, None],
    [13.0, "9", 45717, "Bloggs", datetime(2027, 9, 1, 0, 0)],
]


def plans_of(landed: Landed) -> list[tuple[Any, ...]]:
    return landed.rows(
        "select plan_id, person_key, start_date, next_transfer_date from raw.accepted_plans"
        " order by line"
    )


@pytest.fixture
def as_csv(tmp_path: Path) -> list[tuple[Any, ...]]:
    return plans_of(land_folder(make_drop(tmp_path / "as csv", plans=AS_CSV)))


def drop_without_plans(folder: Path) -> Path:
    make_drop(folder)
    (folder / "plans.csv").unlink()
    return folder


@pytest.mark.parametrize("above", [0, 3])
def test_a_workbook_lands_as_the_csv_does(
    above: int, tmp_path: Path, as_csv: list[tuple[Any, ...]]
) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    write_book(folder / "Plans.xlsx", ROWS, above=above)
    landed = land_folder(folder)
    assert plans_of(landed) == as_csv
    lines = landed.column("select line from raw.accepted_plans order by 1")
    assert lines == [above + 2, above + 3, above + 5]
    assert f"Plans.xlsx: sheet Sheet1 was read, its headings in row {above + 1}." in landed.said
    assert landed.report.dropped == {"Plans.xlsx": ["Surname"]}
    assert b"Bloggs" not in landed.database.read_bytes()


def test_the_sheet_of_the_extracts_name_comes_before_the_first(
    tmp_path: Path, as_csv: list[tuple[Any, ...]]
) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    with xlsxwriter.Workbook(folder / "plans.xlsx", {"default_date_format": "d/m/yy"}) as book:
        book.add_worksheet("About").write(0, 0, "Made by the case system")
        page = book.add_worksheet("PLANS ")
        for line, cells in enumerate(ROWS):
            page.write_row(line, 0, ["" if cell is None else cell for cell in cells])
    assert plans_of(land_folder(folder)) == as_csv


def test_a_formula_is_what_it_shows_and_text_is_never_run(tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    with xlsxwriter.Workbook(folder / "plans.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["plan_id", "person_id", "start_date"])
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_string(1, 1, "=cmd|' /C calc'!A0")
        page.write_formula(1, 2, "=TODAY()", None, 45717)
        page.write_row(2, 0, ["3", "p"])
        page.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    landed = land_folder(folder)
    assert landed.rows("select plan_id, start_date from raw.accepted_plans") == [
        ("2", date(2025, 3, 1))
    ]
    assert landed.reasons() == [("plans", 3, "needed_date")]


def test_true_and_false_are_flags(tmp_path: Path) -> None:
    folder = make_drop(tmp_path / "drop")
    (folder / "needs_assessments.csv").unlink()
    rows = [["request_id", "person_id", "received_date", "week20_exception"]]
    rows += [["a", "p", date(2026, 1, 5), True], ["b", "q", date(2026, 1, 5), False]]
    write_book(folder / "needs_assessments.xlsx", rows)
    landed = land_folder(folder)
    flags = landed.column("select week20_exception from raw.accepted_needs_assessments order by 1")
    assert flags == ["N", "Y"]


@pytest.mark.parametrize(
    "columns",
    [
        "12 as plan_id, 7 as person_id, date '2025-01-31' as start_date",
        "12.0::double as plan_id, 7.0::decimal(9, 2) as person_id,"
        " timestamp '2025-01-31 00:00:00' as \"Start Date\", [1, 2] as list, {'a': 1} as thing",
        "'12' as \"Plan ID\", '7' as person_id, '31/01/2025' as start_date, 'Bloggs' as surname",
    ],
)
def test_parquet_lands_as_text_does(columns: str, tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop [1] it's")
    target = (folder / "plans.parquet").as_posix().replace("'", "''")
    with duckdb.connect() as db:
        db.execute(f"copy (select {columns}) to '{target}' (format parquet)")
    landed = land_folder(folder)
    assert landed.rows("select line, plan_id, start_date from raw.accepted_plans") == [
        (2, "12", date(2025, 1, 31))
    ]
    of_text = land_folder(make_drop(tmp_path / "text", plans=AS_CSV.replace("0007", "7")))
    assert plans_of(landed)[0][1] == plans_of(of_text)[0][1]
    assert b"Bloggs" not in landed.database.read_bytes()


def test_a_workbook_beside_a_csv_of_the_same_extract_is_refused(tmp_path: Path) -> None:
    folder = make_drop(tmp_path / "drop")
    write_book(folder / "Plans.xlsx", ROWS)
    with pytest.raises(CallError, match=r"Plans\.xlsx and plans\.csv are both the extract plans"):
        land_folder(folder)


def test_an_open_workbooks_shadow_is_passed_over(tmp_path: Path) -> None:
    folder = make_drop(tmp_path / "drop")
    (folder / "~$plans.xlsx").write_bytes(b"\x00" * 165)
    land_folder(folder)


def test_a_needed_column_that_is_missing_is_named_with_its_row(tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    write_book(folder / "plans.xlsx", [["Plan ID", "person_id", "begun"]], above=2)
    with pytest.raises(CallError, match=r"plans\.xlsx, line 3: no heading for start_date"):
        land_folder(folder)


def test_a_sheet_without_headings_of_ours_is_said(tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    write_book(folder / "plans.xlsx", [["one", "two"], [1, 2]])
    with pytest.raises(CallError, match=r"plans\.xlsx, sheet Sheet1: none of its first 50 rows"):
        land_folder(folder)


def broken(kind: str, whole: bytes) -> bytes:
    return {"empty": b"", "text": b"plan_id,person_id\n", "cut": whole[: len(whole) // 2]}[kind]


@pytest.mark.parametrize("kind", ["empty", "text", "cut"])
@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_what_cannot_be_read_is_said_in_one_sentence(
    kind: str, suffix: str, tmp_path: Path
) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    path = folder / f"plans{suffix}"
    if suffix == ".xlsx":
        write_book(path, ROWS)
    else:
        with duckdb.connect() as db:
            db.execute(f"copy (select 1 as plan_id) to '{path.as_posix()}' (format parquet)")
    path.write_bytes(broken(kind, path.read_bytes()))
    with pytest.raises(EhcError, match=rf"plans\{suffix}: .* cannot be read"):
        land_folder(folder)


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    path = write_book(folder / "plans.xlsx", ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/image1.bin", bytes(4 * 1024**2))
    monkeypatch.setattr(workbook, "MAX_BYTES", 1024**2)
    with pytest.raises(StepFailed, match=r"plans\.xlsx: it unpacks to more than"):
        land_folder(folder)
