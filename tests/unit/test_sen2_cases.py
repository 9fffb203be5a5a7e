"""SEN2 returns as councils' people report them, landed whole: what a right reading gives."""

import shutil
from datetime import date
from functools import cache

import pytest
from landing import CASES, land_folder


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """Lands a case, once."""
    folder = tmp_path_factory.mktemp("cases")
    return cache(lambda name: land_folder(shutil.copytree(CASES / name, folder / name)))


def rows(landed, columns, extract):
    return landed.rows(f"select {columns} from raw.accepted_{extract} order by line")


def test_p01_the_export_with_its_own_dates_and_words_for_true(case):
    landed = case("P01")
    told = "request_id, received_date, request_outcome_date, final_plan_date, week20_exception"
    assert rows(landed, told, "needs_assessments") == [
        ("r-1", date(2025, 3, 3), date(2025, 4, 14), date(2025, 7, 21), "N"),
        ("r-2", date(2025, 9, 28), date(2025, 11, 10), None, None),
    ]
    told = "plan_id, request_id, start_date, last_reviewed_date, primary_need, setting_type"
    assert rows(landed, told, "plans") == [
        ("r-1", "r-1", date(2025, 7, 21), None, "ASD", "119700"),
        ("r-3", None, date(2021, 5, 12), date(2025, 3, 4), "SEMH", "119700"),
    ]
    told = "plan_id, meeting_date, decision, decision_date"
    assert rows(landed, told, "annual_reviews") == [
        ("r-3", date(2025, 2, 5), "maintain", date(2025, 3, 4))
    ]
    assert landed.reasons() == landed.issues() == []
    assert landed.rows("select line, kind from quality.set_aside") == [(4, "placeholder_request")]


def test_p01_every_file_reconciles_and_is_named(case):
    landed = case("P01")
    assert landed.value(
        "select bool_and(landed = accepted + quarantined + set_aside) from quality.reconciliation"
    )
    assert landed.value("select count(distinct file) from raw.files") == 8
    assert landed.report.rows == {"needs_assessments": 3, "plans": 2, "annual_reviews": 1}


def test_p01_nothing_of_a_person_is_stored(case):
    landed = case("P01")
    stored = landed.database.read_bytes()
    for text in (b"X999000000001", b"Example1", b"ZZ99", b"2015-06-01", b"2015-Jun-01"):
        assert text not in stored
    assert "X999" not in "".join(landed.said)
    assert {"surname", "forename", "postcode", "upn"} <= set(
        landed.column("select heading from raw.dropped_columns")
    )
    assert (
        landed.value("select count(distinct person_key) from raw.accepted_needs_assessments") == 2
    )


def test_p04_a_plan_that_names_no_placement(case):
    landed = case("P04")
    [(start, setting, request)] = rows(landed, "start_date, setting_type, request_id", "plans")
    assert (start, setting) == (date(2025, 4, 29), None)
    [(made_id, final)] = rows(landed, "request_id, final_plan_date", "needs_assessments")
    assert (made_id, final) == (request, start)
    assert len(made_id) == 12 and set(made_id) <= set("0123456789abcdef")


def test_p06_two_requests_of_one_child(case):
    landed = case("P06")
    told = "request_outcome, final_plan_date"
    assert rows(landed, told, "needs_assessments") == [("N", None), ("Y", date(2025, 9, 23))]
    assert len(set(landed.column("select person_key from raw.accepted_needs_assessments"))) == 1
    assert len(rows(landed, "plan_id", "plans")) == 1


def test_p21_a_refusal_with_a_plan_below_it_stays_one(case):
    landed = case("P21")
    told = "request_outcome, request_outcome_date, final_plan_date, mediation_held, appeal_held"
    assert rows(landed, told, "needs_assessments") == [
        ("N", date(2024, 12, 16), date(2025, 8, 4), "Y", "N"),
        ("Y", date(2025, 2, 20), date(2025, 5, 30), "N", "N"),
    ]
    assert len(rows(landed, "plan_id", "plans")) == 2
    assert landed.reasons() == []


def test_p23_moved_in_and_moved_away(case):
    landed = case("P23")
    assert rows(landed, "request_id, start_date, last_reviewed_date", "plans") == [
        (None, date(2025, 5, 1), date(2025, 10, 1))
    ]
    told = "final_plan_date, ended_reason"
    assert rows(landed, told, "needs_assessments") == [(None, "moved_out")]
    assert landed.issues() == [(19, "ended_date", "ended_undated", None)]
    delivered = set(
        landed.column("select column_name from raw.delivered_columns where extract = 'plans'")
    )
    assert "transferred_in_date" not in delivered and "ceased_date" in delivered
    assert sum("moved in from another authority (1)" in line for line in landed.said) == 1
