"""What is wrong with a cell while its row is kept, and what accepted cells look like."""

from datetime import date

import duckdb
import pytest
from landing import EMPTY, land_folder, land_requests, make_drop

from pipeline import places
from pipeline.extracts import authorities, find_authority, place_key

HEADING = "request_id,person_id,received_date"


def request(tmp_path, column, cell, also=""):
    """What a cell of an accepted request became, and what was logged about it."""
    heading, row = (f"{HEADING},{column}", f"R1,P1,2026-03-08,{cell}")
    if also:
        name, value = also.split("=")
        heading, row = f"{heading},{name}", f"{row},{value}"
    landed = land_requests(tmp_path, f"{heading}\n{row}\n")
    assert landed.reasons() == []
    stored = landed.value(f"select {column} from raw.accepted_needs_assessments")
    return stored, [issue[1:] for issue in landed.issues()]


def requests(tmp_path, column, *cells):
    """What each cell of a column became in an accepted request, and what was logged."""
    rows = "".join(f"R{i},P1,2026-03-08,{cell}\n" for i, cell in enumerate(cells))
    landed = land_requests(tmp_path, f"{HEADING},{column}\n{rows}")
    assert landed.reasons() == []
    stored = landed.column(f"select {column} from raw.accepted_needs_assessments order by line")
    return stored, [issue[1:] for issue in landed.issues()]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("sex", {"f": "F", "2": "F", "Male": "M"}),
        ("primary_need", {" asd ": "ASD", "SLCN": "SLCN"}),
        (
            "start_basis",
            dict.fromkeys(["Became responsible", "BECAME-RESPONSIBLE"], "became_responsible"),
        ),
        ("reassessment", dict.fromkeys(["Y", "yes", "TRUE", "1"], "Y")),
        ("reassessment", dict.fromkeys(["n", "No", "False", "0"], "N")),
        ("exception_ground", {"Absence 4W": "absence_4w", "EP shortage": "EP shortage"}),
        ("ethnicity", {"WBRI": "WBRI"}),
        ("advice_requested_date", {"9/3/26": date(2026, 3, 9)}),
    ],
)
def test_codes_flags_grounds_and_dates_in_any_spelling(tmp_path, column, cells):
    assert requests(tmp_path, column, *cells) == (list(cells.values()), [])


@pytest.mark.parametrize("column", ["sex", "primary_need", "reassessment", "request_outcome"])
def test_unknown_codes_are_emptied(tmp_path, column):
    stored, issues = request(tmp_path, column, "Agreed")
    assert (stored, issues) == (None, [(column, "unknown_code", "Agreed")])


def test_the_log_gives_the_mapping_line_to_add(tmp_path):
    landed = land_requests(tmp_path, f'{HEADING},request_outcome\nR1,P1,2026-03-08,"Say ""yes"""\n')
    [told] = landed.column("select to_do from raw.cell_issues")
    assert "mappings/canonical.toml" in told
    assert "[values.needs_assessments.request_outcome]" in told
    assert r'"Say \"yes\"" = one of Y or N or A or W' in told


def test_a_needed_code_that_is_unknown_keeps_its_row(tmp_path):
    folder = make_drop(
        tmp_path / "drop",
        needs_assessments=f"{HEADING}\nR1,P1,2026-03-08\n",
        advice="advice_id,request_id,contributor,requested_date\nA1,R1,Dentist,2026-03-20\n",
    )
    landed = land_folder(folder)
    assert landed.rows("select request_id, contributor from raw.accepted_advice") == [("R1", None)]
    assert landed.issues() == [(2, "contributor", "unknown_code", "Dentist")]


def test_dates_that_start_or_stop_no_clock_are_emptied_where_unreadable(tmp_path):
    stored, issues = request(tmp_path, "advice_requested_date", "31/02/2026")
    assert (stored, issues) == (None, [("advice_requested_date", "date_unreadable", "31/02/2026")])
    assert request(tmp_path, "exception_to", "soon")[1] == [
        ("exception_to", "date_unreadable", "soon")
    ]


def test_a_birth_date_lives_on_as_an_age_band(tmp_path):
    bands = {
        "2026-03-08": "0-4",
        "2021-03-09": "0-4",
        "2021-03-08": "5-10",
        "08/03/2015": "11-15",
        "2010-03-08": "16-19",
        "2006-03-08": "20-25",
        "2000-03-09": "20-25",
        "2000-03-08": "Not known",  # 26: no band, and not impossible
        "": "Not known",
        "1999-03-08": "Not known",
        "2026-03-09": "Not known",
        "31/02/2016": "Not known",
    }
    rows = "".join(f"R{i},P1,2026-03-08,{born}\n" for i, born in enumerate(bands))
    landed = land_requests(tmp_path, f"{HEADING},date_of_birth\n{rows}")
    kept = "select age_band from raw.accepted_needs_assessments order by line"
    assert landed.column(kept) == [*bands.values()]
    assert landed.issues() == [
        (line, "date_of_birth", "birth_date", None) for line in (11, 12, 13)
    ]  # fmt: skip


