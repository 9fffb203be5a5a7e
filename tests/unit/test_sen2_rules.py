"""What the facts of a SEN2 return become, rule by rule, and what the XML reader refuses."""

from datetime import date

import pytest
from landing import KEY, land_folder
from returned import HEAD, TAIL, active, assessment, landed, old_plan, person, request, write, xml

from pipeline.errors import CallError
from pipeline.land import read_drop
from pipeline.settings import Settings
from pipeline.sources import sen2

REQUESTS = "needs_assessments"


def rows(landed, columns, extract):
    return landed.rows(f"select {columns} from raw.accepted_{extract} order by line")


def requests(tmp_path, *people, columns):
    return rows(landed(tmp_path, *people), columns, REQUESTS)


# --- Requests and assessments -----------------------------------------------------------------


def test_a_historical_request_with_dates_is_a_request(tmp_path):
    told = landed(
        tmp_path,
        person(
            1, request("2023-11-06", "H", "2023-12-18", assessment("Y", "2024-03-25", "2024-03-25"))
        ),
        person(2, request("2023-11-06", "H", "2023-12-18")),
        person(3, request("2023-11-06", "H")),
    )
    columns = "request_outcome, request_outcome_date, final_plan_date, ended_reason"
    assert rows(told, columns, REQUESTS) == [
        ("Y", date(2023, 12, 18), date(2024, 3, 25), None),
        (None, date(2023, 12, 18), None, None),
        (None, None, None, "other"),
    ]
    # Which way it was decided nobody says; where no day is given either, it is at least not open.
    assert told.reasons() == []
    assert [(name, reason) for _, name, reason, _ in told.issues()] == [
        ("request_outcome", "unknown_code"),
        ("ended_date", "ended_undated"),
        ("request_outcome", "unknown_code"),
    ]


def test_a_plan_that_moved_in_is_no_new_plan(tmp_path):
    moved = request(
        "2025-01-06", "Y", "2025-02-10",
        assessment("Y", "2025-04-01", "2025-05-01") + active(TransferLA="889"),
    )  # fmt: skip
    historical = request("2025-01-06", "Y", "2025-02-10", assessment("H", plan_start="2025-05-01"))
    older = request("2024-05-06", "Y", "2024-06-10", assessment("H", plan_start="2024-09-02"))
    found = requests(
        tmp_path, person(1, moved), person(2, historical), person(3, older),
        columns="assessment_outcome, final_plan_date, ended_reason",
    )  # fmt: skip
    assert found == [("Y", None, "other"), ("Y", None, "other"), ("Y", date(2024, 9, 2), None)]


def test_codes_of_assessments(tmp_path):
    start = ("2025-01-06", "Y", "2025-02-10")
    found = requests(
        tmp_path,
        person(1, request(*start, assessment("S", "2025-04-01", "2025-04-02"))),
        person(2, request(*start, assessment("H"))),
        person(3, request(*start, assessment("N", "2025-04-01"))),
        person(4, request(*start, assessment("A"))),
        columns="assessment_outcome, final_plan_date, ended_reason",
    )
    assert found == [
        ("Y", date(2025, 4, 2), None),
        (None, None, "other"),
        ("N", None, None),
        ("A", None, None),
    ]


def test_flags_of_mediation_and_appeal_from_request_and_assessment(tmp_path):
    above = "<RequestMediation>0</RequestMediation><RequestTribunal>false</RequestTribunal>"
    below = assessment("Y", "2025-04-01", "2025-04-02").replace(
        "<Week20>0", "<AssessmentTribunal>true</AssessmentTribunal><OtherMediation>1"
        "</OtherMediation><Week20>1"
    )  # fmt: skip
    found = requests(
        tmp_path,
        person(1, request("2025-01-06", "Y", "2025-02-10", above + below)),
        person(2, request("2025-01-06", "A")),
        columns="mediation_held, appeal_held, week20_exception",
    )
    assert found == [("N", "Y", "Y"), (None, None, None)]


@pytest.mark.parametrize(
    ("said", "reason"), [("889", "moved_out"), ("1", "moved_out"), ("0", None)]
)
def test_exported(tmp_path, said, reason):
    below = f"<Exported>{said}</Exported>"
    found = requests(
        tmp_path, person(1, request("2025-01-06", "Y", "2025-02-10", below)), columns="ended_reason"
    )
    assert found == [(reason,)]


