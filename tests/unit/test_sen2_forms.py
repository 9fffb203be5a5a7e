"""The same return in each of the forms in which it turns up gives the same rows."""

import gzip
import shutil
from datetime import date

import pytest
from landing import CASES, EMPTY, KEY, land_folder
from returned import workbook, write, xml

from pipeline.errors import CallError, StepFailed
from pipeline.land import land, read_drop
from pipeline.settings import Settings

REQUEST_COLUMNS = (
    "received_date, request_outcome, request_outcome_date, assessment_outcome_date,"
    " final_plan_date, week20_exception, mediation_held, sex, primary_need"
)
REQUEST = (
    date(2025, 3, 3), "Y", date(2025, 4, 14), date(2025, 7, 21), date(2025, 7, 21), "Y", "N", "F",
)  # fmt: skip

# Person 7 has a request 1 that led to a plan; person 8 an old plan under a placeholder, also 1.
SECTOR = {
    "m1": "Person ID,Surname,Forename,Dob (ccyy-mm-dd),Gender,Ethnicity,Postcode,"
    "UPN - Unique Pupil Number,ULN - Young Persons Unique Learner Number,"
    "UPN and ULN unavailable reason\n"
    "7,One,Test,2015-06-01,2,WBRI,ZZ99 9ZZ,X7,,\n"
    "8,Two,Test,01/06/2014,M,WBRI,ZZ99 9ZZ,,1234567890,\n",
    "m2": "Person ID,Requests Record ID,Date Request Was Received,Initial Request Whilst In RYA,"
    "Request Outcome Date,Request Outcome,Request Mediation,Request Tribunal,"
    "Exported - Child Or Young Person Moves Out Of LA Before Assessment Is Completed,"
    "New start date\n"
    "7,1,03/03/2025,0,14/04/2025,Y,0,0,0,\n"
    "8,1,,,,H,,,,\n",
    "m3": "Person ID,Requests Record ID,Assessment Outcome To Issue EHCP,Assessment Outcome Date,"
    "Assessment Mediation,Assessment Tribunal,Other Mediation,Other Tribunal,"
    "Twenty Weeks Time Limit Exceptions Apply\n"
    "7,1,Y,21/07/2025,0,0,0,0,1\n"
    "8,1,H,,,,,,\n",
    "m4": "Person ID,Request Records ID,EHC Plan Start Date,Residential Settings,"
    "Worked based learning activity,Personal budget taken up,"
    "Personal budget - organised arrangements,Personal budget - direct payments,"
    "Date EHC Plan Ceased,Reason EHC Plan Ceased\n"
    "7,1,21/07/2025,,,,,,,\n"
    "8,1,12/05/2021,,,,,,30/09/2025,1\n",
    "m5": "Person ID,Request Records ID,EHC Plan (Transfer),Residential Settings,"
    "Worked based learning activity,EHCP review decisions date\n"
    "7,1,,,,\n"
    "8,1,,,,04/03/2025\n",
}


def rows(landed, columns, extract):
    return landed.rows(f"select {columns} from raw.accepted_{extract} order by line")


def test_the_sector_tools_files_number_requests_within_each_child(tmp_path):
    landed = land_folder(write(tmp_path / "drop", **{f"{m}_csv": t for m, t in SECTOR.items()}))
    assert rows(landed, f"request_id, {REQUEST_COLUMNS}", "needs_assessments") == [
        ("7-1", *REQUEST, None)
    ]
    told = "plan_id, request_id, start_date, last_reviewed_date, ceased_date, ceased_reason, sex"
    assert rows(landed, told, "plans") == [
        ("7-1", "7-1", date(2025, 7, 21), None, None, None, "F"),
        ("8-1", None, date(2021, 5, 12), date(2025, 3, 4), date(2025, 9, 30), "1", "M"),
    ]
    assert landed.rows("select file, line, kind from quality.set_aside") == [
        ("m2.csv", 3, "placeholder_request")
    ]
    assert landed.reasons() == landed.issues() == []
    # No meeting, no need, no setting in these files: not delivered, and not blank.
    delivered = landed.rows("select extract, column_name from raw.delivered_columns")
    assert not [name for name in delivered if name[0] == "annual_reviews"]
    assert ("plans", "primary_need") not in delivered and ("plans", "sex") in delivered
    assert landed.report.rows == {"needs_assessments": 2, "plans": 2}


