"""The worked mappings: a small export of each kind of system lands with the counts it should."""

from pathlib import Path

import pytest

from pipeline.extracts import columns
from pipeline.sources import mapping
from tests.unit.landing import land_folder

EXPORTS = Path(__file__).parents[1] / "data" / "mappings"

# Of each extract: rows landed, accepted, quarantined.
COUNTS = {
    "case_system_a": {
        "needs_assessments": (6, 5, 1),
        "plans": (4, 4, 0),
        "annual_reviews": (3, 3, 0),
        "tribunals": (2, 2, 0),
    },
    "case_system_b": {
        "needs_assessments": (3, 3, 0),
        "plans": (3, 1, 2),
        "annual_reviews": (1, 1, 0),
        "tribunals": (2, 2, 0),
        "advice": (3, 2, 1),
    },
    "standard_dataset": {
        "needs_assessments": (3, 2, 1),
        "plans": (2, 2, 0),
        "annual_reviews": (0, 0, 0),
        "tribunals": (0, 0, 0),
    },
    "tracker_workbook": {
        "needs_assessments": (4, 3, 1),
        "plans": (2, 2, 0),
        "annual_reviews": (2, 2, 0),
        "tribunals": (1, 1, 0),
    },
}


def landed(name, tmp_path):
    folder = tmp_path / name
    folder.mkdir()
    for file in (EXPORTS / name).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return land_folder(folder)


def test_each_mapping_has_an_export_and_each_export_a_mapping():
    worked = set(mapping.source_systems()) - {"canonical"}
    assert worked == {folder.name for folder in EXPORTS.iterdir()} == COUNTS.keys()


@pytest.mark.parametrize("name", COUNTS)
def test_an_export_lands_with_its_counts(name, tmp_path):
    found = landed(name, tmp_path)
    assert {
        one.extract: (one.landed, one.accepted, one.quarantined)
        for one in found.report.reconciliation
    } == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_every_heading_of_an_export_that_is_mapped_is_in_it(name, tmp_path):
    """A heading that the mapping names and the example lacks would be tested by nothing."""
    found = landed(name, tmp_path)
    delivered = set(found.rows("select extract, column_name from raw.delivered_columns"))
    own = mapping.alone(name)
    assert own.headings.keys() - delivered == set()


def test_the_words_of_a_system_become_codes(tmp_path):
    found = landed("case_system_a", tmp_path)
    assert found.rows(
        "select request_id, request_outcome, assessment_outcome, request_source, exception_ground,"
        " ended_reason, sex from raw.accepted_needs_assessments order by 1"
    ) == [
        ("50101", "Y", "Y", "1", None, None, "F"),
        ("50102", "N", None, "2", None, None, "M"),
        ("50103", "Y", "Y", "3", "school_closure", None, "M"),
        ("50104", "W", None, "4", None, "moved_out", "F"),
        ("50105", "A", None, "5", None, None, "M"),
    ]
    # The one value that is in no list: emptied, and logged with the line to add.
    assert found.rows(
        "select column_name, reason, delivered from raw.cell_issues where reason = 'unknown_code'"
    ) == [("primary_need", "unknown_code", "Autism Spectrum")]
    assert found.rows("select route, ground, outcome, remedy from raw.accepted_tribunals") == [
        ("appeal", "refusal_to_assess", "upheld", "assess"),
        ("unopposed", "placement", "conceded", "amend_placement"),
    ]


def test_names_of_children_are_dropped(tmp_path):
    for name in ("case_system_a", "tracker_workbook"):
        found = landed(name, tmp_path)
        assert b"Example" not in found.database.read_bytes()
        assert "Example" not in " ".join(found.said)


def test_what_belongs_to_the_doctor_is_no_source_system():
    assert "synonyms" not in mapping.source_systems()
    for (extract, name), headings in mapping.synonyms().headings.items():
        assert headings, (extract, name)


def test_a_synonym_stands_under_one_column_of_an_extract():
    said = mapping.synonyms().headings
    for extract in {extract for extract, _ in said}:
        seen = {}
        for column in columns(extract):
            for heading in (column.name, *said[extract, column.name]):
                other = seen.setdefault(mapping.fold(heading), column.name)
                assert other == column.name, f"{extract}: {heading}"
