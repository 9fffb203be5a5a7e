"""However a council's system writes delimited text, the same rows come in at the same lines."""

import gzip
import random

import duckdb
import pytest

from pipeline.dates import sql_macros
from pipeline.errors import CallError, StepFailed
from pipeline.sources import delimited
from pipeline.sources.delimited import Wanted

HEADINGS = ("request_id", "Notes \u2013 officer", "received_date")
ROWS = [("R1", "café £20", "2026-03-08"), ("R2", "", "2026-03-09"), ("R3", "a", "")]
FOUND = [(2, "R1", "2026-03-08"), (3, "R2", "2026-03-09"), (4, "R3", None)]


def known(cells):
    return sum(cell in HEADINGS for cell in cells)


def written(delimiter=",", ending="\n", rows=ROWS, last_ending=True):
    lines = [delimiter.join(cells) for cells in (HEADINGS, *rows)]
    return ending.join(lines) + (ending if last_ending else "")


def read(path, straight=None):
    """What comes in, and how; `straight` says by which of the two ways it must."""
    table = delimited.look(path, known)
    wanted = [
        Wanted(name, table.heading.cells.index(name), "ehc_cell")
        for name in ("request_id", "received_date")
    ]
    work = path.parent / "work"
    work.mkdir(exist_ok=True)
    with duckdb.connect() as con:
        con.execute(sql_macros())
        loaded = delimited.load(con, table, wanted, "came", work)
        rows = con.execute(
            "select line, request_id, received_date from came_lines order by line"
        ).fetchall()
        kept = con.execute(
            "select list_sort(list(column_name)) from duckdb_columns() where table_name = 'came'"
        ).fetchall()[0][0]
    if straight is not None:
        assert ("line" not in kept) is straight
    assert set(kept) - {"line"} == {"request_id", "received_date"}
    assert not list(work.iterdir())
    assert loaded.records == len(rows) + len(loaded.unsplit)
    return table, loaded, rows