TEMPLATE = {
    "Header Record": (
        ["Record Type", "Collection Name", "Year", "Reference Date", "LA Number"],
        ["Header", "SEN2", 2026.0, "2026-01-15", "888"],
    ),
    "Person Record": (
        [
            "Record Type", "Person ID\n\n(This must be a unique ID for each Person record)",
            "Surname", "Forename", "Date of Birth \n(ccyy-mm-dd)", "Sex", "Ethnicity", "Post Code",
            "UPN - Unique Pupil Number", "ULN - Young Persons Unique Learner Number",
            "UPN and ULN unavailable \u2013 Reason",
        ],
        ["Person", 7.0, "One", "Test", "2015-06-01", "F", "WBRI", "ZZ99 9ZZ", "X7"],
    ),
    "Requests Records": (
        [
            "Record Type",
            "Requests record ID\n\n(This must be a unique ID for each Requests record)",
            "Person ID\n\n(This must match the relevant ID in the Person record table)",
            "Date request was received", "Source of request for an EHC needs assessment",
            "Initial Request Whilst In RYA", "Request Outcome Date", "Request Outcome",
            "Request Mediation", "Request Tribunal",
            "Exported - Child or young person moves out of LA before assessment is completed",
        ],
        ["Requests", 12.0, 7.0, "2025-03-03", 1.0, 0.0, 45761.0, "Y", 0.0, 0.0, ""],
    ),
    "Assessments Records": (
        [
            "Record Type", "Person ID\n\n(This must match)",
            "Requests record ID\n\n(This must match the relevant ID in the Requests table)",
            "Assessment Outcome - Decision to issue EHC plan", "Assessment Outcome Date",
            "Assessment Mediation", "Assessment Tribunal", "Other Mediation", "Other Tribunal",
            "Twenty week time limit exceptions apply",
        ],
        ["Assessments", 7.0, 12.0, "Y", "2025-07-21", 0.0, 0.0, 0.0, 0.0, 1.0],
    ),
    "Named Plan Records": (
        [
            "Record Type", "Person ID", "Requests record ID", "EHC Plan Start Date",
            "Residential Settings", "Work Based Learning Activity", "Personal Budget taken up",
            "Personal Budget - Organised Arrangements", "Personal Budget - Direct Payments",
            "Date EHC plan ceased", "Reason EHC plan ceased",
        ],
        ["Named Plan", 7.0, 12.0, "2025-07-21"],
    ),
    "Plan Detail Records": (
        [
            "Record Type", "Person ID", "Requests record ID", "URN - Unique Reference Number",
            "UKPRN - UK Provider Reference Number", "SEN Setting \u2013 Establishment type",
            "SEN Setting - Other", "Placement Rank\n(1=Primary, 2=Secondary)",
            "SEN Unit Indicator", "Resourced Provision Indicator",
        ],
        ["Plan Detail", 7.0, 12.0, 119700.0, "", "", "", 1.0, 0.0, 0.0],
        ["Plan Detail", 7.0, 12.0, 119701.0, "", "", "", 2.0, 0.0, 0.0],
    ),
    "Active Plan Records": (
        [
            "Record Type", "Person ID", "Requests record ID",
            "EHC Plan transferred in from another LA during calendar year",
            "Annual Review Meeting Date", "Annual Review Decision",
            "Annual review \u2013 date draft amended EHC plan issued",
            "Phase transfer review - due date for any amended plan",
            "Phase transfer review - final plan date", "EHC Plan Review Decisions Date",
        ],
        ["Active Plan", 7.0, 12.0, "", "2025-11-03", "A", "2025-11-20", "", "2026-01-10",
         "2025-11-24"],
    ),
    "Placement Detail Records": (
        [
            "Record Type", "Person ID", "Requests record ID", "URN - Unique Reference Number",
            "UKPRN - UK Provider Reference Number", "SEN Setting \u2013 Establishment type",
            "SEN Setting - Other", "Placement Rank (1=Primary, 2=Secondary)",
            "Placement Start Date", "Placement Leaving Date", "SEN Unit Indicator",
            "Resourced Provision Indicator", "Residential Settings",
            "Work Based Learning Activity",
        ],
        ["Placement", 7.0, 12.0, "", "", "OTH", "Tuition", 2.0, "2025-10-01"],
        ["Placement", 7.0, 12.0, 119700.0, "", "", "", 1.0, "2025-09-01"],
    ),
    "SEN Need Records": (
        [
            "Record Type", "Person ID", "Requests record ID", "SEN Type of Need",
            "SEN Type of Need rank (1=Primary, 2=Secondary)",
        ],
        ["SEN Need", 7.0, 12.0, "SLCN", 2.0],
        ["SEN Need", 7.0, 12.0, "ASD", 1.0],
    ),
}  # fmt: skip


