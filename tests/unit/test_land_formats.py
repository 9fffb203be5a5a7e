"""Workbooks and Parquet: the same rows land as from a CSV, and what cannot be read is said."""

import os
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from landing import KEY, Landed, land_folder, make_drop

from pipeline.errors import CallError, EhcError, StepFailed
from pipeline.land import land, read_drop
from pipeline.settings import Settings
from pipeline.sources import book, files

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
    assert "Plans.xlsx: 1 blank lines were passed over." in landed.said
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


def test_a_chart_and_a_hidden_list_are_not_the_first_sheet(
    tmp_path: Path, as_csv: list[tuple[Any, ...]]
) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    with xlsxwriter.Workbook(folder / "plans.xlsx", {"default_date_format": "d/m/yy"}) as book:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Held!$A$1:$A$2"})
        book.add_chartsheet("Chart").set_chart(chart)
        codes = book.add_worksheet("Codes")
        codes.write_row(0, 0, HEADINGS)
        codes.hide()
        page = book.add_worksheet("Held")
        page.activate()
        for line, cells in enumerate(ROWS):
            page.write_row(line, 0, ["" if cell is None else cell for cell in cells])
    landed = land_folder(folder)
    assert plans_of(landed) == as_csv
    assert "plans.xlsx: sheet Held was read, its headings in row 1." in landed.said


