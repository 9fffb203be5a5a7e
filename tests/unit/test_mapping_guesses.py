"""What `ehc doctor` takes a heading for, and a value: the guesses that go into its drafts."""

import pytest

from pipeline.doctor_guess import Guesser
from pipeline.doctor_read import look
from pipeline.extracts import columns
from pipeline.sources import mapping


@pytest.fixture(scope="module")
def guesser():
    return Guesser(mapping.synonyms())


def read(guesser, tmp_path, extract, *headings, row=()):
    path = tmp_path / "file.csv"
    lines = [",".join(f'"{text}"' for text in headings), ",".join(row)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    canonical = mapping.load("canonical", "a test")
    return guesser.read(look(path, lambda cells: 0), extract, canonical)


def guesses(guesser, tmp_path, extract, *headings, row=()):
    reading = read(guesser, tmp_path, extract, *headings, row=row)
    return {headings[guess.place]: name for name, guess in reading.guesses.items()}


@pytest.mark.parametrize(
    ("extract", "heading", "column"),
    [
        # as they stand in synonyms.toml
        ("needs_assessments", "EHCNA Request Date", "received_date"),
        ("needs_assessments", "Ward/District", "district"),
        ("plans", "Date EHCP finalised", "start_date"),
        ("tribunals", "Date of order", "outcome_date"),
        ("advice", "Contributor/Service", "contributor"),
        # in other words, another order, other spellings
        ("needs_assessments", "DateRequestReceived", "received_date"),
        ("needs_assessments", "Date EHCNA request recd", "received_date"),
        ("needs_assessments", "DATE_OF_DECISION_TO_ASSESS", "request_outcome_date"),
        ("needs_assessments", "Final EHC plan sent date", "final_plan_date"),
        ("needs_assessments", "Draft EHCP issued on", "draft_plan_date"),
        ("plans", "Ceased date (EHCP)", "ceased_date"),
        ("annual_reviews", "Date of annual review meeting", "meeting_date"),
        ("annual_reviews", "Annual revew meeting date", "meeting_date"),
        ("tribunals", "Appeal registration date", "registered_date"),
        ("advice", "Date advice returned", "received_date"),
        ("health_waits", "Referral recd date", "referred_date"),
    ],
)
def test_a_heading_is_taken_for_a_column(guesser, tmp_path, extract, heading, column):
    assert guesses(guesser, tmp_path, extract, heading, "X") == {heading: column}


@pytest.mark.parametrize(
    "heading",
    ["Surname", "Child name", "Name", "Home address", "Notes", "Case officer", "Postcode"],
)
def test_what_speaks_of_a_person_is_taken_for_nothing(guesser, tmp_path, heading):
    for extract in ("needs_assessments", "plans", "annual_reviews", "tribunals", "advice"):
        assert guesses(guesser, tmp_path, extract, heading, "X") == {}


def test_what_stands_in_a_column_counts(guesser, tmp_path):
    """A column of words is no date, whatever its heading says, and one of days is no code."""
    headings = ("Decision to assess", "Decision to assess date")
    right = guesses(guesser, tmp_path, "needs_assessments", *headings, row=("Yes", "01/02/2026"))
    assert right == {headings[0]: "request_outcome", headings[1]: "request_outcome_date"}
    found = guesses(guesser, tmp_path, "needs_assessments", "Final plan", row=("in progress",))
    assert "final_plan_date" not in found.values()


def test_the_child_is_known_by_the_systems_own_id_before_the_upn(guesser, tmp_path):
    found = guesses(guesser, tmp_path, "plans", "UPN", "Child ID", "EHCP ref")
    assert found["Child ID"] == "person_id"
    assert "UPN" not in found
    assert guesses(guesser, tmp_path, "plans", "UPN", "EHCP ref")["UPN"] == "person_id"


def test_a_column_that_is_taken_is_suggested_for_no_other_heading(guesser, tmp_path):
    headings = ("Case ID", "Child ID", "Case reference no", "Date received", "Received on")
    reading = read(guesser, tmp_path, "needs_assessments", *headings)
    assert reading.guesses.keys() == {"request_id", "person_id", "received_date"}
    suggested = {guess.column.name for near in reading.near.values() for guess in near}
    assert suggested.isdisjoint(reading.places)


@pytest.mark.parametrize(
    "heading",
    [
        "NHS No.",
        "NHS_NUMBER",
        "nhsNumber",
        "UPN no",
        "Pupil UPN",
        "ULN ref",
        "Unique learner number",
    ],
)
def test_a_number_that_a_child_bears_everywhere_is_suggested_as_no_id(guesser, tmp_path, heading):
    for extract in ("needs_assessments", "plans", "annual_reviews", "tribunals", "advice"):
        reading = read(guesser, tmp_path, extract, heading, "X")
        assert (reading.guesses, reading.near[0]) == ({}, ())


@pytest.mark.parametrize(
    ("extract", "column", "value", "code", "sure"),
    [
        ("needs_assessments", "request_outcome", "Agreed", "Y", True),
        ("needs_assessments", "request_outcome", "not agreed", "N", True),
        ("needs_assessments", "request_outcome", "Yes", "Y", True),
        ("needs_assessments", "primary_need", "k) ASD", "ASD", True),
        ("needs_assessments", "primary_need", "ASD - Autism", "ASD", True),
        ("needs_assessments", "primary_need", "Moderate learning difficulties", "MLD", False),
        ("needs_assessments", "primary_need", "SLC", "SLCN", False),
        ("needs_assessments", "week20_exception", "true", "Y", True),
        ("needs_assessments", "sex", "Female", "F", True),
        ("annual_reviews", "decision", "Maintain the plan", "maintain", True),
        ("annual_reviews", "decision", "Ceased", "cease", True),
        ("tribunals", "outcome", "Partially upheld", "part_upheld", False),
        ("plans", "year_group", "Year 9", "9", True),
        # a word that turns the value round, and is none of the code's own
        ("tribunals", "route", "Appeal - LA not opposing", "appeal", False),
        ("tribunals", "route", "Appeal (unopposed)", "appeal", False),
        ("tribunals", "route", "Appeal - under way", "appeal", True),
        ("tribunals", "route", "Not opposed", "unopposed", True),
        ("annual_reviews", "decision", "Amend - without a new placement", "amend", False),
        ("annual_reviews", "decision", "a) Amend: never agreed", "amend", False),
        ("annual_reviews", "decision", "No change", "maintain", True),
        ("needs_assessments", "week20_exception", "No", "N", True),
    ],
)
def test_a_value_is_taken_for_a_code(guesser, extract, column, value, code, sure):
    of = {one.name: one for one in columns(extract)}[column]
    proposal = guesser.propose(of, value)
    assert proposal is not None
    assert (proposal.code, proposal.sure) == (code, sure)


@pytest.mark.parametrize(
    ("extract", "column", "value"),
    [
        ("annual_reviews", "decision", "Z9"),
        ("needs_assessments", "request_outcome", "D"),
        ("needs_assessments", "exception_ground", "Staff sickness"),
        ("plans", "ceased_reason", "12"),
    ],
)
def test_what_nothing_is_like_gets_no_proposal(guesser, extract, column, value):
    of = {one.name: one for one in columns(extract)}[column]
    assert guesser.propose(of, value) is None


def test_a_heading_that_may_be_two_columns_is_left_open(guesser, tmp_path):
    assert guesses(guesser, tmp_path, "needs_assessments", "Outcome", "X") == {}
    assert guesses(guesser, tmp_path, "needs_assessments", "Outcome date", "X") == {}
