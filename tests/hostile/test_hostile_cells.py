"""Cells that mean something to a computer or to an eye, and dates and ids at the edges."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from pipeline.extracts import EXTRACTS, columns
from tests.hostile.trial import Trials, make

HEADING = "plan_id,person_id,start_date,ceased_reason\n"


def plans(*rows: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return HEADING + text.getvalue()


def test_dates_at_the_edges_are_read_or_put_in_quarantine(tmp_path: Path, attempt: Trials) -> None:
    expected = {
        "2024-02-29": date(2024, 2, 29),
        "29/02/2024": date(2024, 2, 29),
        "2014-09-01": date(2014, 9, 1),
        "2026-11-04": date(2026, 11, 4),
        "2025-01-01T25:99": date(2025, 1, 1),
        "0001-01-01": "before_2014",
        "2014-08-31": "before_2014",
        "2026-11-05": "after_extraction",
        "9999-12-30": "after_extraction",
        "9999-12-31": "needed_date",
        "1900-01-01": "needed_date",
        "0000-00-00": "needed_date",
        "2023-02-29": "needed_date",
        "29/02/2023": "needed_date",
        "2100-02-29": "needed_date",
        "10000-01-01": "needed_date",
        "-1-01-01": "needed_date",
        "2025-13-01": "needed_date",
        "99999": "needed_date",
        "00000": "needed_date",
        "1e5": "needed_date",
        "infinity": "needed_date",
        "epoch": "needed_date",
        "today": "needed_date",
        "\u221e": "needed_date",
        "\uff12\uff10\uff12\uff15-01-01": "needed_date",
        "2025-01-01; 2025-01-02": "needed_date",
        "\u200e2025-01-01": "needed_date",
        "20" * 500: "needed_date",
    }
    rows = [(f"E{i}", "P", day, "") for i, day in enumerate(expected)]
    outcome = attempt(make(tmp_path / "drop", plans=plans(*rows)))
    outcome.landed()
    found = dict(outcome.rows("select line, start_date from raw.accepted_plans"))
    found |= dict(outcome.reasons())
    assert {day: found[line] for line, day in enumerate(expected, 2)} == expected


IDS = (
    '"quoted"',
    "it's",
    "back\\slash\\",
    "two\nlines",
    "a,b;c|d\te",
    "nul\0inside",
    "\u202egnirts",
    "zero\u200bwidth",
    "\U0001f9d2",
    "'; drop table raw.plans; --",
    "{{ 7 * 7 }}",
    "%s %d {0}",
    "=1+1",
    "+1",
    "-1",
    "@x",
    "1e400",
    "-0.0",
    "NaN",
    "00012",
    "12",
    "12.0",
    "true",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_an_id_is_text_whatever_it_holds(encoding: str, tmp_path: Path, attempt: Trials) -> None:
    rows = [(one, f"person {one}", "2025-01-01", "") for one in IDS]
    outcome = attempt(make(tmp_path / "drop", plans=plans(*rows).encode(encoding)))
    assert outcome.landed() == (len(IDS), len(IDS), 0)
    kept = outcome.rows("select plan_id from raw.accepted_plans order by line")
    assert [row[0] for row in kept] == [*IDS]
    assert outcome.rows("select count(distinct person_key) from raw.accepted_plans") == [
        (len(IDS),)
    ]
    assert b"person" not in outcome.database.read_bytes().replace(b"person_", b"")


def test_two_encodings_in_one_file_lose_no_row(tmp_path: Path, attempt: Trials) -> None:
    text = plans(("Ey\u00e9", "P", "2025-01-01", "")).encode()
    text += "Ez\u00e9,P,2025-01-01,\n".encode("cp1252") + b"E3,\xed\xa0\x80,2025-01-01,\n"
    outcome = attempt(make(tmp_path / "drop", plans=text))
    assert outcome.landed() == (3, 3, 0)
    assert "plans.csv: it was read as Windows-1252." in outcome.text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_half_a_character(encoding: str, tmp_path: Path, attempt: Trials) -> None:
    whole = plans(("E1", "P", "2025-01-01", "")).encode(encoding)
    lone = "\ud800,P,2025-01-01,\n".encode(f"{encoding}-le", errors="surrogatepass")
    for number, tail in enumerate((b"x", lone)):
        folder = make(tmp_path / str(number), plans=whole + tail)
        attempt(folder).refused(5, r"^plans\.csv: it begins as UTF-\d\d and goes on as something")


def test_numbers_where_words_are_expected(tmp_path: Path, attempt: Trials) -> None:
    cells = ("1", "-1", "3.0", "1e999", "0x10", "NaN", "1,5")
    rows = [(f"E{i}", str(i), "2025-01-01", cell) for i, cell in enumerate(cells)]
    outcome = attempt(make(tmp_path / "drop", plans=plans(*rows)))
    assert outcome.landed() == (7, 7, 0)
    issues = outcome.rows(
        "select delivered from raw.cell_issues where reason = 'unknown_code' order by line"
    )
    assert [one for (one,) in issues] == [*cells[1:]]


MARKUP = "<script>alert(1)</script>'\"=cmd|' /C calc'!A0"


@pytest.mark.parametrize("extract", EXTRACTS)
def test_every_cell_of_every_extract_may_hold_anything(
    extract: str, tmp_path: Path, attempt: Trials
) -> None:
    """One row a column: that column hostile, the others as they should be."""
    good = {column.name: "" for column in columns(extract)}
    for column in columns(extract):
        if column.needed:
            good[column.name] = "2025-01-01" if column.kind == "date" else "education"
    rows = []
    for number, column in enumerate(columns(extract)):
        row = good | {columns(extract)[0].name: f"K{number}"}
        rows.append([*(row | {column.name: MARKUP}).values(), MARKUP])
    text = io.StringIO()
    csv.writer(text).writerows([[*good, MARKUP], *rows])
    outcome = attempt(make(tmp_path / "drop", **{extract: text.getvalue()}))
    landed, accepted, quarantined = outcome.landed(extract)
    assert landed == len(rows) and accepted + quarantined == landed
    # It stands where it stood, or in the list of what was emptied, or among the cells left out.
    kept = outcome.rows(f"select columns(*)::varchar from raw.accepted_{extract}")
    emptied = outcome.rows("select delivered from raw.cell_issues")
    left_out = outcome.rows("select json_extract_string(cells, '$.*') from quality.quarantine")
    found = sum(MARKUP in row for row in [*kept, *emptied]) + sum(
        MARKUP in cells for (cells,) in left_out
    )
    assert found == len(rows) - sum(column.personal for column in columns(extract))
