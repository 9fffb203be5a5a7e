"""Why a row is quarantined: every reason, and which of two counts."""

import json

import pytest
from landing import DROP_TOML, EMPTY, land_folder, land_requests, make_drop

REQUESTS = (
    "request_id,person_id,received_date,request_outcome,request_outcome_date,assessment_outcome,"
    "assessment_outcome_date,draft_plan_date,final_plan_date,advice_requested_date,exception_to,"
    "reassessment,ended_date\n"
)


def verdicts(tmp_path, *requests):
    """The reason for which each request is quarantined, None where it is accepted.

    They are landed together: R1, R2 and so on, whole but for the cells that are given.
    """
    names = REQUESTS.strip().split(",")
    text = REQUESTS
    for number, cells in enumerate(requests, start=1):
        whole = {"request_id": f"R{number}", "person_id": "P1", "received_date": "2026-03-08"}
        assert cells.keys() <= set(names)
        text += ",".join((whole | cells).get(name, "") for name in names) + "\n"
    landed = land_requests(tmp_path, text)
    found = dict(landed.rows("select line - 1, reason || ': ' || detail from quality.quarantine"))
    accepted = landed.column("select line - 1 from raw.accepted_needs_assessments")
    assert sorted([*found, *accepted]) == list(range(1, len(requests) + 1))
    return [found.get(number) for number in range(1, len(requests) + 1)]


def reasons(tmp_path, *requests):
    return [found and found.split(":")[0] for found in verdicts(tmp_path, *requests)]


def one_row(tmp_path, extract, heading, *rows):
    """The reason for which each row of any extract is quarantined, None where it is accepted."""
    others = {
        "needs_assessments": "request_id,person_id,received_date\nR1,P1,2026-03-08\n",
        "plans": "plan_id,person_id,start_date\nPL1,P1,2026-03-08\n",
    }
    text = "".join(f"{row}\n" for row in (heading, *rows))
    landed = land_folder(make_drop(tmp_path / extract, **others | {extract: text}))
    found = {line: reason for of, line, reason in landed.reasons() if of == extract}
    assert len(found) == len(landed.reasons())
    return [found.get(line) for line in range(2, len(rows) + 2)]


def test_a_whole_row_is_accepted(tmp_path):
    cells = {"request_outcome": "Y", "request_outcome_date": "2026-04-19"}
    assert verdicts(tmp_path, {}, cells | {"final_plan_date": "2026-07-26"}) == [None, None]


def test_no_key(tmp_path):
    blanks = [
        {column: blank}
        for column in ("request_id", "person_id")
        for blank in ("", " ", "NULL", "-")
    ]
    assert verdicts(tmp_path, *blanks) == (
        ["no_key: request_id is empty"] * 4 + ["no_key: person_id is empty"] * 4
    )


@pytest.mark.parametrize(
    ("extract", "heading", "row"),
    [
        ("annual_reviews", "review_id,plan_id,meeting_date", "RV1,,2026-05-01"),
        ("advice", "advice_id,request_id,contributor,requested_date", "A1,R1,,2026-05-01"),
        ("advice", "advice_id,request_id,contributor,requested_date", "A1,,gp,2026-05-01"),
        ("health_waits", "referral_id,person_id,pathway,referred_date", "H1,P1,,2026-05-01"),
        ("tribunals", "appeal_id,person_id", "T1,"),
    ],
)
def test_no_key_in_any_needed_column_of_any_extract(tmp_path, extract, heading, row):
    assert one_row(tmp_path, extract, heading, row) == ["no_key"]


def test_needed_date(tmp_path):
    texts = ("", "31/02/2026", "tbc", "01/01/1900")
    empty, unreadable = "received_date is empty", "received_date is no date that exists"
    assert verdicts(tmp_path, *({"received_date": text} for text in texts)) == [
        f"needed_date: {words}" for words in (empty, unreadable, unreadable, empty)
    ]


def test_clock_date_unreadable(tmp_path):
    columns = ("final_plan_date", "draft_plan_date")
    assert verdicts(tmp_path, *({column: "31/02/2026"} for column in columns)) == [
        f"clock_date_unreadable: {column} is no date that exists" for column in columns
    ]