@pytest.mark.parametrize("delimiter", delimited.DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_delimiter_encoding_and_line_ending(tmp_path, delimiter, encoding, ending):
    path = tmp_path / "needs.csv"
    path.write_bytes(written(delimiter, ending).encode(encoding))
    table, loaded, rows = read(path, straight=encoding.startswith("utf-8"))
    assert rows == FOUND
    assert table.heading.cells == HEADINGS
    assert table.delimiter == delimiter
    assert table.encoding_name == {"cp1252": "Windows-1252", "utf-16": "UTF-16"}.get(
        encoding, "UTF-8"
    )
    assert (loaded.unsplit, loaded.blank) == ((), 0)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(tmp_path, encoding):
    path = tmp_path / "needs.csv"
    path.write_bytes(written().encode(encoding))
    assert read(path)[2] == FOUND


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_packed_files(tmp_path, encoding):
    path = tmp_path / "needs.csv.gz"
    path.write_bytes(gzip.compress(written().encode(encoding)))
    assert read(path, straight=encoding == "utf-8")[2] == FOUND


def test_a_last_line_without_an_ending_counts(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_bytes(written(last_ending=False).encode())
    assert read(path, straight=True)[2] == FOUND


def test_a_folder_whose_name_is_a_pattern_is_just_a_folder(tmp_path):
    folder = tmp_path / "it's [a] drop"
    folder.mkdir()
    (folder / "needs.csv").write_bytes(written().encode())
    assert read(folder / "needs.csv", straight=True)[2] == FOUND


def test_line_breaks_within_quotes_move_the_lines_that_follow(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_bytes(
        b"request_id,Notes,received_date\r\n"
        b'R1,"one\r\ntwo, with comma\r\n\r\nfour",2026-03-08\r\n'
        b'R2,"he said ""no""",2026-03-09\r\n'
        b"R3,a,\r\n"
    )
    assert read(path, straight=False)[2] == [
        (2, "R1", "2026-03-08"), (6, "R2", "2026-03-09"), (7, "R3", None),
    ]  # fmt: skip


def test_blank_lines_are_passed_over_and_counted_as_lines(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_bytes(b"\nrequest_id,n,received_date\n\nR1,a,2026-03-08\n,,\n , ,\nR2,b,\n,,\n")
    _, loaded, rows = read(path, straight=False)
    assert rows == [(4, "R1", "2026-03-08"), (7, "R2", None)]
    assert loaded.blank == 3


@pytest.mark.parametrize(
    "above", ["sep=;\r\n", 'EHC requests\r\n"Run on 4 November; all"\r\n\r\n', ";;\r\n", "\r\n"]
)
def test_what_stands_above_the_headings_is_passed_over_and_told(tmp_path, above):
    path = tmp_path / "needs.csv"
    path.write_bytes((above + written(";", "\r\n")).encode())
    table, loaded, rows = read(path, straight=False)
    more = above.count("\n")
    assert table.heading.line == more + 1
    assert rows == [(line + more, *cells) for line, *cells in FOUND]
    assert f"headings stand in line {more + 1}" in table.notes[-1]


def test_a_line_may_lack_or_exceed_what_stands_under_no_heading(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text("request_id,received_date,,\nR1,a\nR2,b,,,\nR3,c,,,x\nR4\n", encoding="utf-8")
    _, loaded, rows = read(path)
    assert rows == [(2, "R1", "a"), (3, "R2", "b")]
    assert [one.line for one in loaded.unsplit] == [4, 5]


def test_a_row_with_nothing_but_a_column_of_no_interest_is_a_row(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_bytes(b"request_id,n,received_date\n,a note,\n")
    assert read(path)[2] == [(2, None, None)]


def test_lines_that_cannot_be_split_are_set_apart_and_swallow_nothing(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_bytes(
        b"request_id,n,received_date\n"
        b"R1,a\n"  # too few
        b"R2,a,2026-03-08,x\n"  # too many
        b"R3,a,2026-03-08,,\n"  # the ones too many are empty
        b'R4,"never closed,2026-03-08\n'
        b"R5,a,2026-03-08\n"
        b'R6,"closed" badly,2026-03-08\n'
        b'R7,5" wide,2026-03-08\n'  # a quotation mark within a cell is a character
        b"R8,nul\x00,2026-03-08\n"  # so is a NUL
        b'R9,a,"2026-03-08\n'
        b"R10,a,2026-03-08\n"
    )
    _, loaded, rows = read(path, straight=False)
    found = [row[:2] for row in rows]
    assert found == [(4, "R3"), (6, "R5"), (8, "R7"), (9, "R8"), (11, "R10")]
    assert [line.line for line in loaded.unsplit] == [2, 3, 5, 7, 10]
    assert loaded.unsplit[0].why == "it has 2 cells where the heading has 3"
    assert not any("closed" in line.why for line in loaded.unsplit)


def test_a_quote_that_is_never_closed_costs_one_line_of_a_long_file(tmp_path):
    path = tmp_path / "needs.csv"
    lines = [f"R{i},{'x' * 40},2026-03-08" for i in range(10_000)]
    lines[10] = 'R10,"x,2026-03-08'
    path.write_text("\n".join(["request_id,n,received_date", *lines]), encoding="utf-8")
    _, loaded, rows = read(path)
    assert [line.line for line in loaded.unsplit] == [12]
    assert len(rows) == 9_999


def test_lines_keep_their_order_in_a_file_of_many_pieces(tmp_path):
    path = tmp_path / "needs.csv"
    rows = ((f"R{i}", "x" * 60, "2026-03-08") for i in range(2, 200_002))
    path.write_text(written(rows=list(rows)), encoding="utf-8", newline="")
    _, _, rows = read(path, straight=True)
    assert len(rows) == 200_000
    assert all(row[1] == f"R{row[0]}" for row in rows)


def test_both_ways_in_agree_on_whatever_is_clean(tmp_path):
    """The same random cells, once read straight and once through the normaliser."""
    random.seed(10)
    pieces = ["a", " ", '""', ",", "é", "0", "00012", "-", "N/A", "\u00a0", "\t", "'"]
    cells = lambda: "".join(random.choices(pieces, k=random.randint(0, 4)))  # noqa: E731
    body = "".join(f'"R{i}","{cells()}","{cells()}"\n' for i in range(300))
    text = "request_id,n,received_date\n" + body
    (tmp_path / "clean.csv").write_bytes(text.encode())
    (tmp_path / "other.csv").write_bytes(text.encode("utf-16"))
    assert (
        read(tmp_path / "clean.csv", straight=True)[2]
        == (read(tmp_path / "other.csv", straight=False)[2])
    )


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_a_file_without_headings_is_refused(tmp_path, content):
    path = tmp_path / "needs.csv"
    path.write_bytes(content)
    with pytest.raises(CallError, match=r"^needs\.csv: the first line holds no headings"):
        delimited.look(path, known)


def test_files_that_cannot_be_read_to_their_end_fail_the_step(tmp_path, monkeypatch):
    broken = tmp_path / "needs.csv.gz"
    broken.write_bytes(gzip.compress(written().encode())[:-9])
    with pytest.raises(StepFailed, match=r"^needs\.csv\.gz: the file cannot be read"):
        delimited.look(broken, known)
    half = tmp_path / "half.csv"
    half.write_bytes(written().encode("utf-16") + b"x")
    with pytest.raises(StepFailed, match=r"^half\.csv: it begins as UTF-16"):
        read(half)
    monkeypatch.setattr(delimited, "MAX_BYTES", 10)
    with pytest.raises(StepFailed, match=r"^half\.csv: it is larger than"):
        delimited.look(half, known)