def test_merged_and_blank_headings_move_no_column(tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    with xlsxwriter.Workbook(folder / "plans.xlsx") as book:
        page = book.add_worksheet()
        page.merge_range(1, 1, 1, 4, "Person and plan")
        page.write_row(2, 1, ["plan_id", "", "person_id", "start_date"])
        page.write_row(3, 1, ["1", "Bloggs", "p", "31-Jan-2025"])
    landed = land_folder(folder)
    assert landed.rows("select line, plan_id, start_date from raw.accepted_plans") == [
        (4, "1", date(2025, 1, 31))
    ]
    assert landed.report.dropped == {
        "plans.xlsx": ["(column 1, no heading)", "(column 3, no heading)"]
    }
    assert b"Bloggs" not in landed.database.read_bytes()


def test_an_id_is_a_number_or_a_text(tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    ids = [12.0, "12.0", "00012", 12.5, 1234567890123]
    rows = [[one, "p", date(2025, 1, 31)] for one in ids]
    write_book(folder / "plans.xlsx", [["plan_id", "person_id", "start_date"], *rows])
    found = land_folder(folder).column("select plan_id from raw.accepted_plans order by line")
    assert found == ["12", "12.0", "00012", "12.5", "1234567890123"]


def test_a_formula_is_what_it_shows_and_text_is_never_run(tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    with xlsxwriter.Workbook(folder / "plans.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["plan_id", "person_id", "start_date"])
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_string(1, 1, "=cmd|' /C calc'!A0")
        page.write_formula(1, 2, "=TODAY()", None, 45717)
    assert land_folder(folder).rows("select plan_id, start_date from raw.accepted_plans") == [
        ("2", date(2025, 3, 1))
    ]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
@pytest.mark.parametrize("left", [0, 2])
def test_the_error_of_a_formula_is_no_blank(left: int, error: str, tmp_path: Path) -> None:
    """A blank would say that the next setting is not named yet."""
    folder = drop_without_plans(tmp_path / "drop")
    with xlsxwriter.Workbook(folder / "plans.xlsx") as book:
        book.add_worksheet("Other").write_formula(1, left + 3, "=1/0", None, error)
        page = book.add_worksheet("Plans")
        page.write_row(0, left, ["plan_id", "person_id", "start_date", "transfer_named_date"])
        page.write_row(1, left, ["1", "p", "2025-01-31"])
        page.write_row(2, left, ["2", "p", "2025-01-31"])
        page.write_formula(2, left + 3, "=VLOOKUP(A3,Z:Z,1)", None, error)
        # Below the last row the formula goes on, and holds nothing.
        page.write_formula(3, left + 3, "=VLOOKUP(A4,Z:Z,1)", None, error)
    landed = land_folder(folder)
    assert landed.column("select plan_id from raw.accepted_plans") == ["1"]
    assert landed.reasons() == [("plans", 3, "clock_date_unreadable")]
    [said] = [one for one in landed.said if "the error of a formula" in one]
    assert "plans.xlsx: 1 cells hold" in said and "the first in row 3; they were" in said
    assert "plans.xlsx: 1 blank lines were passed over." in landed.said


def test_the_days_that_mean_none_are_blanks_and_nought_is_no_day(tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    with xlsxwriter.Workbook(folder / "plans.xlsx") as book:
        page, as_day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, ["plan_id", "person_id", "start_date", "transfer_named_date"])
        for line, serial in enumerate([1, 2958465, 0], 1):  # 1 January 1900, 31 December 9999
            page.write_row(line, 0, [str(serial), "p", "2025-01-31"])
            page.write_number(line, 3, serial, as_day)
    landed = land_folder(folder)
    found = landed.column("select transfer_named_date from raw.accepted_plans")
    assert found == [None, None]
    assert landed.reasons() == [("plans", 4, "clock_date_unreadable")]


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


@pytest.mark.parametrize("suffix", [".xlsm", ".xls", ".xlsb", ".ods"])
def test_another_kind_of_workbook_is_refused_with_the_cure(suffix: str, tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    (folder / f"plans{suffix}").write_bytes(b"whatever it holds")
    with pytest.raises(CallError, match=rf"plans\{suffix}: files of this kind .* or \.xlsx or"):
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


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_TEXTS"])
def test_a_bomb_is_refused_before_it_is_unpacked(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    path = write_book(folder / "plans.xlsx", ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/image1.bin", bytes(4 * 1024**2))
    monkeypatch.setattr(book, limit, 1024**2)
    with pytest.raises(StepFailed, match=r"plans\.xlsx: it unpacks to more than"):
        land_folder(folder)


def write_plans(path: Path, plan_id: str) -> None:
    """Plans in the format that the name says: one row."""
    rows = [["plan_id", "person_id", "start_date"], [plan_id, "p", "2025-01-31"]]
    if path.suffix == ".xlsx":
        write_book(path, rows)
    elif path.suffix == ".parquet":
        cells = ", ".join(f"'{cell}' as {name}" for name, cell in zip(*rows, strict=True))
        with duckdb.connect() as db:
            db.execute(f"copy (select {cells}) to '{path.as_posix()}'")
    else:
        path.write_text("".join(",".join(cells) + "\n" for cells in rows), encoding="utf-8")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_the_file_that_is_told_by_its_sha256_is_the_one_that_is_read(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken first, a SHA-256 is of what is read after it. Taken last it may be of another file:
    here the first is taken of a file that has just changed.
    """
    folder = drop_without_plans(tmp_path / "drop")
    path = folder / f"plans{suffix}"
    write_plans(path, "before")
    sha256 = files.sha256

    def late(one: Path) -> str:
        if one == path:
            write_plans(path, "after")
        return sha256(one)

    monkeypatch.setattr(files, "sha256", late)
    drop = read_drop(folder, Settings(), None)
    monkeypatch.undo()
    land(drop, tmp_path / "landed.duckdb", Settings(), KEY, lambda said: None)
    landed = Landed(tmp_path / "landed.duckdb", None)  # type: ignore[arg-type]
    assert landed.column("select plan_id from raw.accepted_plans") == ["after"]
    [told] = landed.column("select sha256 from raw.files where extract = 'plans'")
    assert told == sha256(path)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_a_file_that_changes_after_it_was_looked_at_is_refused(suffix: str, tmp_path: Path) -> None:
    folder = drop_without_plans(tmp_path / "drop")
    path = folder / f"plans{suffix}"
    write_plans(path, "12345")
    drop, state = read_drop(folder, Settings(), None), path.stat()
    write_plans(path, "54321")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    with pytest.raises(StepFailed, match=rf"plans\{suffix}: it changed while it was being read"):
        land(drop, tmp_path / "landed.duckdb", Settings(), KEY, lambda said: None)