def test_before_2014(tmp_path):
    assert verdicts(
        tmp_path,
        {"received_date": "31/08/2014"},
        {"advice_requested_date": "2013-05-01"},
        {"received_date": "2014-09-01"},
    ) == [
        "before_2014: received_date lies before 1 September 2014",
        "before_2014: advice_requested_date lies before 1 September 2014",
        None,
    ]


def test_after_extraction(tmp_path):
    assert reasons(
        tmp_path,
        {"received_date": "2026-11-05"},
        {"advice_requested_date": "2026-11-05"},
        {"received_date": "2026-11-04"},
        {"exception_to": "2027-01-01"},
    ) == ["after_extraction", "after_extraction", None, None]


def test_without_the_day_of_the_extract_no_date_is_too_late(tmp_path):
    folder = make_drop(
        tmp_path / "drop",
        "as_of = 2026-10-31\n",
        needs_assessments=EMPTY["needs_assessments"] + "R1,P1,2030-01-01\n",
    )
    assert land_folder(folder).reasons() == []


@pytest.mark.parametrize(
    ("extract", "heading", "row"),
    [
        ("annual_reviews", "review_id,plan_id,meeting_date", "RV1,PL1,2027-01-10"),
        (
            "plans",
            "plan_id,person_id,start_date,next_transfer_date",
            "PL1,P1,2026-03-08,2027-09-01",
        ),
        (
            "tribunals",
            "appeal_id,person_id,hearing_date,remedy_due_date",
            "T1,P1,2027-01-01,2027-01-01",
        ),
    ],
)
def test_planned_dates_may_lie_ahead(tmp_path, extract, heading, row):
    assert one_row(tmp_path, extract, heading, row) == [None]


def test_a_request_and_the_date_of_its_decision(tmp_path):
    expected = {
        ("Y", ""): "decided_without_date",
        ("n", ""): "decided_without_date",
        ("N", "2026-04-19"): None,
        ("W", ""): None,
        ("W", "2026-04-19"): None,
        ("A", ""): None,
        # A date beside a decision that is awaited is emptied, whatever it was.
        ("A", "2026-04-19"): None,
        ("A", "31/02/2026"): None,
        ("A", "2001-01-01"): None,
        ("Y", "31/02/2026"): "clock_date_unreadable",
        ("", "2026-04-19"): "date_without_outcome",
        ("", ""): None,
        # An unknown code is an outcome of unknown direction.
        ("Agreed", "2026-04-19"): None,
        ("Agreed", ""): None,
    }
    cells = [{"request_outcome": o, "request_outcome_date": day} for o, day in expected]
    assert dict(zip(expected, reasons(tmp_path, *cells), strict=True)) == expected


def test_an_assessment_and_the_date_of_its_decision(tmp_path):
    expected = {
        ("Y", ""): None,
        ("Y", "2026-05-19"): None,
        ("N", ""): "decided_without_date",
        ("W", ""): None,
        ("A", "2026-05-19"): None,
        ("", "2026-05-19"): "date_without_outcome",
        ("?", "2026-05-19"): None,
    }
    cells = [{"assessment_outcome": o, "assessment_outcome_date": day} for o, day in expected]
    assert dict(zip(expected, reasons(tmp_path, *cells), strict=True)) == expected


def test_reviews_and_appeals_and_the_dates_of_their_outcomes(tmp_path):
    review = "review_id,plan_id,meeting_date,decision,decision_date"
    assert one_row(
        tmp_path,
        "annual_reviews",
        review,
        "RV1,PL1,2026-05-01,maintain,",
        "RV2,PL1,2026-05-01,Ceased,",  # as delivered: it is a decision, whatever it means
        "RV3,PL1,2026-05-01,,2026-05-20",
        "RV4,PL1,2026-05-01,Ceased,2026-05-20",
    ) == ["decided_without_date", "decided_without_date", "date_without_outcome", None]
    assert one_row(
        tmp_path,
        "tribunals",
        "appeal_id,person_id,outcome,outcome_date",
        "T1,P1,upheld,",
        "T2,P1,,2026-05-01",
        "T3,P1,,",
    ) == ["decided_without_date", "date_without_outcome", None]