def check(landed):
    assert rows(landed, f"request_id, {REQUEST_COLUMNS}", "needs_assessments") == [
        ("12", *REQUEST, "ASD")
    ]
    told = (
        "plan_id, request_id, setting_type, primary_need, last_reviewed_date, transfer_named_date"
    )
    assert rows(landed, told, "plans") == [
        ("12", "12", "119700", "ASD", date(2025, 11, 24), date(2026, 1, 10))
    ]
    told = "meeting_date, decision, decision_date, amendment_notice_date"
    assert rows(landed, told, "annual_reviews") == [
        (date(2025, 11, 3), "amend", date(2025, 11, 24), date(2025, 11, 20))
    ]
    assert landed.column("select kind from quality.set_aside") == ["second_placement"] * 2
    assert landed.reasons() == landed.issues() == []
    assert landed.report.rows == {"needs_assessments": 1, "plans": 3, "annual_reviews": 1}


def test_the_submission_template_stacks_its_tables_on_one_sheet(tmp_path):
    stacked = [["SEN2 Person Level Census"], []]
    for title, table in TEMPLATE.items():
        # The template fills in the kind of record in rows that nobody uses.
        stacked += [[title], *table, [table[1][0]], [], []]
    folder = write(tmp_path / "drop")
    workbook(folder / "SEN2 2026.xlsx", {"Guidance": [["x"]], "Data Entry Template": stacked})
    landed = land_folder(folder)
    check(landed)
    lines = landed.rows("select extract, line from quality.set_aside")
    for extract, line in lines:
        assert stacked[line - 1][0] in ("Plan Detail", "Placement"), extract


def test_one_sheet_a_module_with_the_exports_headings(tmp_path):
    names = {
        "Person": "Record Type,persontableid,surname,forename,personbirthdate,sex,ethnicity,"
        "postcode,upn,uniquelearnernumber,upnunknown",
        "Requests": "Record Type,requeststableid,persontableid,receiveddate,rquestsource,rya,"
        "requestoutcomedate,requestoutcome,requestmediation,requesttribunal,exported",
        "Assessments": "Record Type,persontableid,requeststableid,assessmentoutcome,"
        "assessmentoutcomedate,assessmentmediation,assessmenttribunal,othermediation,"
        "othertribunal,week20",
        "Named Plan": "Record Type,persontableid,requeststableid,startdate,planres,planwbp,pb,oa,"
        "dp,ceasedate,ceasereason",
        "Plan Detail": "Record Type,persontableid,requeststableid,urn,ukprn,sensetting,"
        "sensettingother,placementrank,senunitindicator,resourcedprovisionindicator",
        "Active Plan": "Record Type,persontableid,requeststableid,transferla,reviewmeeting,"
        "reviewoutcome,reviewdraft,phasetransferduedate,phasetransferfinaldate,lastreview",
        "Placement Detail": "Record Type,persontableid,requeststableid,urn,ukprn,sensetting,"
        "sensettingother,placementrank,entrydate,leavingdate,senunitindicator,"
        "resourcedprovisionindicator,res,wbp",
        "SEN Need": "Record Type,persontableid,requeststableid,sentype,sentyperank",
    }
    tables = [table for title, table in TEMPLATE.items() if title != "Header Record"]
    sheets = {
        name: [headings.split(","), *table[1:], [None] * 3]
        for (name, headings), table in zip(names.items(), tables, strict=True)
    }
    folder = write(tmp_path / "drop")
    workbook(folder / "pre-submission.xlsx", sheets)
    check(land_folder(folder))


@pytest.mark.parametrize("change", [str.upper, str.title, lambda name: f" {name} "])
def test_headings_of_the_export_in_any_case_and_blanks(tmp_path, change):
    folder = shutil.copytree(CASES / "P01", tmp_path / "drop")
    for path in folder.glob("*.csv"):
        heading, _, rest = path.read_text(encoding="utf-8").partition("\n")
        path.write_text(
            ",".join(change(name) for name in heading.split(",")) + "\n" + rest, encoding="utf-8"
        )
    assert land_folder(folder).report.rows == {
        "needs_assessments": 3, "plans": 2, "annual_reviews": 1,
    }  # fmt: skip


def test_packed_files_of_a_return_are_read(tmp_path):
    folder = shutil.copytree(CASES / "P01", tmp_path / "drop")
    for path in folder.glob("*.csv"):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert land_folder(folder).report.rows["plans"] == 2


def test_another_collections_file_is_no_part_of_the_return(tmp_path):
    folder = shutil.copytree(CASES / "P01", tmp_path / "drop")
    (folder / "Blade-Export_29-01-2026_census.csv").write_text(
        "censustableid,collection,year,referencedate,lea\n1,School Census,2026,,888\n",
        encoding="utf-8",
    )
    (folder / "Blade-Export_29-01-2026_senneeds.csv").write_text(
        "senneedstableid,pupilonrolltableid,senneedtype,senneedrank\n1,2,ASD,1\n", encoding="utf-8"
    )
    files = land_folder(folder).column("select file from raw.files")
    assert not [name for name in files if "senneeds" in name]


