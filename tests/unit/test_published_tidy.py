"""The Department's tidy files: by heading, never by place, and a symbol is never nought."""

import shutil
from pathlib import Path

import pytest
from published_loading import ENGLAND, KENT, TIDY, load

from pipeline.errors import CallError

CASES = Path(__file__).parents[1] / "data" / "cases"


def test_a_figure_keeps_its_line_area_and_year(tmp_path: Path) -> None:
    found = load(tmp_path, figures=f"{TIDY},plans\n{ENGLAND},90392\n{KENT},1200\n")
    assert found.rows(
        "select line, layout, time_period, time_identifier, geographic_level, area_code, area_name,"
        " breakdown, value from raw.published_figures order by line"
    ) == [
        (2, "tidy", 2024, "Calendar year", "National", "E92000001", "England", None, 90392.0),
        (3, "tidy", 2024, "Calendar year", "Local authority", "E10000016", "Kent", None, 1200.0),
    ]
    assert found.said == ["Published file figures.csv: 2 of 2 rows are used."]


def test_columns_may_stand_anywhere_in_any_case_behind_a_mark(tmp_path: Path) -> None:
    text = (
        "\ufeffPlans_LATE,LA_name,geographic_level,New_LA_Code,plans,TIME_PERIOD,time_identifier\n"
        '7,"Bristol, City of",Local authority,E06000023,31,2024,"Calendar, year"\n'
    )
    found = load(tmp_path, figures=text)
    assert found.cells("plans") == [(2, "31", 31.0, None)]
    assert found.cells("plans_late") == [(2, "7", 7.0, None)]
    assert found.rows("select distinct area_name, time_identifier from raw.published_figures") == [
        ("Bristol, City of", "Calendar, year")
    ]


def test_a_region_has_its_own_code_and_an_authority_may_be_known_by_its_number(
    tmp_path: Path,
) -> None:
    text = (
        f"{TIDY},plans\n"
        "2024,Calendar year,Regional,E92000001,England,E12000008,South East,,,,5\n"
        "2024,Calendar year,Local authority,E92000001,England,E12000008,South East,z,886,Kent,6\n"
        "2024,Calendar year,Local authority,E92000001,England,,,,825,Buckinghamshire,7\n"
    )
    areas = load(tmp_path, figures=text).rows(
        "select area_code, area_name from raw.published_figures order by line"
    )
    assert areas == [
        ("E12000008", "South East"),
        ("E10000016", "Kent"),
        ("E06000060", "Buckinghamshire"),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "symbol"),
    [
        ("12", 12.0, None),
        (" 98.649", 98.649, None),
        ("\u00a07\u00a0", 7.0, None),
        ('"5,088"', 5088.0, None),
        ("0", 0.0, None),
        ("1e+05", 100000.0, None),
        ("2.5%", 2.5, None),
        ("-153", None, "negative"),
        ("z", None, "z"),
        ("X", None, "x"),
        ("c", None, "c"),
        ("low", None, "low"),
        ("u", None, "u"),
        ("..", None, ".."),
        (" - ", None, "-"),
        ("", None, "blank"),
        ("nan", None, "text"),
        ("inf", None, "text"),
        ('"1,2"', None, "text"),
    ],
)
def test_a_cell_is_a_number_or_says_why_not(
    tmp_path: Path, cell: str, value: float | None, symbol: str | None
) -> None:
    found = load(tmp_path, figures=f"{TIDY},plans\n{ENGLAND},{cell}\n{KENT},1\n")
    [(_, _, got, why), _] = found.cells("plans")
    assert (got, why) == (value, symbol)


def test_a_period_that_is_no_year_is_reported_and_its_row_not_used(tmp_path: Path) -> None:
    text = "time_period,geographic_level,plans\n2018,National,1\nyear,National,2\n,National,3\n"
    found = load(tmp_path, figures=text)
    assert found.cells("plans") == [(2, "1", 1.0, None)]
    assert found.notes() == [
        (3, "unused_row", 'time_period is "year", which is no year; the row is not used'),
        (4, "unused_row", "time_period is blank; the row is not used"),
    ]
    assert "1 of 3 rows are used" in found.said[0]


def test_very_many_such_rows_are_counted_and_not_listed(tmp_path: Path) -> None:
    text = "time_period,geographic_level,plans\n" + "last,National,1\n" * 25
    told = [note for _, _, note in load(tmp_path, figures=text).notes()]
    assert len(told) == 21
    assert "5 more rows name no year and are not used" in told


