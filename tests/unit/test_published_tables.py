"""Appeal rates, statistical neighbours and the lookup of districts, in small tables of our own."""

import csv
import io
from pathlib import Path

from published_loading import load

from pipeline.extracts import authorities
from pipeline.sources import published_tables

APPEALS = """\ufeff"Table 1: appeal rate by local authority, 2023-20242,3",,,,,,,,
,,,,,,,,
Local Authority,LA code,2023,,,2024,,,
,,Appeals registered4,Total Appealable Decisions1,SEND Tribunal Appeal Rate2,Appeals registered4,\
"Total Appealable Decisions1,9",SEND Tribunal Appeal Rate2,"In development: Total Appealable \
Decisions1,8"
SOUTH EAST,,  ,  ,,,,,
Kent,886, - ,"5,088",0.00%,12,600,2.00%,200
Medway8,887, .. ,..,..,x,x,x,x
Old Town5,,3,538,0.60%,..,..,..,..
,,,,,,,,
England Total4,,"4,108","251,096",1.60%,20,900,2.20%,300
England total excluding suppressed,,,,,19,800,2.40%,250
Notes: ,,,,,,,,
"1. Two lines
of a note",,,,,,,,
.. Not Available,,,,,,,,
"""


def test_appeals_by_authority_and_year(tmp_path: Path) -> None:
    found = load(tmp_path, appeals=APPEALS)
    assert found.rows("select layout, rows, rows_used from raw.published_files") == [
        ("appeals", 5, 5)
    ]
    kent = found.rows(
        "select time_period, indicator, value from raw.published_figures"
        " where area_code = 'E10000016' order by all"
    )
    assert kent == [
        (2023, "appeals_registered", 0.0),
        (2023, "send_tribunal_appeal_rate", 0.0),
        (2023, "total_appealable_decisions", 5088.0),
        (2024, "appeals_registered", 12.0),
        (2024, "in_development_total_appealable_decisions", 200.0),
        (2024, "send_tribunal_appeal_rate", 2.0),
        (2024, "total_appealable_decisions", 600.0),
    ]


def test_what_is_no_number_in_them(tmp_path: Path) -> None:
    found = load(tmp_path, appeals=APPEALS)
    assert found.rows(
        "select symbol, count(*), count(value) from raw.published_figures"
        " where area_name = 'Medway' group by all order by all"
    ) == [("..", 3, 0), ("x", 4, 0)]
    assert found.cells("appeals_registered")[0] == (6, "-", 0.0, None)


def test_england_and_the_rows_that_are_no_authority_any_more(tmp_path: Path) -> None:
    found = load(tmp_path, appeals=APPEALS)
    assert found.rows(
        "select area_code, breakdown, value from raw.published_figures"
        " where area_name = 'England' and indicator = 'appeals_registered' and time_period = 2024"
        " order by line"
    ) == [("E92000001", None, 20.0), ("E92000001", "excluding suppressed", 19.0)]
    assert found.rows(
        "select distinct area_name from raw.published_figures where area_code is null"
    ) == [("Old Town",)]


def test_a_column_without_a_heading_of_its_own_is_in_no_year(tmp_path: Path) -> None:
    text = APPEALS.replace('"In development: Total Appealable Decisions1,8"', "")
    found = load(tmp_path, appeals=text)
    assert found.rows("select count(*) from raw.published_figures where value = 200") == [(0,)]
    assert [(line, kind) for line, kind, _ in found.notes()] == [(4, "unused_column")]
    doubled = load(tmp_path, appeals=APPEALS.replace("In development: ", ""))
    assert doubled.rows("select count(*) from raw.published_figures where value = 200") == [(0,)]
    assert [(line, kind) for line, kind, _ in doubled.notes()] == [(4, "doubled_heading")]


def neighbours(names: dict[str, tuple[str, str]]) -> str:
    """A table with a column for each authority, two ranks and a blank last row."""
    text = io.StringIO()
    ranks = zip(*names.values(), strict=True)
    csv.writer(text).writerows([list(names), *ranks, [""] * len(names)])
    return text.getvalue()


TEN = {place.name: ("Kent", "Durham") for place in authorities()[:10]}


def test_neighbours_by_rank(tmp_path: Path) -> None:
    table = neighbours({**TEN, "Herefordshire": ("Bristol, City of", "Nowhere")})
    found = load(tmp_path, neighbours=table)
    assert found.rows(
        "select neighbour_rank, neighbour_code from raw.statistical_neighbours"
        " where la_code = 'E06000019' order by all"
    ) == [(1, "E06000023")]
    assert found.rows("select count(*) from raw.statistical_neighbours") == [(21,)]
    told = "Nowhere is the name of no English authority and is not used"
    assert found.notes() == [(3, "unknown_name", told)]


def test_no_two_authorities_are_taken_for_one_another() -> None:
    names = {place.name: published_tables.code_of(place.name) for place in authorities()}
    assert None not in names.values()
    assert len(set(names.values())) == len(names)


LOOKUP = """FID,LAD23CD,LAD23NM,CTY23CD,CTY23NM
1,E07000117,Burnley,E10000017,Lancashire
2,E08000026,Coventry,E11000005,West Midlands
"""


def test_a_lookup_holds_no_figures_and_is_no_error(tmp_path: Path) -> None:
    found = load(tmp_path, lookup=LOOKUP)
    assert found.rows("select layout, rows, rows_used from raw.published_files") == [
        ("lookup", 2, 0)
    ]
    assert "name it as `geography`" in found.said[0]