def test_no_birth_date_delivered(tmp_path):
    landed = land_requests(tmp_path, f"{HEADING}\nR1,P1,2026-03-08\n")
    assert landed.value("select age_band from raw.accepted_needs_assessments") == "Not known"


@pytest.mark.parametrize(
    ("as_of", "groups"),
    [
        (
            "2026-10-31",
            {
                "2022-08-31": "R",
                "2022-09-01": "N",
                "2023-09-01": None,
                "2021-08-31": "1",
                "2012-09-01": "9",
                "2006-09-01": "15",
                "2002-09-01": "15",
                "": None,
                "2012-09-01,year 7": "7",
                "2012-09-01,r": "R",
            },
        ),
        ("2026-08-31", {"2021-08-31": "R"}),
        ("2026-09-01", {"2021-08-31": "1"}),
    ],
)
def test_year_groups_are_filled_where_blank(tmp_path, as_of, groups):
    rows = "plan_id,person_id,start_date,date_of_birth,year_group\n"
    for number, cells in enumerate(groups):
        rows += f"PL{number},P1,2025-03-08,{cells}{'' if ',' in cells else ','}\n"
    landed = land_folder(make_drop(tmp_path / "drop", plans=rows), as_of=as_of)
    stored = landed.column("select year_group from raw.accepted_plans order by line")
    assert dict(zip(groups, stored, strict=True)) == groups


def test_authorities_in_any_spelling(tmp_path):
    spellings = {
        **dict.fromkeys(["E10000017", "e10000017", "888", "888.0", "Lancashire "], "E10000017"),
        "": "E10000017",
        "999": "E10000017",
        "Manchester": "E08000003",
        "Lancashire County Council": "E10000017",
        "Blackburn with Darwen Borough Council": "E06000008",
        "ST HELENS METROPOLITAN BOROUGH COUNCIL": "E08000013",
        "St. Helens (342)": "E08000013",
        "City of York Council": "E06000014",
        "London Borough of Barking & Dagenham": "E09000002",
        '"Bristol, City of"': "E06000023",
        "Bristol City Council": "E06000023",
        "Durham County Council": "E06000047",
        "825": "E06000060",
        "Leicestershire": "E10000018",
        "Leicester City": "E06000016",
        "Leicester Forest": "E10000017",
    }
    stored, issues = requests(tmp_path, "la_code", *spellings)
    assert stored == list(spellings.values())
    assert issues == [
        ("la_code", "unknown_authority", "999"),
        ("la_code", "unknown_authority", "Leicester Forest"),
    ]


def test_an_authority_with_a_new_code_is_one_authority():
    """Buckinghamshire has been a unitary authority since 2020; its number and name stayed."""
    for way in ("825", "Buckinghamshire", "Buckinghamshire Council", "E06000060"):
        assert find_authority(way).code == "E06000060"
    assert find_authority("E10000002").code == "E10000002"


def test_every_authority_is_found_by_its_code_and_no_other_by_its_name():
    by_name = {}
    for place in authorities():
        assert find_authority(place.code) == place
        by_name.setdefault(place.name, place)
    assert all(find_authority(name) == place for name, place in by_name.items())


@pytest.mark.parametrize(
    "noise", ["{}", " {} (888)", "The Royal Borough of {}", "{}  City Council"]
)
def test_python_and_the_engine_give_a_place_the_same_key(noise):
    names = [noise.format(place.name) for place in authorities()]
    with duckdb.connect() as con:
        con.execute(places.macro())
        found = con.execute(
            "select ehc_place(name) from (select unnest(?::varchar[]) as name)", [names]
        ).fetchall()
    assert [key for (key,) in found] == [place_key(name) for name in names]


def test_districts_by_code_or_name(tmp_path):
    ribble = ("E07000124", "Ribble Valley")
    unknown = ("E10000017-not-known", "Not known")
    spellings = {
        "Ribble Valley": ribble,
        " ribble valley ": ribble,
        "e07000124": ribble,
        "Ribble-Valley": ribble,
        "Ribble  Valley Borough Council": ribble,
        "Ribble Valley (E07000124)": ribble,
        "": unknown,
        "St Annes": unknown,
    }
    rows = "".join(f"R{i},P1,2026-03-08,{text}\n" for i, text in enumerate(spellings))
    landed = land_requests(tmp_path, f"{HEADING},district\n{rows}")
    assert landed.rows(
        "select district_code, district_name from raw.accepted_needs_assessments order by line"
    ) == list(spellings.values())
    assert landed.issues() == [(9, "district", "unknown_district", "St Annes")]


def test_a_district_belongs_to_its_own_authority(tmp_path):
    landed = land_requests(
        tmp_path, f"{HEADING},la_code,district\nR1,P1,2026-03-08,Manchester,Burnley\n"
    )
    assert landed.value("select district_code from raw.accepted_needs_assessments") == (
        "E08000003-not-known"
    )


def test_a_date_beside_a_decision_that_is_awaited_is_emptied(tmp_path):
    stored, issues = request(tmp_path, "request_outcome_date", "2026-04-01", "request_outcome=A")
    assert stored is None
    assert issues == [("request_outcome_date", "date_beside_awaited", "2026-04-01")]
    assert request(tmp_path, "request_outcome_date", "", "request_outcome=A") == (None, [])


