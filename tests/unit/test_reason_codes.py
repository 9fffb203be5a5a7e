"""Every reason for which a row or a cell is out of the numbers, each from the smallest drop that
gives it: where it is listed, at which line and for which column.

The list of reasons in the code and the list here are one and the same, so that no reason is added
without a drop that shows it, and none is left that nothing gives any more.
"""

import csv
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import returned
from landing import Landed, land_folder, make_drop

from pipeline import judge, land
from pipeline.extracts import EXTRACTS, SEEDS
from tests.line import fetch, ledger, write_drop

REQUEST = "request_id,person_id,received_date"
PLAN = "plan_id,person_id,start_date"
REVIEW = "review_id,plan_id,meeting_date"
ADVICE = "advice_id,request_id,contributor,requested_date"

# The reason; the extract and its file; the line and the column at which it is listed.
QUARANTINE = [
    ("no_key", "plans", f"{PLAN}\n,P1,2026-03-02\n", 2, "plan_id"),
    ("needed_date", "plans", f"{PLAN}\nE1,P1,\n", 2, "start_date"),
    ("needed_date", "plans", f"{PLAN}\nE1,P1,31/02/2026\n", 2, "start_date"),
    (
        "clock_date_unreadable",
        "needs_assessments",
        f"{REQUEST},final_plan_date\nR1,P1,2026-03-02,soon\n",
        2,
        "final_plan_date",
    ),
    (
        "decided_without_date",
        "needs_assessments",
        f"{REQUEST},request_outcome,request_outcome_date\nR1,P1,2026-03-02,N,\n",
        2,
        "request_outcome_date",
    ),
    (
        "date_without_outcome",
        "annual_reviews",
        f"{REVIEW},decision,decision_date\nV1,E1,2026-03-02,,2026-03-20\n",
        2,
        "decision",
    ),
    ("conflicting", "plans", f"{PLAN}\nE1,P1,2026-03-02\nE1,P2,2026-03-02\n", 2, "plan_id"),
    ("duplicate", "plans", f"{PLAN}\nE1,P1,2026-03-02\nE1,P1,2026-03-02\n", 3, None),
    (
        "stop_before_start",
        "plans",
        f"{PLAN},ceased_date\nE1,P1,2026-03-02,2026-03-01\n",
        2,
        "ceased_date",
    ),
    ("after_extraction", "plans", f"{PLAN}\nE1,P1,2026-11-05\n", 2, "start_date"),
    ("before_2014", "plans", f"{PLAN}\nE1,P1,2014-08-31\n", 2, "start_date"),
    ("orphan", "annual_reviews", f"{REVIEW}\nV1,nobody's,2026-03-02\n", 2, "plan_id"),
    ("orphan", "advice", f"{ADVICE}\nA1,nobody's,gp,2026-03-02\n", 2, "request_id"),
    ("unsplit_line", "plans", f"{PLAN}\nE1,P1,2026-03-02,too many\n", 2, None),
]
CELLS = [
    ("unknown_code", "plans", f"{PLAN},sex\nE1,P1,2026-03-02,Q\n", 2, "sex"),
    ("unknown_district", "plans", f"{PLAN},district\nE1,P1,2026-03-02,Nowhere\n", 2, "district"),
    ("unknown_authority", "plans", f"{PLAN},la_code\nE1,P1,2026-03-02,999\n", 2, "la_code"),
    (
        "date_unreadable",
        "plans",
        f"{PLAN},gp_informed_date\nE1,P1,2026-03-02,soon\n",
        2,
        "gp_informed_date",
    ),
    (
        "birth_date",
        "plans",
        f"{PLAN},date_of_birth\nE1,P1,2026-03-02,2026-03-03\n",
        2,
        "date_of_birth",
    ),
    (
        "review_before_start",
        "plans",
        f"{PLAN},last_reviewed_date\nE1,P1,2026-03-02,2026-03-01\n",
        2,
        "last_reviewed_date",
    ),
    ("unknown_parent", "plans", f"{PLAN},request_id\nE1,P1,2026-03-02,R9\n", 2, "request_id"),
    (
        "half_period",
        "needs_assessments",
        f"{REQUEST},exception_ground,exception_from,exception_to\n"
        "R1,P1,2026-03-02,absence_4w,2026-03-09,\n",
        2,
        "exception_to",
    ),
    ("ended_undated", "plans", f"{PLAN},ceased_reason\nE1,P1,2026-03-02,1\n", 2, "ceased_date"),
    (
        "date_beside_awaited",
        "needs_assessments",
        f"{REQUEST},request_outcome,request_outcome_date\nR1,P1,2026-03-02,A,2026-03-20\n",
        2,
        "request_outcome_date",
    ),
    (
        "notice_without_amend",
        "annual_reviews",
        f"{REVIEW},decision,decision_date,amendment_notice_date\n"
        "V1,E1,2026-03-02,maintain,2026-03-20,2026-03-20\n",
        2,
        "amendment_notice_date",
    ),
]
# What only the ledger of cases shows: the models of dbt log it.
LEDGER = ("ground_not_admitted", "ground_disproved", "named_before_window")


