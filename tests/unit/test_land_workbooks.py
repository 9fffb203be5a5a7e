"""Workbooks as programs other than Excel write them, and what is no workbook at all."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from landing import KEY, Landed, land_folder, make_drop

from pipeline import doctor_read
from pipeline.drop import read_drop
from pipeline.errors import CallError, StepFailed
from pipeline.land import land
from pipeline.settings import Settings
from pipeline.sources import book, sheet_cells

HEADINGS = ("plan_id", "person_id", "start_date", "transfer_named_date")


def made(options: dict[str, Any] | None = None, *rows: list[Any]) -> bytes:
    """A workbook whose sheet Plans holds these rows, dates as dates."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"default_date_format": "d/m/yy"} | (options or {})) as workbook:
        page = workbook.add_worksheet("Plans")
        for line, cells in enumerate((HEADINGS, *rows)):
            page.write_row(line, 0, cells)
    return data.getvalue()


def changed(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts changed."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(new, "w") as packed:
        for name in old.namelist():
            packed.writestr(name, change(name, old.read(name)))
    return new.getvalue()


def written(rows: str) -> bytes:
    """A workbook whose sheet holds a row of headings, and below it this XML."""
    headings = "".join(f"<c t='inlineStr'><is><t>{text}</t></is></c>" for text in HEADINGS)
    data = f"<sheetData><row>{headings}</row>{rows}</sheetData>".encode()

    def change(name: str, part: bytes) -> bytes:
        return re.sub(rb"<sheetData>.*</sheetData>", data, part) if "worksheets/" in name else part

    return changed(made(), change)


def landed(tmp_path: Path, data: bytes) -> Landed:
    return land_folder(drop(tmp_path, data))


def drop(tmp_path: Path, data: bytes, name: str = "plans.xlsx") -> Path:
    folder = make_drop(tmp_path / "drop")
    (folder / "plans.csv").unlink()
    (folder / name).write_bytes(data)
    return folder


PLANS = "select line, plan_id, start_date from raw.accepted_plans order by line"
DAY = date(2025, 1, 31)


def test_cells_need_not_say_where_they_stand(tmp_path: Path) -> None:
    text = "<c t='inlineStr'><is><t>{}</t></is></c>"
    rows = (
        f"<row><c><v>1</v></c>{text.format('p')}<c><v>45688</v></c></row>"
        f"<row r='5'><c r='B5' t='str'><v>p</v></c><c><v>45688</v></c><c r='A5'><v>2</v></c></row>"
        f"<row><c><v>3</v></c>{text.format('p')}<c><v>45688</v></c><c t='e'><v>#N/A</v></c></row>"
    )
    found = landed(tmp_path, written(rows))
    assert found.rows(PLANS) == [(2, "1", DAY), (5, "2", DAY)]
    assert found.reasons() == [("plans", 6, "clock_date_unreadable")]


def test_text_in_runs_is_one_text(tmp_path: Path) -> None:
    runs = "<c t='inlineStr'><is><r><t>E</t></r><r><t xml:space='preserve'>12 </t></r></is></c>"
    rows = f"<row>{runs}<c t='str'><v>p</v></c><c><v>45688</v></c></row>"
    assert landed(tmp_path, written(rows)).rows(PLANS) == [(2, "E12", DAY)]


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>", "<v> </v>"])
def test_a_formula_that_was_never_worked_out_is_no_blank(
    value: str, prefix: str, tmp_path: Path
) -> None:
    """Some programs write formulas and leave their values to Excel."""
    start = "<row r='{0}'><c r='A{0}'><v>{0}</v></c><c t='str'><v>p</v></c><c><v>45688</v></c>"
    ends = (
        "<c t='str'><f>A1</f><v></v></c>",  # what Excel writes of a text without characters
        f"<c><f>C3+7</f>{value}</c>",
        "<c><f>C4+7</f><v>45695</v></c>",
        "<c><f t='shared' si='0'/><v>45695</v></c>",
    )
    rows = "".join(start.format(line) + end + "</row>" for line, end in enumerate(ends, 2))
    if prefix:
        rows = re.sub(r"<(/?)(?=(?:c|f|v|row)\b)", rf"<\1{prefix}", rows)
        rows = rows.replace("<x:row ", "<x:row xmlns:x='urn:x' ")
    found = landed(tmp_path, written(rows))
    assert found.column("select plan_id from raw.accepted_plans") == ["2", "4", "5"]
    assert found.reasons() == [("plans", 3, "clock_date_unreadable")]
    assert [one for one in found.said if "1 cells hold the error" in one and "in row 3" in one]


def test_a_formula_of_a_chart_within_a_cell_is_none_of_the_cells(tmp_path: Path) -> None:
    charts = b"<extLst><ext xmlns:xm='urn:xm'><xm:f>Plans!A2:D2</xm:f></ext></extLst></worksheet>"
    data = changed(
        written("<row><c><v>1</v></c><c><v>7</v></c><c><v>45688</v></c><c s='0'/></row>"),
        lambda name, part: part.replace(b"</worksheet>", charts) if "sheet1" in name else part,
    )
    found = landed(tmp_path, data)
    assert found.rows(PLANS) == [(2, "1", DAY)]
    assert not [one for one in found.said if "error" in one]


def test_a_formula_without_a_value_right_of_the_headings_is_nobodys(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c><c><v>7</v></c><c><v>45688</v></c><c/><c/><c><f>A2</f></c></row>"
    found = landed(tmp_path, written(rows))
    assert found.rows(PLANS) == [(2, "1", DAY)]
    assert not [one for one in found.said if "error" in one]


def test_the_error_of_a_formula_is_no_id(tmp_path: Path) -> None:
    """Two children whose ids both show #N/A are not one child."""
    error = "<c t='e'><v>#N/A</v></c>"
    rows = (
        f"<row>{error}<c><v>7</v></c><c><v>45688</v></c></row>"
        f"<row><c><v>2</v></c>{error}<c><v>45688</v></c></row>"
        f"<row><c/>{error}{error}</row>"
        "<row><c r='A5'><v>4</v></c><c><v>7</v></c><c><v>45688</v></c></row>"
        f"<row>{error}{error}{error}</row>"
    )
    found = landed(tmp_path, written(rows))
    assert found.rows(PLANS) == [(5, "4", DAY)]
    assert found.reasons() == [("plans", line, "no_key") for line in (2, 3, 6)]
    assert "plans.xlsx: 1 blank lines were passed over." in found.said


def test_the_error_of_a_formula_in_a_code_is_logged(tmp_path: Path) -> None:
    data = written(
        "<row><c><v>1</v></c><c><v>7</v></c><c><v>45688</v></c><c t='e'><v>#REF!</v></c></row>"
    )
    data = changed(data, lambda name, part: part.replace(b"transfer_named_date", b"primary_need"))
    found = landed(tmp_path, data)
    assert found.rows(PLANS) == [(2, "1", DAY)]
    assert found.issues() == [(2, "primary_need", "unknown_code", book.ERROR)]


def test_days_that_count_from_1904(tmp_path: Path) -> None:
    """Excel for the Mac once began four years later; the same number is another day there."""
    options = {"date_1904": True}
    rows = [["44226", "p", DAY, None], [2, "p", 44226, None], [3, "p", "31/01/2025", 44226.5]]
    found = landed(tmp_path, made(options, *rows))
    assert found.rows(PLANS) == [(2, "44226", DAY), (3, "2", DAY), (4, "3", DAY)]
    assert found.value("select max(transfer_named_date) from raw.accepted_plans") == DAY


def test_a_strict_workbook_is_one(tmp_path: Path) -> None:
    """What Office saves as Strict Open XML has other names for everything."""
    transitional, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    ways = {
        transitional + b"spreadsheetml/2006/main": strict + b"spreadsheetml/main",
        transitional + b"officeDocument/2006/relationships": strict
        + b"officeDocument/relationships",
    }

    def change(name: str, part: bytes) -> bytes:
        for old, new in ways.items():
            part = part.replace(old, new)
        return part

    rows = "<row><c><v>1</v></c><c><v>7</v></c><c t='d'><v>2025-01-31</v></c></row>"
    assert landed(tmp_path, changed(written(rows), change)).rows(PLANS) == [(2, "1", DAY)]


def test_merged_rows_hold_their_value_once(tmp_path: Path) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"default_date_format": "d/m/yy"}) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        page.merge_range(1, 1, 2, 1, "p")
        for line in (1, 2):
            page.write(line, 0, str(line))
            page.write(line, 2, DAY)
    found = landed(tmp_path, data.getvalue())
    assert found.rows(PLANS) == [(2, "1", DAY)]
    assert found.reasons() == [("plans", 3, "no_key")]