# --- Plans and reviews ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "review"),
    [
        ({"ReviewMeeting": "2025-02-05", "ReviewOutcome": "C", "LastReview": "2025-03-04"},
         ("cease", date(2025, 3, 4))),
        ({"ReviewMeeting": "2025-02-05", "ReviewOutcome": "A", "LastReview": "2025-02-05"},
         ("amend", date(2025, 2, 5))),
        ({"ReviewMeeting": "2025-11-05", "ReviewOutcome": "M", "LastReview": "2024-12-01"},
         (None, None)),
        ({"ReviewMeeting": "2025-11-05"}, (None, None)),
        ({"LastReview": "2025-03-04"}, None),
    ],
)  # fmt: skip
def test_the_last_reviews_decision_belongs_to_the_meeting_that_it_is_not_older_than(
    tmp_path, told, review
):
    found = landed(tmp_path, person(1, old_plan(active(**told))))
    expected = [] if review is None else [review]
    assert rows(found, "decision, decision_date", "annual_reviews") == expected
    last = told.get("LastReview")
    assert found.value("select last_reviewed_date from raw.accepted_plans") == (
        date.fromisoformat(last) if last else None
    )
    assert found.reasons() == []


def test_a_decision_whose_day_is_missing_is_said(tmp_path):
    told = active(ReviewMeeting="2025-02-05", ReviewOutcome="M")
    reasons = landed(tmp_path, person(1, old_plan(told))).reasons()
    assert [(extract, reason) for extract, _, reason in reasons] == [
        ("annual_reviews", "decided_without_date")
    ]


def test_a_return_of_2023_has_no_meetings_and_no_sources(tmp_path):
    found = landed(tmp_path, person(1, old_plan(active(LastReview="2022-03-04"))), year="2023")
    assert found.value("select last_reviewed_date from raw.accepted_plans") == date(2022, 3, 4)
    delivered = found.rows("select extract, column_name from raw.delivered_columns")
    assert not [one for one in delivered if one[0] == "annual_reviews"]
    assert (REQUESTS, "request_source") not in delivered


@pytest.mark.parametrize(
    ("year", "columns"),
    [
        (2023, set()),
        (2024, {"decision", "decision_date", "meeting_date"}),
        (2025, {"decision", "decision_date", "meeting_date"}),
        (2026, {"decision", "decision_date", "meeting_date", "amendment_notice_date"}),
    ],
)
def test_the_structure_of_each_year(year, columns):
    found = sen2.delivered(sen2.fields_of_year(year), has_postcodes=False)
    ids = {"review_id", "plan_id", "person_id"} if columns else set()
    assert found.get("annual_reviews", frozenset()) == columns | ids
    assert ("transfer_named_date" in found["plans"]) == (year == 2026)
    assert ("request_source" in found[REQUESTS]) == (year == 2026)
    assert {"sex", "ceased_reason"} <= found["plans"]


def test_the_reason_why_a_plan_ceased_and_a_code_that_is_none(tmp_path):
    plan = old_plan(active(LastReview="2025-03-04")).replace(
        "</StartDate>",
        "</StartDate><CeaseDate>2025-09-01</CeaseDate><CeaseReason>{}</CeaseReason>",
    )
    found = landed(tmp_path, person(1, plan.format("5")), person(2, plan.format("77")))
    assert rows(found, "ceased_reason", "plans") == [("5",), (None,)]
    assert [issue[1:] for issue in found.issues()] == [("ceased_reason", "unknown_code", "77")]
    assert any("codes of ceasereason in 1 cells" in note for note in found.said)