def land_one(tmp_path: Path, extract: str, text: str) -> Landed:
    """The file, beside a plan that reviews can be of, where it is about no plan."""
    parent = {} if extract == "plans" else {"plans": f"{PLAN}\nE1,P1,2025-03-03\n"}
    return land_folder(make_drop(tmp_path / "drop", **parent | {extract: text}))


def cases(table: list[tuple[Any, ...]]) -> Any:
    return pytest.mark.parametrize(
        ("reason", "extract", "text", "line", "column"), table, ids=[row[0] for row in table]
    )


@cases(QUARANTINE)
def test_a_row_is_left_out(
    tmp_path: Path, reason: str, extract: str, text: str, line: int, column: str | None
) -> None:
    landed = land_one(tmp_path, extract, text)
    # Of two that share a key with different content, neither is in the numbers.
    lines = [2, 3] if reason == "conflicting" else [line]
    assert landed.reasons() == [(extract, one, reason) for one in lines]
    detail = landed.column("select detail from quality.quarantine")[0]
    assert column is None or column in detail
    assert landed.issues() == []
    held = f"select sum(landed) from quality.reconciliation where extract = '{extract}'"
    accepted = landed.value(f"select count(*) from raw.accepted_{extract}")
    assert accepted == landed.value(held) - len(lines)


@cases(CELLS)
def test_a_cell_is_emptied_or_noted_and_its_row_kept(
    tmp_path: Path, reason: str, extract: str, text: str, line: int, column: str
) -> None:
    landed = land_one(tmp_path, extract, text)
    assert landed.reasons() == []
    assert landed.rows(
        "select extract, line, column_name, reason, to_do is not null from raw.cell_issues"
    ) == [(extract, line, column, reason, True)]
    assert landed.value(f"select count(*) from raw.accepted_{extract}") == 1