def test_a_hidden_sheet_is_read_by_its_name_alone_and_that_is_said(tmp_path: Path) -> None:
    def hide(name: str, part: bytes) -> bytes:
        return part.replace(b'<sheet name="Plans"', b'<sheet state="veryHidden" name="Plans"')

    data = changed(made({}, ["1", "p", DAY, None]), hide)
    found = landed(tmp_path / "named", data)
    assert found.rows(PLANS) == [(2, "1", DAY)]
    assert (
        "plans.xlsx: sheet Plans, which is hidden, was read, its headings in row 1." in found.said
    )
    data = changed(data, lambda name, part: part.replace(b'"Plans"', b'"Old"'))
    with pytest.raises(CallError, match=r"plans\.xlsx: none of its sheets .*; show the sheet"):
        landed(tmp_path / "other", data)


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)


def packed(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "error", "sentence"),
    [
        (OLD, CallError, r"it is an old workbook \(\.xls\), .*save it as Excel workbook"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), StepFailed, "has a password; take it off"),
        (packed("xl/workbook.bin"), CallError, r"it is a binary workbook \(\.xlsb\), .*save it as"),
        (packed("mimetype", "content.xml"), CallError, r"it is an OpenDocument file \(\.ods\)"),
        (packed("word/document.xml"), StepFailed, "the workbook cannot be read; .* save it as"),
    ],
    ids=["xls", "locked", "xlsb", "ods", "docx"],
)
def test_what_is_only_called_xlsx_is_refused_with_the_cure(
    data: bytes, error: type[Exception], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=rf"^plans\.xlsx: (the workbook )?{sentence}"):
        landed(tmp_path, data)


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    """Which of them counts is anyone's guess: what is measured may not be what is read."""
    data = io.BytesIO(made({}, ["1", "p", DAY, None]))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/worksheets/Sheet1.xml", b"<worksheet/>")
    with pytest.raises(StepFailed, match=r"^plans\.xlsx: the workbook cannot be read"):
        landed(tmp_path, data.getvalue())