def test_needs_by_rank_and_the_first_placement(tmp_path):
    held = (
        "<ActivePlans>"
        "<PlacementDetail><URN>2</URN><PlacementRank>2</PlacementRank></PlacementDetail>"
        "<PlacementDetail><URN>1</URN><PlacementRank>1</PlacementRank>"
        "<EntryDate>2020-09-01</EntryDate><LeavingDate>2025-07-20</LeavingDate></PlacementDetail>"
        "<PlacementDetail><SENsetting>EHE</SENsetting><PlacementRank>1</PlacementRank>"
        "<EntryDate>2025-09-01</EntryDate></PlacementDetail>"
        "<SENdetail><SENneed><SENtype>SLCN</SENtype><SENtypeRank>2</SENtypeRank></SENneed>"
        "<SENneed><SENtype>ASD</SENtype><SENtypeRank>1</SENtypeRank></SENneed></SENdetail>"
        "</ActivePlans>"
    )
    found = landed(tmp_path, person(1, old_plan(held)))
    assert rows(found, "setting_type, primary_need", "plans") == [("EHE", "ASD")]
    kinds = found.column("select kind from quality.set_aside order by 1")
    assert kinds == ["placeholder_request", "second_placement", "second_placement"]
    assert found.report.rows["plans"] == 3


def test_children_with_two_plans_at_once_are_look_alikes(tmp_path):
    found = landed(tmp_path, person(1, old_plan("") + old_plan("", "2022-01-10")))
    assert found.column("select why from quality.look_alikes") == ["two plans of one UPN"]


# --- People and ids ---------------------------------------------------------------------------


def test_a_person_is_known_by_upn_else_uln_else_name_and_birth_date(tmp_path):
    plan, another = old_plan(""), old_plan("", "2023-01-09")
    nobody = {"UPN": ""}
    named = nobody | {"Surname": "Example", "Forename": "Ann"}
    found = landed(
        tmp_path,
        person(1, plan),
        person(1, another, Surname="Other"),
        person(0, plan, **nobody, UniqueLearnerNumber="1234567890"),
        person(0, plan, **named),
        person(0, another, **named | {"Surname": " EXAMPLE "}),
        person(0, plan, **named | {"PersonBirthDate": "2015-06-02"}),
        person(0, plan, **nobody),
    )
    keys = found.column("select person_key from raw.accepted_plans order by line")
    assert [keys.index(key) for key in keys] == [0, 0, 2, 3, 3, 5]
    assert [reason for _, _, reason in found.reasons()] == ["no_key"]
    assert b"Example" not in found.database.read_bytes()


def test_ids_of_requests_stay_from_return_to_return(tmp_path):
    first, second = request("2025-01-06", "A"), request("2025-03-03", "A")
    alone = requests(tmp_path / "a", person(1, first), columns="request_id")
    both = requests(
        tmp_path / "b", person(9, second), person(1, second + first), columns="request_id"
    )
    assert alone[0] == both[2] and len(set(both)) == 3
    other = request("2025-01-06", "W")
    twice = requests(tmp_path / "c", person(1, first + other), columns="request_id")
    assert twice[0] == alone[0] and twice[1] != twice[0]
    assert KEY and all(len(one) == 12 for (one,) in both)


def test_a_child_that_stands_twice_in_a_return_is_counted_once(tmp_path):
    decided = request(
        "2025-01-06", "Y", "2025-02-10",
        assessment("Y", "2025-05-01", "2025-05-01") + active(ReviewMeeting="2025-11-20"),
    )  # fmt: skip
    later = request("2025-01-06", "Y", "2025-02-11")
    found = landed(tmp_path, person(1, decided), person(1, decided + later), person(2, decided))
    assert len(set(rows(found, "request_id", REQUESTS))) == 3
    assert len(rows(found, "plan_id", "plans")) == 2
    assert len(rows(found, "review_id", "annual_reviews")) == 2
    assert found.reasons() == [
        ("annual_reviews", 9, "duplicate"),
        (REQUESTS, 9, "duplicate"),
        ("plans", 9, "duplicate"),
    ]


def test_a_return_of_nobody_holds_no_record(tmp_path):
    assert landed(tmp_path).report.rows == {REQUESTS: 0, "plans": 0, "annual_reviews": 0}


# --- Nothing is lost --------------------------------------------------------------------------


def test_records_that_hang_on_nothing_are_in_quarantine(tmp_path):
    found = landed(
        tmp_path,
        person(1, ""),
        person(2, request(outcome="H", below=active(LastReview="2025-03-04"))),
        person(3, request("2025-01-06", "Y", "2025-02-10",
                          assessment("Y", "2025-04-01") + assessment("N", "2025-04-09"))),
    )  # fmt: skip
    assert [(extract, reason) for extract, _, reason in found.reasons()] == [
        (REQUESTS, "orphan"),
        (REQUESTS, "conflicting"),
        ("plans", "needed_date"),
    ]
    assert found.value(
        "select bool_and(landed = accepted + quarantined + set_aside) from quality.reconciliation"
    )