def test_two_ids_that_look_alike_are_both_kept_and_listed(tmp_path: Path) -> None:
    landed = land_one(tmp_path, "plans", f"{PLAN}\ne1,P1,2026-03-02\nE1,P2,2026-03-02\n")
    assert landed.reasons() == []
    assert landed.rows("select extract, line, other_line, why from quality.look_alikes") == [
        (
            "plans",
            3,
            2,
            "plan_id differs from that of the other line in upper and lower case only",
        )
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of three cases, one for each of the reasons that only a ledger shows."""
    asked = {"received_date": "2026-01-05", "person_id": "P1"}
    away = {"exception_from": "2026-02-02", "exception_to": "2026-02-04"}
    drop = write_drop(
        tmp_path_factory.mktemp("reasons") / "drop",
        {
            "needs_assessments": [
                asked | {"request_id": "R1", "exception_ground": "EP shortage"},
                asked | {"request_id": "R2", "exception_ground": "absence_4w"} | away,
            ],
            "plans": [
                {
                    "plan_id": "E1",
                    "person_id": "P2",
                    "start_date": "2020-03-02",
                    "next_transfer_kind": "primary_secondary",
                    "next_transfer_date": "2027-09-01",
                    "transfer_named_date": "2020-05-04",
                    "year_group": "6",
                }
            ],
        },
        "2026-10-31",
    )
    return ledger(drop, tmp_path_factory.mktemp("ledger"))


def test_what_only_the_ledger_shows_is_logged_by_its_models(built: Path) -> None:
    logged = fetch(
        built,
        "select reason, extract, line, column_name from quality.cell_issues"
        f" where reason in {LEDGER} order by reason desc",
    )
    assert [tuple(row.values()) for row in logged] == [
        ("named_before_window", "plans", 2, "transfer_named_date"),
        ("ground_not_admitted", "needs_assessments", 2, "exception_ground"),
        ("ground_disproved", "needs_assessments", 3, "exception_ground"),
    ]


# --- The lists ----------------------------------------------------------------------------------


def described(place: str) -> set[str]:
    with (SEEDS / "reasons.csv").open(encoding="utf-8", newline="") as file:
        return {row["reason"] for row in csv.DictReader(file) if row["place"] == place}


def in_code(function: Any) -> set[str]:
    """The reasons that a part of the verdict can give."""
    return set(re.findall(r'Finding\("(\w+)"', inspect.getsource(function)))


def test_every_reason_in_the_code_is_in_the_tables_above_and_described() -> None:
    """Findings are the only way to a verdict, bar the line that no reader can split."""
    given = in_code(judge)
    models = SEEDS.parent / "models" / "quality"
    sql = (models / "cell_issues.sql").read_text(encoding="utf-8")
    from_models = set(re.findall(r"'(\w+)' as reason|then '(ground_\w+)'|else '(ground_\w+)'", sql))
    assert {name for names in from_models for name in names if name} == set(LEDGER)
    assert "'unsplit_line'" in inspect.getsource(land)

    left_out = {reason for reason, *_ in QUARANTINE}
    noted = {reason for reason, *_ in CELLS}
    assert given == (left_out - {"unsplit_line"}) | noted
    assert described("quarantine") == left_out
    assert described("cell_issues") == noted | set(LEDGER)


def test_every_reason_is_one_that_some_extract_can_give() -> None:
    """The tables above name extracts of ours, and every reason for a row says what to do."""
    assert {extract for _, extract, *_ in QUARANTINE + CELLS} <= set(EXTRACTS)
    with (SEEDS / "reasons.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["words"], row
            assert bool(row["to_do"]) == (row["place"] == "quarantine"), row


# --- Set aside: rows that by their kind hold no case of ours -------------------------------------

TWO_PLACES = (
    "<NamedPlan><StartDate>2025-07-21</StartDate>\n<PlanDetail><URN>119700</URN></PlanDetail>\n"
    "<PlanDetail><URN>119701</URN></PlanDetail>\n</NamedPlan>"
)
LIST_1 = ("Unique ID", "UPN", "Gender", "Date initial EHC plan issued", "SEN primary need")
LIST_2 = ("Unique ID", "UPN", "Gender", "SEN primary need")


def a_placeholder(folder: Path) -> Landed:
    return returned.landed(folder, returned.person(1, returned.old_plan("")))


def two_placements(folder: Path) -> Landed:
    below = returned.assessment("Y", "2025-05-01").replace("</Week20>", f"</Week20>{TWO_PLACES}")
    made = returned.request("2025-03-03", "Y", "2025-04-14", below)
    return returned.landed(folder, returned.person(1, made))


def a_second_list(folder: Path) -> Landed:
    drop = returned.write(folder / "drop")
    returned.workbook(
        drop / "annex_a.xlsx",
        {
            "List_1": [LIST_1, ("1", "X1", "F", "2025-03-03", "ASD")],
            "List_2": [LIST_2, ("2", "X2", "F", "ASD")],
        },
    )
    return land_folder(drop)


SET_ASIDE = [
    ("placeholder_request", a_placeholder, "needs_assessments", "sen2.xml", 6),
    ("second_placement", two_placements, "plans", "sen2.xml", 8),
    ("annex_a_list_2", a_second_list, "plans", "annex_a.xlsx, sheet List_2", 2),
]


@pytest.mark.parametrize(
    ("kind", "give", "extract", "file", "line"), SET_ASIDE, ids=[row[0] for row in SET_ASIDE]
)
def test_a_row_that_holds_no_case_of_ours_is_set_aside(
    tmp_path: Path, kind: str, give: Any, extract: str, file: str, line: int
) -> None:
    landed = give(tmp_path)
    found = "select kind, extract, file, line from quality.set_aside"
    assert landed.rows(found) == [(kind, extract, file, line)]
    assert landed.value("select sum(quarantined) from quality.reconciliation") == 0


def test_every_kind_of_what_is_set_aside_is_described() -> None:
    assert described("set_aside") == {kind for kind, *_ in SET_ASIDE}
