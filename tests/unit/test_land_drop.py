"""The shape of a drop: every error of the call, each before anything is touched."""

import gzip
from datetime import date

import pytest
from landing import DROP_TOML, EMPTY, land_folder, land_requests, make_drop

from pipeline.errors import CallError
from pipeline.land import read_drop
from pipeline.settings import Settings
from pipeline.sources import mapping


def refused(folder, as_of=None, month=None, settings=None):
    """The sentence with which a drop is refused."""
    before = sorted(folder.parent.rglob("*"))
    with pytest.raises(CallError) as error:
        read_drop(folder, settings or Settings(), as_of, month)
    assert sorted(folder.parent.rglob("*")) == before
    sentence = str(error.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


@pytest.fixture
def folder(tmp_path):
    return make_drop(tmp_path / "drop")


def toml(folder, text):
    (folder / "drop.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_that_is_none(tmp_path):
    assert "no such folder" in refused(tmp_path / "absent")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "it is a file" in refused(tmp_path / "file")


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    (tmp_path / "empty").mkdir()
    assert "the folder is empty" in refused(tmp_path / "empty")


def test_a_missing_extract_is_named_with_what_was_found(folder):
    (folder / "plans.csv").rename(folder / "planz.csv")
    sentence = refused(folder)
    assert "needed extract plans is missing" in sentence
    assert "annual_reviews, needs_assessments, planz, tribunals" in sentence
    assert f"`ehc doctor {folder}`" in sentence


def test_optional_extracts_may_be_missing_and_stems_may_have_any_case(folder):
    (folder / "plans.csv").rename(folder / "PLANS.CSV")
    (folder / "~$plans.csv").write_text("", encoding="utf-8")
    drop = read_drop(folder, Settings(), None)
    assert [file.extract for file in drop.files] == list(EMPTY)
    assert (drop.as_of, drop.extracted_on) == (date(2026, 10, 31), date(2026, 11, 4))
    assert (drop.la_code, drop.source_system, drop.synthetic) == ("E10000017", "canonical", False)


def test_packed_extracts_are_found(folder):
    (folder / "plans.csv").unlink()
    (folder / "plans.csv.gz").write_bytes(gzip.compress(EMPTY["plans"].encode()))
    names = [file.name for file in read_drop(folder, Settings(), None).files]
    assert "plans.csv.gz" in names


def test_two_files_for_one_extract_are_both_named(folder):
    (folder / "Plans.csv.gz").write_bytes(gzip.compress(EMPTY["plans"].encode()))
    assert "Plans.csv.gz and plans.csv are both the extract plans" in refused(folder)


@pytest.mark.parametrize("suffix", [".xls", ".xlsm", ".ods", ".json", ".txt"])
def test_formats_that_are_not_read_are_refused_by_name(folder, suffix):
    (folder / "plans.csv").rename(folder / f"plans{suffix}")
    assert f"plans{suffix}: " in refused(folder)
    assert ".csv or .csv.gz or .xlsx or .parquet" in refused(folder)


def test_a_missing_column_lists_headings_nearest_matches_and_the_file_to_edit(folder):
    (folder / "plans.csv").write_text("Plan ID,person_id,started,Surname\n", encoding="utf-8")
    sentence = refused(folder)
    assert sentence.startswith("plans.csv, line 1: no heading for start_date; found Plan ID,")
    assert 'start_date may be "started"' in sentence
    assert "canonical.toml under [columns.plans]" in sentence


def test_a_heading_with_its_words_in_another_order_is_near(folder):
    heading = "request_id,person_id,Date recieved,Date of birth\n"
    (folder / "needs_assessments.csv").write_text(heading, encoding="utf-8")
    with pytest.raises(CallError, match='; received_date may be "Date recieved"; name its'):
        read_drop(folder, Settings(), None)


def test_a_file_without_a_line_of_headings_repeats_nothing_of_it(folder):
    (folder / "plans.csv").write_text("PL1,Jo Bloggs,2015-01-01\n", encoding="utf-8")
    sentence = refused(folder)
    assert "looks like a row" in sentence
    assert "Bloggs" not in sentence and "PL1" not in sentence


def test_doubled_headings_are_refused_only_where_they_are_ours(folder):
    (folder / "plans.csv").write_text("plan_id,person_id,start_date,note,note\n", encoding="utf-8")
    read_drop(folder, Settings(), None)
    (folder / "plans.csv").write_text("plan_id,person_id,Start-Date,start_date\n", encoding="utf-8")
    assert 'line 1: the headings "Start-Date" and "start_date" are both' in refused(folder)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("as_of = \n", "drop.toml: the file cannot be read"),
        ('asof = "2026-10-31"\n', 'unknown key "asof"; the nearest is as_of'),
        ('as_of = "soon"\n', "as_of = soon is no date"),
        ("as_of = 20261031\n", "as_of = 20261031 is no date"),
        ("extracted_on = true\n", "extracted_on = True is no date"),
        ('synthetic = "yes"\n', "synthetic = yes is neither true nor false"),
        ("source_system = 3\n", "source_system = 3 is no text"),
        ("local_authority = 888\n", "local_authority = 888 is no text"),
        ('as_of = 2026-10-31\nsource_system = "mosaic"\n', 'source_system "mosaic"'),
        ('as_of = 2026-10-31\nsource_system = "../x"\n', 'source_system "../x"'),
        ('as_of = 2026-10-31\nlocal_authority = "Cumberland Gap"\n', "no English authority"),
        ('as_of = 2026-10-31\nlocal_authority = "E08000003"\n', "Manchester's (E08000003)"),
    ],
)
def test_what_is_wrong_in_drop_toml_names_file_and_key(folder, text, words):
    sentence = refused(toml(folder, text))
    assert words in sentence
    assert "drop.toml" in sentence