def test_a_heading_that_stands_twice_is_compared_and_used_once(tmp_path: Path) -> None:
    text = f"{TIDY},met,met,later\n{ENGLAND},5,5,9\n{KENT},x,x,8\n"
    found = load(tmp_path, figures=text)
    assert found.cells("met") == [(2, "5", 5.0, None), (3, "x", None, "x")]
    assert [value for _, _, value, _ in found.cells("later")] == [9.0, 8.0]
    told = "met stands in columns 11, 12; they hold the same in every row (2), so one is used"
    assert found.notes() == [(1, "doubled_heading", told)]


def test_of_two_that_differ_neither_is_used(tmp_path: Path) -> None:
    found = load(tmp_path, figures=f"{TIDY},met,met,later\n{ENGLAND},5,5,9\n{KENT},6,x,8\n")
    assert found.cells("met") == []
    assert len(found.cells("later")) == 2
    told = (
        "met stands in columns 11, 12; they differ in 1 of 2 rows, first in line 3, so neither is"
        " used"
    )
    assert found.notes() == [(1, "doubled_heading", told)]


def test_a_year_that_is_said_twice_and_differently_stops_the_run(tmp_path: Path) -> None:
    text = "time_period,time_period,geographic_level,plans\n2023,2024,National,1\n"
    with pytest.raises(CallError, match=r"figures\.csv, line 2: the heading time_period stands"):
        load(tmp_path, figures=text)


def test_answers_are_kept_as_they_are(tmp_path: Path) -> None:
    found = load(tmp_path, figures=f"{TIDY},officer\n{ENGLAND},Recruiting\n{KENT},Yes\n")
    assert found.cells("officer") == [(2, "Recruiting", None, "text"), (3, "Yes", None, "text")]


def test_a_row_for_everybody_is_told_from_one_for_some(tmp_path: Path) -> None:
    text = (
        f"{TIDY},breakdown_topic,breakdown,plans\n"
        f"{ENGLAND},All plans,All plans,9\n{ENGLAND},Age,10,5\n{ENGLAND},Total,Total,9\n"
    )
    assert load(tmp_path, figures=text).rows(
        "select breakdown, value from raw.published_figures order by line"
    ) == [(None, 9.0), ("Age: 10", 5.0), (None, 9.0)]


def test_a_column_of_words_says_of_whom_a_row_is(tmp_path: Path) -> None:
    text = f"{TIDY},need,plans\n{ENGLAND},Total,9\n{ENGLAND},Autism,5\n"
    assert load(tmp_path, figures=text).rows(
        "select breakdown, indicator from raw.published_figures order by line"
    ) == [(None, "plans"), ("Autism", "plans")]


def test_a_column_without_a_heading_and_a_broken_line_are_told(tmp_path: Path) -> None:
    found = load(tmp_path, figures=f",{TIDY},plans\n1,{ENGLAND},9\n2,2024\n")
    assert [value for _, _, value, _ in found.cells("plans")] == [9.0]
    assert [(line, kind) for line, kind, _ in found.notes()] == [
        (3, "unused_row"),
        (None, "unused_column"),
    ]


def test_a_file_without_figures_says_so(tmp_path: Path) -> None:
    found = load(tmp_path, figures=f"{TIDY}\n{ENGLAND}\n")
    assert found.notes() == [(None, "unused_column", "it has no column of figures")]


def test_p15_as_first_published(tmp_path: Path) -> None:
    shutil.copytree(CASES / "P15", tmp_path / "reference")
    found = load(tmp_path / "reference")
    assert found.rows("select rows, rows_used from raw.published_files") == [(5, 5)]
    doubled = [note for _, kind, note in found.notes() if kind == "doubled_heading"]
    assert doubled == [
        "review_meeting_prior_24 stands in columns 18, 19; they hold the same in every row (5), so"
        " one is used"
    ]
    lancashire = dict(
        found.rows(
            "select indicator, value from raw.published_figures where area_code = 'E10000017'"
        )
    )
    assert lancashire["total_review_meeting"] == 8557
    assert lancashire["number_decsion_4weeks"] == 3569
    assert lancashire["pc_decsion_4weeks"] == 42.3
    assert (5, "-153", None, "negative") in found.cells("no_outcome")
    assert found.rows(
        "select distinct symbol from raw.published_figures where area_name in"
        " ('Blackpool', 'Surrey') and indicator <> 'total_ehc_plans'"
    ) == [("x",)]


def test_titles_above_and_a_comma_behind_the_headings_are_no_hindrance(tmp_path: Path) -> None:
    text = f"Plans by authority\n\n{TIDY},plans,\n{ENGLAND},9\n{KENT},8,\n"
    assert load(tmp_path, figures=text).cells("plans") == [
        (4, "9", 9.0, None),
        (5, "8", 8.0, None),
    ]