def test_a_period_with_one_end(tmp_path):
    ground = "exception_ground=absence_4w"
    stored, issues = request(tmp_path, "exception_from", "2026-04-01", ground)
    assert stored == date(2026, 4, 1)
    assert issues == [("exception_to", "half_period", None)]
    assert request(tmp_path, "exception_from", "2026-04-01")[1] == []


def test_cases_that_left_without_a_date(tmp_path):
    cases = [
        "W,,,",
        ",,,moved_out",
        "W,2026-04-01,,",
        "W,,2026-04-01,",
        ",,2026-04-01,other",
        ",,,",
    ]
    rows = "".join(f"R{i},P1,2026-03-08,{cells}\n" for i, cells in enumerate(cases))
    heading = f"{HEADING},request_outcome,request_outcome_date,ended_date,ended_reason"
    landed = land_requests(tmp_path, f"{heading}\n{rows}")
    assert landed.issues() == [(line, "ended_date", "ended_undated", None) for line in (2, 3)]


def test_plans_and_referrals_that_left_without_a_date(tmp_path):
    folder = make_drop(
        tmp_path / "drop",
        plans="plan_id,person_id,start_date,ceased_date,ceased_reason\nPL1,P1,2025-03-08,,5\n",
        health_waits="referral_id,person_id,pathway,referred_date,accepted\n"
        "H1,P1,camhs,2026-03-08,N\n",
    )
    assert [issue[1:3] for issue in land_folder(folder).issues()] == [
        ("ceased_date", "ended_undated"), ("ended_date", "ended_undated"),
    ]  # fmt: skip


def test_a_review_before_the_plan_is_emptied(tmp_path):
    plans = "plan_id,person_id,start_date,last_reviewed_date\n"
    rows = "PL1,P1,2022-01-10,2021-12-31\nPL2,P1,2022-01-10,2022-01-10\n"
    landed = land_folder(make_drop(tmp_path / "drop", plans=plans + rows))
    assert landed.column("select last_reviewed_date from raw.accepted_plans order by line") == [
        None, date(2022, 1, 10),
    ]  # fmt: skip
    assert landed.issues() == [(2, "last_reviewed_date", "review_before_start", "2021-12-31")]


def test_parents_that_are_not_needed_and_not_there_are_emptied(tmp_path):
    folder = make_drop(
        tmp_path / "drop",
        needs_assessments=f"{HEADING}\nR1,P1,2026-03-08\nR2,P2,soon\n",
        plans="plan_id,person_id,request_id,start_date\n"
        "PL1,P1,R1,2026-05-01\nPL2,P2,R2,2026-05-01\nPL3,P3,,2026-05-01\n",
        tribunals="appeal_id,person_id,request_id,plan_id\nT1,P1,R9,PL1\n",
    )
    landed = land_folder(folder)
    assert landed.column("select request_id from raw.accepted_plans order by line") == [
        "R1", None, None,
    ]  # fmt: skip
    assert landed.rows("select request_id, plan_id from raw.accepted_tribunals") == [(None, "PL1")]
    assert landed.rows(
        "select extract, line, column_name, reason, delivered from raw.cell_issues order by 1"
    ) == [
        ("plans", 3, "request_id", "unknown_parent", "R2"),
        ("tribunals", 2, "request_id", "unknown_parent", "R9"),
    ]


def test_a_notice_without_a_decision_to_amend(tmp_path):
    heading = "review_id,plan_id,meeting_date,decision,decision_date,amendment_notice_date\n"
    decisions = ["amend", "A", "maintain", "Altered"]  # of the last nobody knows the direction
    rows = "".join(
        f"RV{i},PL1,2026-05-01,{decision},2026-05-20,2026-05-20\n"
        for i, decision in enumerate(decisions)
    )
    folder = make_drop(
        tmp_path / "drop",
        plans=EMPTY["plans"] + "PL1,P1,2025-01-01\n",
        annual_reviews=heading + rows,
    )
    landed = land_folder(folder)
    assert landed.issues() == [
        (4, "amendment_notice_date", "notice_without_amend", "2026-05-20"),
        (5, "decision", "unknown_code", "Altered"),
    ]
    notices = landed.column("select amendment_notice_date from raw.accepted_annual_reviews")
    assert notices == [date(2026, 5, 20)] * 4


def test_pathways_are_known_or_kept_as_they_are(tmp_path):
    folder = make_drop(
        tmp_path / "drop",
        health_waits="referral_id,person_id,pathway,referred_date\n"
        "H1,P1,Speech and language,2026-03-08\nH2,P1,Dental care,2026-03-08\n",
    )
    landed = land_folder(folder)
    assert landed.column("select pathway from raw.accepted_health_waits order by line") == [
        "speech_and_language", "Dental care",
    ]  # fmt: skip
    assert landed.issues() == []


def test_cells_of_rows_in_quarantine_are_not_logged(tmp_path):
    landed = land_requests(tmp_path, f"{HEADING},sex\nR1,P1,soon,Q\n")
    assert landed.issues() == []
