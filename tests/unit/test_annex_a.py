"""The workbook of lists that inspectors ask for, as councils send it."""

import shutil
from datetime import date

import pytest
import xlsxwriter
from landing import CASES, EMPTY, KEY, land_folder
from returned import workbook, write

from pipeline.errors import CallError, StepFailed
from pipeline.land import land, read_drop
from pipeline.settings import Settings

LIST_1 = [
    "Unique ID", "UPN", "ULN", "Date of birth", "Gender", "Ethnicity",
    "Date initial EHC plan issued", "Date updated EHC plan issued",
    "Date EHC plan last reviewed", "SEN primary need",
    "Main education establishment \u2013 URN", "Elective home education",
]  # fmt: skip
LIST_2 = [name for name in LIST_1 if "EHC plan" not in name and "home" not in name]


@pytest.fixture
def p13(tmp_path):
    return land_folder(shutil.copytree(CASES / "P13", tmp_path / "P13"))


def rows(landed, columns):
    return landed.rows(f"select {columns} from raw.accepted_plans order by line")


def test_p13_titles_letters_and_dates_of_both_kinds(p13):
    assert rows(p13, "plan_id, start_date, last_reviewed_date, primary_need, sex") == [
        ("A1", date(2021, 5, 12), date(2025, 3, 4), "ASD", "F"),
        ("A2", date(2019, 9, 2), date(2025, 7, 1), "SEMH", "M"),
        ("A3", date(2026, 4, 14), None, "SLCN", "M"),
        ("A4", date(2026, 1, 5), None, "ASD", "F"),
        ("A5", date(2022, 1, 10), None, "MLD", "M"),
    ]
    assert rows(p13, "distinct ethnicity, setting_type")[0][1] == "119700"
    assert set(p13.column("select ethnicity from raw.accepted_plans")) == {"WBRI", "APKN"}
    assert p13.issues() == [(9, "last_reviewed_date", "review_before_start", "06/12/2021")]


def test_p13_two_plans_of_one_upn_are_said_and_the_upn_is_not(p13):
    assert p13.rows("select line, other_line, why from quality.look_alikes") == [
        (8, 5, "two plans of one UPN")
    ]
    stored = p13.database.read_bytes()
    for text in (b"X999000000001", b"X999000000009", b"Official"):
        assert text not in stored


def test_p13_list_2_is_set_aside_and_gives_no_plan(p13):
    assert p13.column("select kind from quality.set_aside") == ["annex_a_list_2"]
    assert p13.rows(
        "select landed, accepted, quarantined, set_aside from quality.reconciliation"
    ) == [
        (5, 5, 0, 0),
        (1, 0, 0, 1),
    ]
    assert any("needs_assessments, annual_reviews, tribunals" in one for one in p13.report.notes)


@pytest.mark.parametrize("names", [("List_1", "List_2"), ("list 1", "LIST 2"), ("EHCP", "K codes")])
def test_lists_are_known_by_their_headings_whatever_the_sheet_is_called(tmp_path, names):
    child = ["will", "w_upn", "", date(1999, 1, 1), 1.0, "WBRI"]
    folder = write(tmp_path / "drop")
    workbook(
        folder / "annex.xlsx",
        {
            "Cover": [["Area SEND"]],
            names[0]: [
                [name.upper() for name in LIST_1],
                [*child[:3], "01/06/2015", *child[4:], "2000-01-01", "", "", "H5", "School", "No"],
                [
                    "x",
                    "",
                    "123",
                    "01/06/2015",
                    2.0,
                    "",
                    "02/09/2019",
                    "",
                    "",
                    "b) MLD",
                    1.0,
                    "a) Yes",
                ],
                [None] * len(LIST_1),
            ],
            names[1]: [LIST_2, ["y", "u", "", "", 1.0, "WBRI", "H5", "School"]],
        },
    )
    landed = land_folder(folder)
    assert rows(landed, "plan_id, sex, primary_need, setting_type") == [("x", "F", "MLD", "EHE")]
    assert [reason for _, _, reason in landed.reasons()] == ["before_2014"]
    assert landed.report.rows == {"plans": 3}