@pytest.mark.parametrize("column", ["decision,maintain", "decision_date,2026-05-20"])
def test_where_one_of_the_two_columns_was_not_delivered_nothing_is_missing(tmp_path, column):
    name, cell = column.split(",")
    heading = f"review_id,plan_id,meeting_date,{name}"
    assert one_row(tmp_path, "annual_reviews", heading, f"RV1,PL1,2026-05-01,{cell}") == [None]


def test_stop_before_start(tmp_path):
    again = {"request_outcome": "Y", "request_outcome_date": "2026-06-02"}
    again |= {"final_plan_date": "2026-06-01"}
    assert verdicts(
        tmp_path,
        {"final_plan_date": "2026-03-07"},
        {"ended_date": "2026-03-07"},
        {"draft_plan_date": "2026-06-02", "final_plan_date": "2026-06-01"},
        again | {"reassessment": "Y"},
        again | {"reassessment": "N"},  # this pair counts only where its condition holds
        {"final_plan_date": "2026-03-08"},  # the same day is no fault
        {"request_outcome": "A", "request_outcome_date": "2026-01-01"},  # emptied
    ) == [
        "stop_before_start: final_plan_date lies before received_date",
        "stop_before_start: ended_date lies before received_date",
        "stop_before_start: final_plan_date lies before draft_plan_date",
        "stop_before_start: final_plan_date lies before request_outcome_date",
        None,
        None,
        None,
    ]


def test_orphans_are_rows_whose_needed_parent_was_not_accepted(tmp_path):
    assert one_row(
        tmp_path,
        "advice",
        "advice_id,request_id,contributor,requested_date",
        "A1,R1,gp,2026-05-01",
        "A2,R9,gp,2026-05-01",
        "A3,r1,gp,2026-05-01",
    ) == [None, "orphan", "orphan"]
    review = "review_id,plan_id,meeting_date"
    assert one_row(tmp_path, "annual_reviews", review, "RV1,PL9,2026-05-01") == ["orphan"]


def test_a_row_whose_parent_is_in_quarantine_is_an_orphan(tmp_path):
    requests = EMPTY["needs_assessments"] + "R1,P1,31/02/2026\n"
    folder = make_drop(
        tmp_path / "drop",
        needs_assessments=requests,
        advice="advice_id,request_id,contributor,requested_date\nA1,R1,gp,2026-05-01\n",
    )
    assert land_folder(folder).reasons() == [
        ("advice", 2, "orphan"), ("needs_assessments", 2, "needed_date"),
    ]  # fmt: skip


def test_duplicates_keep_the_first_and_conflicts_keep_none(tmp_path):
    landed = land_requests(
        tmp_path,
        "request_id,person_id,date_of_birth,received_date,name\n"
        "R1,P1,2016-01-01,2026-03-08,Ann\n"
        " R1,P1 ,2016-01-01,2026-03-08,Other names are not compared\n"
        "R2,P1,2016-01-01,2026-03-08,\n"
        "R2,P1,2016-01-02,2026-03-08,\n"  # another birth date is another content
        "R3,P1,,2026-03-08,\n"
        "R3,P2,,2026-03-08,\n"  # and so is another person
        "R3,P1,,2026-03-08,\n"
        "R1,P1,2016-01-01,2026-03-08,\n",
    )
    found = landed.rows("select line, reason, detail from quality.quarantine order by line")
    assert [row[:2] for row in found] == [
        (3, "duplicate"), (4, "conflicting"), (5, "conflicting"), (6, "conflicting"),
        (7, "conflicting"), (8, "conflicting"), (9, "duplicate"),
    ]  # fmt: skip
    assert found[0][2] == "every column is the same as in line 2"
    assert found[1][2] == "the same request_id stands with other content in line 5"
    assert landed.column("select line from raw.accepted_needs_assessments") == [2]


@pytest.mark.parametrize("key", ["Total", "TOTALS", "Grand total", "Total:"])
def test_a_line_that_adds_others_up_is_no_case(tmp_path, key):
    landed = land_requests(tmp_path, f"request_id,person_id,received_date\n{key},3,2026-03-08\n")
    assert landed.reasons() == [("needs_assessments", 2, "no_key")]


