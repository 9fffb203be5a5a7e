"""Dates are read alike by Python (the call, drop.toml) and by DuckDB (the extracts)."""

from datetime import date

import duckdb
import pytest

from pipeline.dates import read_day, sql_macros

READ = {
    "2026-03-08": date(2026, 3, 8),
    "2026-3-8": date(2026, 3, 8),
    "2026/03/08": date(2026, 3, 8),
    "08/03/2026": date(2026, 3, 8),
    "8/3/2026": date(2026, 3, 8),
    "4/5/2026": date(2026, 5, 4),
    "08.03.2026": date(2026, 3, 8),
    "08-03-2026": date(2026, 3, 8),
    "08/03/26": date(2026, 3, 8),
    "31/10/68": date(2068, 10, 31),
    "31/10/69": date(1969, 10, 31),
    "10-Mar-2026": date(2026, 3, 10),
    "11-MAR-2026": date(2026, 3, 11),
    "11 mar 2026": date(2026, 3, 11),
    "11 March 2026": date(2026, 3, 11),
    "11-Mar-26": date(2026, 3, 11),
    "2026-Mar-13": date(2026, 3, 13),
    "2026-Mar-13 00:00:00": date(2026, 3, 13),
    "12/03/26 00:00": date(2026, 3, 12),
    "15/03/2026 00:00:00": date(2026, 3, 15),
    "2026-03-08T09:30:00": date(2026, 3, 8),
    "2026-03-08T09:30:00.123Z": date(2026, 3, 8),
    "2026-03-08 09:30:00+01:00": date(2026, 3, 8),
    "15/03/2026 9:30 PM": date(2026, 3, 15),
    "46095": date(2026, 3, 14),
    "46095.75": date(2026, 3, 14),
    "29/02/2024": date(2024, 2, 29),
    "2009-01-31": date(2009, 1, 31),
}
UNREADABLE = [
    "31/02/2026", "2026-02-30", "29/02/2026", "13/13/2026", "2026-13-01", "00/01/2026",
    "soon", "tbc", "2026", "20261", "99999", "12345", "March 2026", "08/03", "8/3/226",
    "08/Octopus/2026", "2026-03-08 tomorrow", "2026-03-08x", "08/03/2026/1", "1/2/3/4",
]  # fmt: skip
EMPTY = [
    "", "  ", "NULL", "null", "N/A", "n/a", "-", "\t", "01/01/1900", "1900-01-01", "31/12/9999",
    "9999-12-31", "01/01/1900 00:00", "1900-Jan-01 00:00:00", "31-Dec-9999", "\u00a0",
]  # fmt: skip


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        con.execute(sql_macros())
        yield con


def in_duckdb(con, text):
    """The cell that is stored, and the day that is read from it."""
    return con.execute(
        "select cell, ehc_day(cell) from (select ehc_day_cell(x) as cell from (select $1 as x))",
        [text],
    ).fetchall()[0]


@pytest.mark.parametrize("text", READ)
def test_every_spelling_is_read_day_first(con, text):
    assert read_day(text) == READ[text]
    assert in_duckdb(con, text) == (text, READ[text])


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_day_is_kept_as_text_and_read_as_none(con, text):
    assert read_day(text) is None
    assert in_duckdb(con, text) == (text, None)


@pytest.mark.parametrize("text", EMPTY)
def test_words_and_days_for_nothing_are_empty(con, text):
    assert read_day(text) is None
    assert in_duckdb(con, text) == (None, None)


def test_outer_blanks_are_trimmed_and_inner_ones_are_not(con):
    cells = [" 00012 ", "00012\t", "\u00a0a b\u00a0", "é ", "NULLS", "NA"]
    assert [con.execute("select ehc_cell($1)", [cell]).fetchall()[0][0] for cell in cells] == [
        "00012", "00012", "a b", "é", "NULLS", "NA",
    ]  # fmt: skip