# --- The XML itself ---------------------------------------------------------------------------


def refused(tmp_path, text):
    folder = write(tmp_path / "drop", sen2_xml=text)
    with pytest.raises(CallError) as error:
        land_folder(folder)
    sentence = str(error.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


def test_what_is_no_xml_is_refused_with_its_line(tmp_path):
    text = HEAD.format(year=2026, la=888) + person(1, "")
    assert "sen2.xml, line 7: the file is no valid XML" in refused(tmp_path / "a", text)
    broken = text.replace("<Sex>F</Sex>", "<Sex>F</Six>") + TAIL
    assert "sen2.xml, line 5: the file is no valid XML" in refused(tmp_path / "b", broken)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://localhost/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_a_document_type_is_refused_before_anything_of_it_is_read(tmp_path, doctype):
    text = HEAD.format(year=2026, la=888).replace("?>\n", f"?>\n{doctype}\n") + TAIL
    assert "it has a document type (DOCTYPE)" in refused(tmp_path, text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_wrappers_prefixes_and_case(tmp_path, encoding):
    inner = person(1, request("2025-01-06", "A"), Surname="Zoë")
    text = (HEAD.format(year=2026, la=888) + inner + TAIL).replace("UTF-8", encoding)
    text = text.replace("<Message>", '<e:Envelope xmlns:e="x"><e:Body><MESSAGE xmlns="y">')
    text = text.replace("</Message>", "</MESSAGE></e:Body></e:Envelope>")
    text = text.replace("<Requests>", "<RequestRecords><requests>")
    text = text.replace("</Requests>", "</requests></RequestRecords>")
    found = land_folder(write(tmp_path / "drop", sen2_xml=text.encode(encoding)))
    assert rows(found, "received_date, request_outcome", REQUESTS) == [(date(2025, 1, 6), "A")]


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("UTF-16", "utf-8"), ("UTF-8", "utf-16"), ("UTF-8", "windows-1252"),
        ("utf-8", "utf-16-be"), ("windows-1252", "utf-8-sig"), ("UTF-16LE", "utf-8"),
    ],
)  # fmt: skip
def test_what_a_return_is_written_in_counts_where_it_declares_another_encoding(
    tmp_path, declared, written
):
    inner = person(1, request("2025-01-06", "A"), Surname="Zo\u00eb \u2013 O\u2019Neill")
    text = (HEAD.format(year=2026, la=888) + inner + TAIL).replace("UTF-8", declared)
    found = land_folder(write(tmp_path / "drop", sen2_xml=text.encode(written)))
    assert rows(found, "received_date", REQUESTS) == [(date(2025, 1, 6),)]
    read_as = found.value("select min(encoding) from raw.files")
    assert written.upper().startswith(read_as.upper().removesuffix("BE"))
    told = any(f"sen2.xml: it was read as {read_as}." in line for line in found.said)
    assert told == (read_as != "UTF-8")


def test_a_return_without_a_year_is_read_as_the_newest_and_says_so(tmp_path):
    found = landed(tmp_path, person(1, request("2025-01-06", "A")), year="")
    assert any("does not say its year" in note for note in found.said)


def test_elements_that_no_structure_knows_are_said_to_be_dropped(tmp_path):
    found = landed(tmp_path, person(1, request("2025-01-06", "A"), FavouriteColour="vermilion"))
    assert "favouritecolour" in found.column("select heading from raw.dropped_columns")
    assert b"vermilion" not in found.database.read_bytes()


def test_xml_of_another_collection_is_no_return(tmp_path):
    folder = xml(tmp_path / "drop", person(1, ""))
    path = folder / "sen2.xml"
    path.write_text(path.read_text().replace(">SEN2<", ">Schools Census<"), encoding="utf-8")
    with pytest.raises(CallError, match="needed extract needs_assessments is missing"):
        read_drop(folder, Settings(), None)
