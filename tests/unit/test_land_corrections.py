"""corrections.csv: applied only where the cell still holds what it was written against."""

from datetime import date

import pytest
from landing import land_folder, make_drop

from pipeline.errors import CallError
from pipeline.land import read_drop
from pipeline.settings import Settings

HEADING = "extract,key,column,delivered,corrected,reason,by,on\n"
REQUESTS = (
    "request_id,person_id,received_date,district,final_plan_date\n"
    "R1,P1,31/02/2026,Burnley,\n"
    "R2,P2,2026-03-08,,2026-06-01\n"
    "R2,P2,2026-03-09,,2026-06-01\n"
)


def drop_with(tmp_path, lines):
    folder = make_drop(tmp_path / "drop", needs_assessments=REQUESTS)
    (folder / "corrections.csv").write_text(HEADING + lines, encoding="utf-8")
    return folder


def corrected(tmp_path, lines):
    landed = land_folder(drop_with(tmp_path, lines))
    return landed, landed.rows("select line, key, state from quality.corrections order by all")


def districts(landed):
    """As the rows hold them: all three are in quarantine, with their cells."""
    return landed.column("select cells ->> 'district' from quality.quarantine order by line")


def test_a_correction_mends_a_row_before_it_is_judged(tmp_path):
    line = "needs_assessments,R1,received_date,31/02/2026,28/02/2026,Misread,A Officer,2026-10-01\n"
    landed, states = corrected(tmp_path, line)
    assert states == [(2, "R1", "applied")]
    assert landed.rows(
        "select received_date from raw.accepted_needs_assessments where request_id = 'R1'"
    ) == [(date(2026, 2, 28),)]
    assert landed.rows("select * from quality.corrections") == [
        (
            "needs_assessments", "needs_assessments.csv", 2, "R1", "received_date", "31/02/2026",
            "28/02/2026", "Misread", "A Officer", date(2026, 10, 1), "applied",
        )
    ]  # fmt: skip


def test_each_copy_that_holds_the_cell_is_mended(tmp_path):
    line = "needs_assessments,R2,received_date,2026-03-09,2026-03-08,Typo,A,2026-10-01\n"
    landed, states = corrected(tmp_path, line)
    assert states == [(4, "R2", "applied")]
    assert (4, "duplicate") in [row[1:] for row in landed.reasons()]


def test_a_blank_can_be_filled_and_a_cell_emptied(tmp_path):
    lines = (
        "needs_assessments,R2,district,,Fylde,Known,A,2026-10-01\n"
        "needs_assessments,R1,district,Burnley,,Moved,A,2026-10-01\n"
    )
    landed, states = corrected(tmp_path, lines)
    assert states == [(2, "R1", "applied"), (3, "R2", "applied"), (4, "R2", "applied")]
    assert districts(landed) == [None, "Fylde", "Fylde"]


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("needs_assessments,R1,district,Pendle,Fylde,x,A,2026-10-01", (2, "no longer needed")),
        ("needs_assessments,R9,district,Burnley,Fylde,x,A,2026-10-01", (None, "not found")),
        ("needs_assessments,R1,sex,M,F,x,A,2026-10-01", (None, "not found")),
        ("health_waits,H1,provider,x,y,x,A,2026-10-01", (None, "not found")),
    ],
)
def test_what_does_not_apply_changes_nothing_and_is_told(tmp_path, line, state):
    landed, [(at, _, told)] = corrected(tmp_path, line + "\n")
    assert (at, told) == state
    assert districts(landed)[0] == "Burnley"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("needs,R1,district,a,b,c,d,2026-10-01", "line 2: extract is none of"),
        ("plans,R1,color,a,b,c,d,2026-10-01", "line 2: column is no column of plans"),
        ("plans,R1,person_id,a,b,c,d,2026-10-01", "person_id is personal"),
        ("plans,R1,date_of_birth,a,b,c,d,2026-10-01", "date_of_birth is personal"),
        ("plans,R1,district,a,b,c,d,soon", "line 2: on is no date"),
        ("plans,R1,ceased_date,,01/13/2026,c,d,2026-10-01", "line 2: corrected is no date"),
        ("plans,,district,a,b,c,d,2026-10-01", "line 2: key is empty"),
        ("plans,R1,district,a,b", "line 2: it cannot be split into 8 cells"),
    ],
)
def test_a_correction_that_cannot_be_understood_stops_the_call(tmp_path, line, words):
    folder = drop_with(tmp_path, line + "\n")
    with pytest.raises(CallError, match=r"^corrections\.csv, line 2: ") as error:
        read_drop(folder, Settings(), None)
    assert words in str(error.value)


def test_headings_that_are_missing_are_named(tmp_path):
    folder = make_drop(tmp_path / "drop")
    (folder / "corrections.csv").write_text("extract,key,column\n", encoding="utf-8")
    with pytest.raises(CallError, match="look at delivered, corrected, reason, by, on"):
        read_drop(folder, Settings(), None)


@pytest.mark.parametrize("delivered", ["08/03/2026", "8-Mar-26", "2026-03-08 00:00:00"])
def test_a_day_is_the_same_in_any_spelling_and_so_is_a_heading(tmp_path, delivered):
    line = f"Needs Assessments,R2,Received date,{delivered},2026-03-10,Typo,A,01/10/2026\n"
    landed, states = corrected(tmp_path, line)
    assert states == [(3, "R2", "applied")]
    assert landed.column("select column_name from quality.corrections") == ["received_date"]