def test_plans_without_the_assessments_that_they_hang_on_are_refused(tmp_path):
    folder = shutil.copytree(CASES / "P01", tmp_path / "drop")
    next(folder.glob("*_assessment.csv")).unlink()
    with pytest.raises(CallError, match="without the table of assessments; add it"):
        read_drop(folder, Settings(), None)


def test_records_of_plans_without_the_table_of_named_plans_are_told(tmp_path):
    folder = shutil.copytree(CASES / "P01", tmp_path / "drop")
    next(folder.glob("*_namedplan.csv")).unlink()
    landed = land_folder(folder)
    assert "plans" not in landed.report.rows or landed.report.rows["plans"] == 0
    [told] = [line for line in landed.said if "no table of named plans" in line]
    assert "its 8 records of plans, placements and needs cannot be used" in told


def test_a_canonical_file_wins_and_the_run_says_so(tmp_path):
    folder = shutil.copytree(CASES / "P04", tmp_path / "drop")
    (folder / "plans.csv").write_text(EMPTY["plans"] + "P1,C1,2020-01-01\n", encoding="utf-8")
    landed = land_folder(folder)
    assert landed.column("select plan_id from raw.accepted_plans") == ["P1"]
    assert landed.value("select count(*) from raw.accepted_needs_assessments") == 1
    assert any("plans.csv counts" in note for note in landed.report.notes)


def test_a_return_beside_a_whole_drop_changes_nothing(tmp_path):
    folder = write(tmp_path / "drop", **{f"{name}_csv": text for name, text in EMPTY.items()})
    shutil.copy(CASES / "P04" / "sen2.xml", folder)
    (folder / "broken.xml").write_text("<a>", encoding="utf-8")
    assert land_folder(folder).value("select count(*) from raw.files") == 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: shutil.copy(CASES / "P04" / "sen2.xml", f), "both lie in"),
        (lambda f: (f / "Blade-Export_29-01-2026_requests.csv").unlink(), "table of requests"),
        (
            lambda f: shutil.copy(f / "Blade-Export_29-01-2026_person.csv", f / "again.csv"),
            "are both a SEN2 return's person records",
        ),
        (
            lambda f: [path.unlink() for path in f.glob("Blade*")],
            "needed extract needs_assessments is missing",
        ),
    ],
)
def test_what_is_no_whole_return_is_refused_in_one_sentence(tmp_path, change, words):
    folder = shutil.copytree(CASES / "P01", tmp_path / "drop")
    change(folder)
    with pytest.raises(CallError, match=words) as error:
        read_drop(folder, Settings(), None)
    assert "\n" not in str(error.value) and str(error.value).endswith(".")


def test_a_return_of_another_authority_is_refused(tmp_path):
    with pytest.raises(CallError, match=r"is Blackburn with Darwen's .*ehc doctor"):
        read_drop(xml(tmp_path / "drop", la="889"), Settings(), None)


def test_postcodes_tell_the_district_and_are_dropped(tmp_path):
    folder = shutil.copytree(CASES / "P04", tmp_path / "drop")
    postcodes = tmp_path / "postcodes.csv"
    postcodes.write_text("pcds,oslaua,laua\nZZ99 9ZZ,x,E07000117\n", encoding="utf-8")
    landed = land_folder(folder, Settings(postcodes=postcodes))
    assert landed.column("select district_code from raw.accepted_plans") == ["E07000117"]
    assert b"ZZ99" not in landed.database.read_bytes()
    postcodes.write_text("pcd,district\nZZ99 9ZZ,E07000117\n", encoding="utf-8")
    with pytest.raises(CallError, match="needs a column pcd or pcds or postcode"):
        land_folder(folder, Settings(postcodes=postcodes))


def test_a_table_that_changes_after_it_was_looked_at_is_refused(tmp_path):
    folder = write(tmp_path / "drop", **{f"{m}_csv": t for m, t in SECTOR.items()})
    drop = read_drop(folder, Settings(), None)
    (folder / "m3.csv").write_text(SECTOR["m3"].replace("21/07/2025", "22/07/2025"))
    with pytest.raises(StepFailed, match=r"m3\.csv: it changed while it was being read"):
        land(drop, tmp_path / "landed.duckdb", Settings(), KEY, lambda said: None)


def test_a_template_that_changes_after_it_was_looked_at_is_refused(tmp_path):
    folder = write(tmp_path / "drop")
    stacked = [row for title, table in TEMPLATE.items() for row in ([title], *table)]
    path = workbook(folder / "SEN2 2026.xlsx", {"Data Entry Template": stacked})
    drop = read_drop(folder, Settings(), None)
    path.write_bytes(path.read_bytes() + bytes(1))
    with pytest.raises(StepFailed, match=r"SEN2 2026\.xlsx: it changed while it was being read"):
        land(drop, tmp_path / "landed.duckdb", Settings(), KEY, lambda said: None)