@pytest.mark.parametrize("written", ["31/10/2026", '"31/10/2026"', "31.10.2026  # the month's end"])
def test_a_day_in_drop_toml_may_be_written_as_people_do(folder, written):
    drop = read_drop(
        toml(folder, f"as_of = {written}\nextracted_on = 4/11/2026\n"), Settings(), None
    )
    assert (drop.as_of, drop.extracted_on) == (date(2026, 10, 31), date(2026, 11, 4))


@pytest.mark.parametrize("name", ["E10000017", "888", "lancashire"])
def test_the_drops_authority_may_be_written_in_any_way(folder, name):
    drop = read_drop(toml(folder, DROP_TOML + f'local_authority = "{name}"\n'), Settings(), None)
    assert (drop.la_code, drop.la_name) == ("E10000017", "Lancashire")


def test_the_day_to_report_must_come_from_somewhere(folder):
    toml(folder, "")
    assert "--as-of 2026-10-31" in refused(folder)
    assert "drop.toml" in refused(folder)
    (folder / "drop.toml").unlink()
    assert "--as-of 2026-10-31" in refused(folder)
    drop = read_drop(folder, Settings(), "30/09/2026")
    assert (drop.as_of, drop.extracted_on) == (date(2026, 9, 30), None)
    assert any("no date was checked as too late" in note for note in drop.notes)


def test_a_day_to_report_after_the_extract_is_told(folder):
    drop = read_drop(folder, Settings(), "2026-11-05")
    assert any("after it was extracted" in note for note in drop.notes)


def test_arguments_that_are_no_dates(folder):
    assert '--as-of "31/02/2026" is no date' in refused(folder, as_of="31/02/2026")
    assert '--month "October" is no month' in refused(folder, month="October")


def test_the_argument_beats_the_month_which_beats_drop_toml_and_the_run_says_so(folder):
    drop = read_drop(folder, Settings(), "2026-08-15", "2026-09")
    assert drop.as_of == date(2026, 8, 15)
    assert len(drop.notes) == 2 and all("--as-of counts" in note for note in drop.notes)
    assert read_drop(folder, Settings(), None, "2026-02").as_of == date(2026, 2, 28)
    assert read_drop(folder, Settings(), None, "2026-10").notes == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns.plan]\n", "[columns.plan] is no extract"),
        ('[columns.plans]\nstart_dat = "x"\n', "no column of it; the nearest is start_date"),
        ("[columns.plans]\nstart_date = 3\n", "neither a heading nor a list"),
        ('[values.plans.ceased_reason]\nMoved = "99"\n', "\"Moved\" = '99' is none of the codes 1"),
        ('[values.plans.person_id]\nx = "y"\n', "cannot be mapped"),
        ("columns = 3\n", "columns is no table"),
        ('ids_ignore_case = "x"\n', "neither true nor false"),
        ("[colums]\n", 'unknown key "colums"'),
        ("= x\n", "cannot be read"),
    ],
)
def test_a_mapping_that_cannot_be_understood(tmp_path, text, words):
    (tmp_path / "canonical.toml").write_text("", encoding="utf-8")
    (tmp_path / "theirs.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CallError) as error:
        mapping.load("theirs", "drop.toml", tmp_path)
    assert words in str(error.value) and "theirs.toml" in str(error.value)


def test_a_mapping_names_headings_values_and_ids_without_case(tmp_path, monkeypatch):
    (tmp_path / "canonical.toml").write_text(
        '[values.needs_assessments.request_outcome]\nN = "N"\nOK = "A"\n', encoding="utf-8"
    )
    (tmp_path / "theirs.toml").write_text(
        'ids_ignore_case = true\n[columns.needs_assessments]\nreceived_date = ["Date (received)"]\n'
        '[values.needs_assessments.request_outcome]\n"Agreed" = "Y"\nOK = "Y"\n'
        '[values.needs_assessments.district]\n"St Annes" = "Fylde"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(mapping, "FOLDER", tmp_path)
    rows = "Request ID,person-id,DATE RECEIVED,District,Request Outcome,request_outcome_date\n"
    folder = make_drop(
        tmp_path / "drop",
        DROP_TOML + 'source_system = "theirs"\n',
        needs_assessments=rows
        + "x1,P1,2026-03-08,st annes, AGREED ,2026-03-20\nX1,P1,2026-03-08,st annes, AGREED ,"
        "2026-03-20\nX2,P2,2026-03-08,,ok,2026-03-20\n",
    )
    landed = land_folder(folder)
    assert landed.rows(
        "select request_id, district_name, request_outcome from raw.accepted_needs_assessments"
    ) == [("X1", "Fylde", "Y"), ("X2", "Not known", "Y")]
    assert landed.reasons() == [("needs_assessments", 3, "duplicate")]


def test_headings_in_any_case_and_with_any_separator(tmp_path):
    landed = land_requests(
        tmp_path, "Request ID;PERSON-ID; received date ;Primary_Need\nR1;P1;2026-03-08;asd\n"
    )
    assert landed.rows(
        "select request_id, received_date, primary_need from raw.accepted_needs_assessments"
    ) == [("R1", date(2026, 3, 8), "ASD")]
