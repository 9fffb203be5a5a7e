"""What holds for every page of every site."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser
from window import Window

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FOOTER = (
    "Produced by",
    "Source",
    "Data as at",
    "Next update",
    "Known limits",
    "Revisions",
    "Other formats",
    "Contact",
    "Accessibility",
)


def test_pages_open_from_disk_in_silence(browser: Browser, pages: list[Path]) -> None:
    """No console message, no error, no request to any host, no violation of the policy; and
    nothing moves while the page loads."""
    complaints, moved = [], []
    for path in pages:
        with Window(browser, path) as window:
            window.draw_all()
            complaints += window.complaints
            shift = window.page.evaluate(
                """() => new Promise(done => new PerformanceObserver(list => done(
                     list.getEntries().reduce((sum, each) => sum + each.value, 0)
                   )).observe({type: 'layout-shift', buffered: true}) || setTimeout(done, 50, 0))"""
            )
            if shift > 0.01:
                moved.append(f"{path.name}: {shift:.3f}")
    assert not complaints
    assert not moved


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, pages: list[Path], width: int
) -> None:
    faults = []
    for path in pages:
        with Window(browser, path, width) as window:
            window.draw_all()
            window.open_details()
            window.page.evaluate(AXE)
            found = window.page.evaluate("() => axe.run({preload: false})")
            faults += [
                f"{path.name}: {fault['id']} at {node['target']}"
                for fault in found["violations"]
                for node in fault["nodes"]
            ]
            across = window.page.evaluate("() => document.documentElement.scrollWidth")
            if across > width:
                faults.append(f"{path.name}: {across} px wide in a window of {width}")
    assert not faults


def test_without_javascript_nothing_is_missing(browser: Browser, pages: list[Path]) -> None:
    """Tables and sentences stand open; no empty box and no dead button."""
    seen = "(all) => all.map(each => each.checkVisibility({visibilityProperty: true}))"
    for path in pages:
        with Window(browser, path, java_script_enabled=False) as window:
            for selector in ("figure table", ".says"):
                shown = window.page.locator(selector).evaluate_all(seen)
                assert all(shown), f"{path.name}: a {selector} is not shown"
            for selector in (".plot", ".save"):
                shown = window.page.locator(selector).evaluate_all(seen)
                assert not any(shown), f"{path.name}: a {selector} is dead but shown"


def test_paper_has_every_table(browser: Browser, pages: list[Path], tmp_path: Path) -> None:
    for path in pages:
        with Window(browser, path) as window:
            cells = window.page.evaluate(
                """() => [...document.querySelectorAll('td')]
                     .filter(cell => cell.textContent.trim()).length"""
            )
            tables = window.count("table")
            window.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, tagged=True)
            pdf = (tmp_path / "page.pdf").read_bytes()
            assert len(re.findall(rb"/S /Table\b", pdf)) == tables, path.name
            assert len(re.findall(rb"/S /TD\b", pdf)) == cells, path.name
            assert window.count(".plot svg.main-svg") >= window.count(".plot"), path.name
            assert not window.complaints


def test_pages_are_light(pages: list[Path]) -> None:
    for path in pages:
        weight = len(gzip.compress(path.read_bytes()))
        assert weight <= 150_000, f"{path.name} weighs {weight} bytes gzipped"


def test_links_lead_somewhere(pages: list[Path]) -> None:
    for path in pages:
        read = Reading.of(path)
        for address in read.addresses:
            if address.startswith(("https:", "mailto:", "data:")):
                continue
            name, _, anchor = address.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_file(), f"{path.name} links to {address}"
            if anchor:
                assert anchor in Reading.of(target).ids, f"{path.name} links to {address}"


def test_nothing_loads_from_outside(pages: list[Path]) -> None:
    """Outside addresses stand as plain links only."""
    for path in pages:
        read = Reading.of(path)
        assert not [each for each in read.loaded if re.match(r"(https?:)?//", each)], path.name
        assert not re.search(r"https?:", "".join(read.json)), path.name


def test_figure_json_is_open_to_inspection(pages: list[Path]) -> None:
    """Numbers stand as plain lists, and what is laid over on a phone gives a valid figure."""
    for path in pages:
        for text in Reading.of(path).json:
            assert '"bdata"' not in text, path.name
            spec = json.loads(text)
            if "data" in spec and "layout" in spec:
                overlay(spec["layout"], spec["layout"]["meta"]["narrow"])
                go.Figure(spec)


def test_every_page_says_who_made_it_and_of_what(pages: list[Path]) -> None:
    for path in pages:
        read = Reading.of(path)
        assert set(FOOTER) <= set(read.terms), path.name
        text = path.read_text(encoding="utf-8")
        internal = 'name="edition" content="internal"' in text
        assert ("not for publication</p>" in text) is internal, path.name
        assert read.heads == 1, f"{path.name} has {read.heads} headings of the first level"


def overlay(onto: dict, what: dict) -> None:
    """As the loader does on a phone."""
    for key, value in what.items():
        if isinstance(value, dict) and isinstance(onto.get(key), dict):
            overlay(onto[key], value)
        else:
            onto[key] = value


class Reading(HTMLParser):
    """What a page links to, loads and holds."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.json: list[str] = []
        self.terms: list[str] = []
        self.heads = 0
        self._within = ""

    @classmethod
    def of(cls, path: Path) -> Reading:
        reading = cls()
        reading.feed(path.read_text(encoding="utf-8"))
        return reading

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given["id"]} if "id" in given else set()
        self.addresses += [given[name] for name in ("href", "src") if name in given]
        if tag != "a":
            self.loaded += [given[name] for name in ("href", "src") if name in given]
        self.heads += tag == "h1"
        self._within = "json" if given.get("type") == "application/json" else tag
        if self._within == "json":
            self.json.append("")

    def handle_data(self, data: str) -> None:
        if self._within == "json":
            self.json[-1] += data
        elif self._within == "dt":
            self.terms.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._within = ""