def test_a_day_or_a_code_written_in_two_ways_makes_no_other_content(tmp_path):
    landed = land_requests(
        tmp_path,
        "request_id,person_id,received_date,request_outcome,reassessment,district\n"
        "R1,P1,2026-03-08,,Y,Fylde\n"
        "R1,P1,08/03/2026,,yes,Fylde\n"
        "R2,P1,soon,,,\n"
        "R2,P1,later,,,\n"
        "R3,P1,2026-03-08,,,Fylde\n"
        "R3,P1,2026-03-08,,,Pendle\n",
    )
    found = landed.rows("select line, reason from quality.quarantine order by line")
    assert found == [
        (3, "duplicate"),
        *((line, "conflicting") for line in (4, 5, 6, 7)),
    ]


def test_ids_are_text_and_look_alikes_are_listed(tmp_path):
    rows = "00012,P1,2026-03-08\n12,P1,2026-03-08\n12.0,P1,2026-03-08\n"
    landed = land_requests(
        tmp_path,
        EMPTY["needs_assessments"] + rows + "x1,P1,2026-03-08\nX1,P1,2026-03-08\nX1,P1,2026-03-08\n"
        "y1,P1,soon\nY1,P1,2026-03-08\n",
    )
    ids = landed.column("select request_id from raw.accepted_needs_assessments order by line")
    assert ids == ["00012", "12", "12.0", "x1", "X1", "Y1"]
    assert landed.rows("select extract, file, line, other_line from quality.look_alikes") == [
        ("needs_assessments", "needs_assessments.csv", 6, 5)
    ]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("R1,,31/02/2026,,2026-04-01\n", "no_key"),
        ("R1,P1,31/02/2026,,\nR1,P1,31/02/2026,,\n", "duplicate"),
        ("R1,P1,31/02/2026,,31/02/2026\n", "needed_date"),
        ("R1,P1,2010-01-01,Y,31/02/2026\n", "clock_date_unreadable"),
        ("R1,P1,2010-01-01,Y,2027-01-01\n", "before_2014"),
        ("R1,P1,2027-01-01,Y,\n", "after_extraction"),
        ("R1,P1,2026-03-08,,2026-03-01\n", "date_without_outcome"),
    ],
)
def test_the_first_reason_counts_and_each_row_is_in_quarantine_once(tmp_path, rows, reason):
    heading = "request_id,person_id,received_date,request_outcome,request_outcome_date\n"
    landed = land_requests(tmp_path, heading + rows)
    assert landed.reasons()[-1][2] == reason
    lines = landed.column("select line from quality.quarantine")
    assert len(lines) == len(set(lines))


def test_further_reasons_are_in_the_detail(tmp_path):
    assert verdicts(tmp_path, {"person_id": "", "received_date": "31/02/2026"}) == [
        "no_key: person_id is empty; also needed_date: received_date is no date that exists"
    ]


def test_the_cells_of_a_row_in_quarantine_hold_nothing_personal(tmp_path):
    landed = land_requests(
        tmp_path,
        "request_id,person_id,date_of_birth,Surname,received_date,district\n"
        'R1,P1,2016-07-19,Bloggs,31/02/2026," Say ""hi"" "\n',
    )
    [cells] = landed.column("select cells from quality.quarantine")
    assert json.loads(cells) == {
        "request_id": "R1", "received_date": "31/02/2026", "district": 'Say "hi"',
    }  # fmt: skip


def test_a_line_that_cannot_be_split_is_in_quarantine_with_its_line(tmp_path):
    landed = land_requests(
        tmp_path, EMPTY["needs_assessments"] + 'R1,P1,2026-03-08\nR2,"P2,2026-03-08\nR3,P3\n'
    )
    assert landed.reasons() == [
        ("needs_assessments", 3, "unsplit_line"), ("needs_assessments", 4, "unsplit_line"),
    ]  # fmt: skip
    assert landed.report.rows["needs_assessments"] == 3
    assert "P2" not in str(landed.rows("from quality.quarantine"))


def test_planned_and_extract_dates_of_the_drop_are_those_of_drop_toml(tmp_path):
    folder = make_drop(
        tmp_path / "drop",
        DROP_TOML.replace("2026-11-04", "2026-12-31"),
        needs_assessments=EMPTY["needs_assessments"] + "R1,P1,2026-11-05\n",
    )
    assert land_folder(folder).reasons() == []