@pytest.mark.parametrize("heading", ["SEN primary need", "Primary SEN need (main\nneed only)"])
def test_needs_in_the_ways_that_lists_write_them(tmp_path, heading):
    answers = {
        "K) asd": "ASD", "(k) ASD": "ASD", "k. ASD": "ASD", "Autistic Spectrum Disorder": "ASD",
        "k) Autistic spectrum disorder": "ASD", "ASD (autism)": "ASD", "SpLD": "SPLD",
        "SEMH - Social, emotional and mental health": "SEMH",
        "h) Other difficulty/disability": "OTH",
        "SLCN \u2013 speech": "SLCN", "Vision": None,
    }  # fmt: skip
    names = [heading if name == "SEN primary need" else name for name in LIST_1]
    names[3] = "Date of birth (dd/mm/yyyy)"
    children = [
        [n, "", "", "", "(b) Female", "", "2021-05-12", "", "", need, "St. Mary's", "b. No"]
        for n, need in enumerate(answers)
    ]
    folder = write(tmp_path / "drop")
    workbook(folder / "annex.xlsx", {"List 1": [names, *children]})
    landed = land_folder(folder)
    assert [need for (need,) in rows(landed, "primary_need")] == list(answers.values())
    assert set(rows(landed, "sex, setting_type")) == {("F", "St. Mary's")}
    assert "date_of_birth" in landed.column("select column_name from raw.delivered_columns")


def test_the_workbook_of_childrens_social_care_is_refused_in_one_sentence(tmp_path):
    folder = write(tmp_path / "drop")
    heading = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Date of Contact"]
    workbook(folder / "Annex A.xlsx", {"List_1": [heading, ["1", "a) Male", "", "", "01/02/2025"]]})
    with pytest.raises(CallError, match=r"Annex A workbook of children's social care") as error:
        read_drop(folder, Settings(), None)
    assert "\n" not in str(error.value)


def test_a_list_of_plans_twice_is_refused_with_the_sheets(tmp_path):
    folder = write(tmp_path / "drop")
    workbook(folder / "annex.xlsx", {"Plans": [LIST_1], "Plans old": [LIST_1]})
    with pytest.raises(CallError, match=r"these sheets look like them: Plans, Plans old"):
        read_drop(folder, Settings(), None)


def test_any_other_workbook_is_no_business_of_ours(tmp_path):
    folder = write(tmp_path / "drop", **{f"{name}_csv": text for name, text in EMPTY.items()})
    workbook(folder / "notes.xlsx", {"Sheet1": [["a", "b"], [1, 2]]})
    assert land_folder(folder).value("select count(*) from raw.files") == 4


def test_the_error_of_a_formula_is_no_id_and_is_counted(tmp_path):
    folder = write(tmp_path / "drop")
    with xlsxwriter.Workbook(folder / "annex.xlsx") as book:
        page = book.add_worksheet("EHCP")
        page.write_row(0, 0, LIST_1)
        for row in (1, 2):
            page.write_row(row, 0, [f"A{row}", "", "", "", "", "", "01/06/2020"])
            page.write_formula(row, 1, "=VLOOKUP(A2,Z:Z,1)", None, "#N/A")
        page.write_formula(3, 1, "=VLOOKUP(A4,Z:Z,1)", None, "#N/A")
    landed = land_folder(folder)
    assert len(set(landed.column("select person_key from raw.accepted_plans"))) == 2
    assert landed.report.rows == {"plans": 2}
    assert [one for one in landed.said if "annex.xlsx, sheet EHCP: 3 cells hold the error" in one]


def test_a_workbook_that_changes_after_it_was_looked_at_is_refused(tmp_path):
    folder = shutil.copytree(CASES / "P13", tmp_path / "P13")
    drop = read_drop(folder, Settings(), None)
    [path] = folder.glob("*.xlsx")
    path.write_bytes(path.read_bytes() + bytes(1))
    with pytest.raises(StepFailed, match=r"xlsx: it changed while it was being read"):
        land(drop, tmp_path / "landed.duckdb", Settings(), KEY, lambda said: None)
