"""A published file through the whole line: what P15 gives, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pipeline.settings import ROOT
from tests.command import ehc
from tests.line import fetch, ledger, write_drop

CASES = ROOT / "tests" / "data" / "cases"
# Of an area that returned nothing, beside one that did and another that did not.
SETTINGS = """la_code = "E06000009"
geography = "no districts.csv"
statistical_neighbours = ["E06000010", "E10000030"]
reference = "published"
"""
WAITS = '"","Therapy","Total waiting list"\n"1","Audiology",172\n'


def drop_of(folder: Path) -> Path:
    """Reviews, as another area's own, with the published file of P15 beside them."""
    drop = shutil.copytree(CASES / "P31", folder / "drop")
    text = (drop / "drop.toml").read_text(encoding="utf-8")
    (drop / "drop.toml").write_text(text.replace("E10000017", "E06000009"), encoding="utf-8")
    (drop / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    (drop / "no districts.csv").write_text(
        "la_code,district_code,district_name\n", encoding="utf-8"
    )
    shutil.copytree(CASES / "P15", drop / "published")
    return drop


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """Output folder, warehouse and what was said."""
    folder = tmp_path_factory.mktemp("p15")
    out, warehouse = folder / "out", folder / "warehouse.duckdb"
    run = ehc("build", drop_of(folder), "--out", out, "--warehouse", warehouse)
    assert run.returncode == 0, run.stderr
    return out, warehouse, run.stdout


def page(out: Path, name: str) -> str:
    text = (out / "site" / f"{name}.html").read_text(encoding="utf-8")
    text = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_p15_loads_by_heading(built: tuple[Path, Path, str]) -> None:
    out, warehouse, said = built
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert [one["file"] for one in record["published_files"]] == ["annual_reviews.csv"]
    told = "review_meeting_prior_24 stands in columns 18, 19; they hold the same in every row (5)"
    assert said.count(told) == 1
    assert fetch(warehouse, "select rows, rows_used from raw.published_files") == [
        {"rows": 5, "rows_used": 5}
    ]
    lancashire = fetch(
        warehouse,
        "select indicator, value from raw.published_figures where area_code = 'E10000017'",
    )
    figures = {row["indicator"]: row["value"] for row in lancashire}
    assert figures["total_review_meeting"] == 8557
    assert figures["number_decsion_4weeks"] == 3569
    assert figures["pc_decsion_4weeks"] == 42.3


def test_p15_leaves_out_of_a_sum_what_is_no_number(built: tuple[Path, Path, str]) -> None:
    _, warehouse, _ = built
    lines = fetch(
        warehouse,
        "select comparator, numerator, denominator, areas, of_areas from marts.comparators"
        " where measure = 'decision_within_4_weeks' order by comparator",
    )
    found = {row.pop("comparator"): tuple(row.values()) for row in lines}
    assert found["Blackpool"] == (None, None, 0, 1)
    assert found["England"] == (154924, 348759, 1, 1)
    # Kingston upon Hull alone; Surrey has no figure.
    assert found["Statistical neighbours"] == (664, 2263, 1, 2)


def test_p15_on_the_pages(built: tuple[Path, Path, str]) -> None:
    out, _, _ = built
    quality = page(out, "quality")
    assert "Line 5, no_outcome: -153" in quality
    assert "x (not available) 40; counts below nought 2" in quality
    assert quality.count("review_meeting_prior_24") == 1
    reviews = page(out, "reviews")
    assert "no figure for Blackpool" in reviews
    assert "29% in Statistical neighbours (1 of 2 areas have a figure)" in reviews
    assert "x (not available)" in reviews


def test_another_layout_stops_the_build_in_one_sentence(tmp_path: Path) -> None:
    drop = drop_of(tmp_path)
    (drop / "published" / "waits.csv").write_text(WAITS, encoding="utf-8")
    warehouse = tmp_path / "w.duckdb"
    run = ehc("build", drop, "--out", tmp_path / "out", "--warehouse", warehouse)
    assert run.returncode == 2
    assert "waits.csv: it has none of the layouts that are read here" in run.stderr
    assert not warehouse.exists()


def test_neighbours_of_a_table_stand_in_where_settings_list_none(tmp_path: Path) -> None:
    names = ["Lancashire", "Kent", "Bury", "Wigan", "Dudley", "Leeds", "Derby", "Luton", "Slough"]
    table = "\n".join([",".join([*names, "York"]), ",".join(["Bury"] * 10), ",".join([""] * 10)])
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "neighbours.csv").write_text(table, encoding="utf-8")
    drop = write_drop(tmp_path / "drop", {}, "2026-10-31")
    warehouse = ledger(
        drop, tmp_path, ("+comparators",), reference=folder, statistical_neighbours=()
    )
    lines = fetch(
        warehouse,
        "select numerator, of_areas from marts.comparators where comparator ="
        " 'Statistical neighbours' and measure = 'plans_within_20_weeks' and time_period = 2019",
    )
    # Bury alone, as it was published and ships with the project.
    assert lines == [{"numerator": 168, "of_areas": 1}]
