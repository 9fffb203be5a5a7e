"""What pages say of published files: in plain words, and of a symbol never a number."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pages_warehouse import settings, warehouse

from reports import published_files, site
from reports.pages import comparison

MEASURE = "plans_within_20_weeks_ex"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warehouse(tmp_path_factory.mktemp("published") / "w.duckdb")


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    return shutil.copy(made, tmp_path / "w.duckdb")


def loaded(database: Path, symbols: dict[str | None, int], **about: Any) -> None:
    """One file in the warehouse with so many cells of each symbol."""
    values = {"layout": "tidy", "rows": 5, "rows_used": 5, "first": 2023, "last": 2024, **about}
    with duckdb.connect(str(database)) as db:
        db.execute(
            "insert into raw.published_files values ('a.csv', ?, '', 1, 'UTF-8', ?, ?, ?, ?)",
            list(values.values()),
        )
        for symbol, cells in symbols.items():
            db.execute(
                "insert into raw.published_figures select 'a.csv', i + 2, 'no_outcome', '-153',"
                " if(? is null, 1, null), ? from range(?) t (i)",
                [symbol, symbol, cells],
            )


def only(database: Path) -> published_files.PublishedFile:
    with duckdb.connect(str(database), read_only=True) as db:
        [found] = published_files.read(db)
    return found


def test_rows_years_and_what_is_no_number(database: Path) -> None:
    loaded(database, {None: 63, "x": 40, "negative": 2, "blank": 1, "c": 1}, rows_used=4)
    found = only(database)
    assert dict(found.summary) == {
        "What it is": "Department for Education, a file of Explore Education Statistics",
        "Rows": "5, 4 used",
        "Years": "2023 to 2024",
        "Numbers": "63 of 107 cells",
        "Not numbers": "x (not available) 40; counts below nought 2; blank 1; c (withheld) 1."
        " None of them counts as nought",
    }
    assert found.negative == ("Line 2, no_outcome: -153", "Line 3, no_outcome: -153")


def test_a_file_full_of_negative_counts_is_cut_short(database: Path) -> None:
    loaded(database, {"negative": 23}, first=2024)
    found = only(database)
    assert dict(found.summary)["Years"] == "2024"
    assert len(found.negative) == 21
    assert found.negative[-1] == "And 3 more"


def test_every_symbol_that_a_reader_leaves_has_a_meaning() -> None:
    from pipeline.sources.published_cells import SYMBOLS

    assert set(SYMBOLS) <= published_files.MEANINGS.keys()


def page(database: Path, folder: Path) -> str:
    site.render_editions(database, {"published": folder}, settings())
    text = (folder / "quality.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_quality_page_tells_of_each_file(database: Path, tmp_path: Path) -> None:
    loaded(database, {None: 63, "negative": 2})
    with duckdb.connect(str(database)) as db:
        db.executemany(
            "insert into quality.published_notes values ('a.csv', ?, ?, ?)",
            [[1, "doubled_heading", "met stands twice"], [None, "revised", "it differs <b>"]],
        )
    said = page(database, tmp_path / "site")
    assert "Published files" in said
    assert "63 of 65 cells" in said
    assert "Line 2, no_outcome: -153" in said
    assert "It differs &lt;b&gt;. Line 1: met stands twice." in said


def test_without_a_file_there_is_no_heading(database: Path, tmp_path: Path) -> None:
    assert "Published files" not in page(database, tmp_path / "site")


def figure(database: Path, rows: list[tuple[Any, ...]]) -> Any:
    """The comparison drawn from these comparators: year, comparator, numerator, denominator, areas
    with a figure, areas.
    """
    with duckdb.connect(str(database)) as db:
        db.executemany(
            f"insert into marts.comparators values ('{MEASURE}', ?, ?, ?, ?, ?, ?, 'Department')",
            [list(row) for row in rows],
        )
    facts = site.read_facts(database, ["published"], settings())["published"]
    book = site.read_book(database, "published", settings(), facts)
    return comparison.against_the_department(book, MEASURE)


def test_a_comparator_without_a_figure_is_not_available_and_never_nought(database: Path) -> None:
    drawn = figure(
        database,
        [
            (2024, "England", 50, 100, 1, 1),
            (2024, "County", None, None, 0, 1),
            (2024, "Statistical neighbours", 30, 60, 9, 10),
        ],
    )
    [row] = [row for row in drawn.table.rows if row[0].text == "2024"]
    by_name = dict(zip([column.name for column in drawn.table.columns], row, strict=True))
    own = [cell for name, cell in by_name.items() if name.startswith("published_1")]
    assert [(cell.value, cell.text, cell.meaning) for cell in own] == [
        (None, "x", "not available")
    ] * 3
    assert "no figure for County" in drawn.sentence
    assert "50% in Statistical neighbours (9 of 10 areas have a figure)" in drawn.sentence


def test_a_year_without_any_figure_is_no_year(database: Path) -> None:
    drawn = figure(
        database, [(2018, "England", None, None, 0, 1), (2024, "England", 50, 100, 1, 1)]
    )
    assert "2018" not in [row[0].text for row in drawn.table.rows]


def test_no_figure_at_all_is_no_comparison(database: Path) -> None:
    assert figure(database, [(2024, "England", None, None, 0, 1)]) is None