def test_an_error_outside_of_a_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match=r"^plans\.xlsx: the workbook cannot be read"):
        landed(tmp_path, written("<row r='0'><c t='e'><v>#N/A</v></c></row>"))


def test_cells_upon_each_other_do_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_cells, "MAX_CELLS", 1000)
    with pytest.raises(StepFailed, match=r"^plans\.xlsx: .*too large to read"):
        landed(tmp_path, written("<row>" + "<c r='A2'><v>1</v></c>" * 1001 + "</row>"))


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='2'><c r='A2' s='1'/><c r='C2'><v>1</v></c></row>",
        "<row r='2'><c r='A2'><v>1</v></c></row><row r='7'><c r='AB7' t='b'><v>1</v></c></row>",
        "",
    ],
)
def test_a_glance_sees_what_a_closer_look_does(rows: str) -> None:
    glance = f"<sheetData>{rows}</sheetData>".replace("'", '"').encode()
    closer = glance.replace(b"<sheetData>", b"<sheetData><!-- no export writes this -->")
    found = [sheet_cells.read(io.BytesIO(one)) for one in (glance, closer)]
    assert sheet_cells._at_a_glance(io.BytesIO(glance)) is not None
    assert sheet_cells._at_a_glance(io.BytesIO(closer)) is None
    assert (found[0].rows, found[0].columns) == (found[1].rows, found[1].columns)


# --- A file is opened once, and is the one whose SHA-256 is told --------------------------------


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the workbooks that were opened, as often as they were."""
    names: list[str] = []
    whole = book.Book.__init__

    def counted(self: book.Book, path: Path) -> None:
        names.append(path.name)
        whole(self, path)

    monkeypatch.setattr(book.Book, "__init__", counted)
    return names


def test_a_workbook_is_opened_once_and_its_sheet_read_once(
    opens: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []
    read = sheet_cells.read
    monkeypatch.setattr(sheet_cells, "read", lambda file: reads.append(file) or read(file))
    folder = drop(tmp_path, made({}, ["1", "p", DAY, None]))
    (folder / "notes.xlsx").write_bytes(made({}))
    land_folder(folder)
    assert sorted(opens) == ["notes.xlsx", "plans.xlsx"]
    assert len(reads) == 2


def test_a_large_sheet_is_not_kept_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "MAX_KEPT", 3)
    folder = drop(tmp_path, made({}, ["1", "p", DAY, None]))
    [table] = [
        one.table for one in read_drop(folder, Settings(), None).files if one.name[-1] == "x"
    ]
    assert not table.book._kept  # type: ignore[attr-defined]
    assert land_folder(folder).rows(PLANS) == [(2, "1", DAY)]


def test_a_workbook_that_changed_is_opened_anew(tmp_path: Path) -> None:
    folder = drop(tmp_path, made({}, ["1", "p", DAY, None]))
    before = read_drop(folder, Settings(), None)
    (folder / "plans.xlsx").write_bytes(made({}, ["2", "p", DAY, None], ["3", "p", DAY, None]))
    assert land_folder(folder).rows(PLANS) == [(2, "2", DAY), (3, "3", DAY)]
    with pytest.raises(StepFailed, match=r"plans\.xlsx: it changed while it was being read"):
        land(before, tmp_path / "again.duckdb", Settings(), KEY, lambda said: None)


def test_the_doctor_reads_a_workbook_as_the_landing_does(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "d/m/yy"}) as workbook:
        page = workbook.add_worksheet()
        page.write_row(2, 1, HEADINGS)
        page.write_row(3, 1, [12.0, "p", DAY, True])
    looked = doctor_read.look(path, lambda cells: sum(cell in HEADINGS for cell in cells))
    assert looked.rows == (("", "12", "p", "2025-01-31", "true"),)
