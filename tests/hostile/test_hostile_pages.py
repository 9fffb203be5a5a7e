"""A drop whose every word is markup or a formula, built to pages and opened in a browser."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pipeline.extracts import EXTRACTS, columns
from tests.command import ehc
from tests.elsewhere import Area, Moved, move
from tests.line import fetch

pytestmark = pytest.mark.browser

# Whatever of these runs writes to the console, opens a dialogue or calls someone: all are noted.
MARKUP = [
    "<script>console.log('ran')</script>",
    '"><img src=x onerror="console.log(\'ran\')">',
    "'><svg onload='console.log(1)'>",
    "</script><script>console.log('ran')</script>",
    "</title></style></textarea><script>console.log('ran')</script>",
    "<iframe src='https://example.invalid/'></iframe>",
    "<a href='javascript:console.log(1)'>x</a>",
    "{{ 7 * 7 }}{% raw %}",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\u202e\u2066gnirts\u200b",
]
DISTRICT = "<b onmouseover='console.log(1)'>Wood</b> \"Green\""
AREA = Area(
    "E10000017",
    "Nowhere",
    [(DISTRICT.replace(",", ""), "<i>East</i>"), ("=1+1", "West</script><script>x()</script>")],
    settings="area_name = \"<script>console.log('ran')</script> & Co\"\n"
    "brand_name = \"<img src=x onerror='console.log(1)'>\"\n"
    "contact = \"</footer><script>console.log('ran')</script>\"\n",
)
FREE = {"id", "parent", "person", "text"}


def poisoned(area: Area) -> Moved:
    """A part of the sample with markup in every cell that may hold any text, and beside it."""
    moved = move(area, 40)
    for extract in EXTRACTS:
        kinds = {column.name: column for column in columns(extract)}
        for number, row in enumerate(moved.rows[extract]):
            word = MARKUP[number % len(MARKUP)]
            for name, cell in row.items():
                if cell and kinds[name].kind in FREE and kinds[name].code_list in ("", *EXTRACTS):
                    row[name] = f"{MARKUP[sum(cell.encode()) % len(MARKUP)]} {cell}"
            # Other columns may not all be wrong: too much in quarantine is not published.
            others = [one for one in kinds.values() if one.kind in ("code", "flag", "ground")]
            others += [one for one in kinds.values() if one.kind in ("authority", "district")]
            free = [one.name for one in others if one.name not in ("decision", "outcome")]
            if number < 3 * len(MARKUP) and free:
                row[free[number % len(free)]] = word
        moved.headings[extract] += list(MARKUP[:4])
        for row in moved.rows[extract]:
            row.update(dict.fromkeys(MARKUP[:4], MARKUP[4]))
    return moved


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    drop = poisoned(AREA).write(folder / "drop", AREA)
    (drop / "corrections.csv").write_text(
        "extract,key,column,delivered,corrected,reason,by,on\n"
        f"plans,{_cell(MARKUP[0])},ceased_reason,{_cell(MARKUP[1])},6,"
        f"{_cell(MARKUP[2])},{_cell(MARKUP[3])},2026-10-01\n",
        encoding="utf-8",
    )
    run = ehc("build", drop, "--out", folder / "out", "--warehouse", folder / "warehouse.duckdb")
    assert run.returncode == 0, run.stderr
    assert "\u202e" not in run.stdout
    return folder / "out"


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_the_markup_did_land(out: Path) -> None:
    warehouse = out.parent / "warehouse.duckdb"
    for extract in EXTRACTS:
        key = columns(extract)[0].name
        [row] = fetch(
            warehouse,
            f"select count(*) as n, count(*) filter (where {key} like '%<script>%') as evil"
            f" from raw.accepted_{extract}",
        )
        assert row["n"] > 20 and row["evil"] > 0
    assert fetch(warehouse, "select count(*) as n from raw.dropped_columns") == [{"n": 24}]


@pytest.mark.parametrize("edition", ["site", "restricted/site"])
def test_no_markup_runs_and_no_page_says_a_word(edition: str, out: Path, browser: object) -> None:
    from tests.browser.window import Window

    pages = sorted((out / edition).rglob("*.html"))
    assert len(pages) > 10
    complaints = []
    for path in pages:
        with Window(browser, path) as window:  # type: ignore[arg-type]
            window.draw_all()
            window.open_details()
            complaints += window.complaints
            for selector in ("img[src='x']", "iframe", "[onerror]", "[onload]", "[onmouseover]"):
                assert window.count(selector) == 0, f"{path.name} has {selector}"
            assert window.count("a[href^='javascript:']") == 0, path.name
    assert complaints == []
    text = "".join(path.read_text(encoding="utf-8") for path in pages)
    assert "&lt;script&gt;" in text, "none of it reached a page, so nothing was tried"


def test_no_cell_of_a_download_begins_a_formula(out: Path) -> None:
    read = 0
    for path in [*out.rglob("*.csv")]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    is_number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
                    assert is_number or not re.match(r"[=+\-@\t\r]", cell), f"{path.name}: {cell}"
                read += 1
    assert read > 100


def test_the_names_of_files_hold_no_markup(out: Path) -> None:
    for path in out.rglob("*"):
        assert not re.search(r"[<>\"'=&\u202e]", path.name), path
