"""The components of the kit, on the demo site: keyboard, pointer, picture, phone, no bundle."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from window import Window

pytestmark = pytest.mark.browser
FOCUS = """() => { const at = document.activeElement;
  return [at.tagName, at.className, at.textContent.trim().slice(0, 40)].join('|'); }"""


def test_the_whole_page_by_keyboard(browser: Browser, demo_page: Path) -> None:
    """Tab reaches everything that can be worked, in order, and never enters a plot."""
    with Window(browser, demo_page) as window:
        page = window.page
        window.draw_all()
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS).startswith("A|skip|")
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "main"

        expected = page.evaluate(
            """() => [...document.querySelectorAll('main a, main summary, main button')].filter(
                 each => each.checkVisibility({contentVisibilityAuto: true})
                   && !each.closest('details:not([open]) > :not(summary)')).length"""
        )
        reached = 0
        for _ in range(expected + 50):
            page.keyboard.press("Tab")
            inside, plot, scrolls = page.evaluate(
                """() => { const at = document.activeElement; return [
                     !!at.closest('main'), !!at.closest('.plot'), at.matches('.scroll')]; }"""
            )
            assert not plot
            if not inside:
                break
            reached += not scrolls
        assert reached == expected


def test_menu_opens_and_escape_shuts_it(browser: Browser, demo_page: Path) -> None:
    with Window(browser, demo_page) as window:
        menu = window.page.locator(".main-nav details")
        menu.locator("summary").focus()
        window.page.keyboard.press("Enter")
        assert menu.locator("a").first.is_visible()
        window.page.keyboard.press("Escape")
        assert not menu.locator("a").first.is_visible()
        assert window.page.evaluate(FOCUS).startswith("SUMMARY")


def test_escape_dismisses_what_hovers(browser: Browser, demo_page: Path) -> None:
    with Window(browser, demo_page) as window:
        window.page.locator("#one").scroll_into_view_if_needed()
        bar = window.page.locator("#one .plot .bars .point path").nth(1)
        box = bar.bounding_box()
        assert box
        window.page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
        hover = window.page.locator("#one .hovertext")
        hover.wait_for()
        assert "Chorley" in (hover.text_content() or "")
        window.page.keyboard.press("Escape")
        hover.wait_for(state="detached")


def test_figures_are_drawn_only_when_they_come_near(browser: Browser, demo_page: Path) -> None:
    with Window(browser, demo_page) as window:
        window.page.locator("#line .plot svg").first.wait_for()
        assert window.count("#panels .plot svg") == 0
        window.draw_all()
        assert window.count("#panels .plot svg") > 0


def test_a_hidden_value_is_a_gap(browser: Browser, demo_page: Path) -> None:
    """Three of 36 months are hidden: 33 markers, and no bar for the hidden district."""
    with Window(browser, demo_page) as window:
        window.draw_all()
        assert window.count("#line .plot .points path") == 33
        widths = window.page.evaluate(
            """() => [...document.querySelector('#two .plot .trace.bars').querySelectorAll('path')]
                 .map(bar => bar.getBBox().width)"""
        )
        assert [width == 0 for width in widths] == [False] * 11 + [True, False]


def test_save_as_picture_has_title_and_source(
    browser: Browser, demo_page: Path, tmp_path: Path
) -> None:
    with Window(browser, demo_page) as window:
        window.page.evaluate(
            """() => {
                 const make = Plotly.toImage;
                 Plotly.toImage = (spec, how) => { window.saved = spec; return make(spec, how); };
               }"""
        )
        window.page.locator("#line .save").scroll_into_view_if_needed()
        with window.page.expect_download() as download:
            window.page.locator("#line .save").click()
        picture = tmp_path / "picture.png"
        download.value.save_as(picture)
        content = picture.read_bytes()
        assert download.value.suggested_filename == "line.png"
        assert content.startswith(b"\x89PNG")
        assert int.from_bytes(content[16:20], "big") == 1920
        title = window.page.evaluate("() => window.saved.layout.title")
        assert "More plans are on time" in title["text"]
        assert "Source: Northshire" in title["subtitle"]["text"]
        assert not window.complaints


def test_a_phone_gets_a_legend_and_two_panels_a_row(browser: Browser, demo_page: Path) -> None:
    """And the plots are drawn anew when the window grows past the boundary."""
    with Window(browser, demo_page, width=375) as window:
        window.draw_all()
        narrow = window.page.locator("#panels .plot").bounding_box()
        assert window.count("#several .legend") == 1
        window.page.set_viewport_size({"width": 1280, "height": 900})
        window.page.wait_for_function(
            "() => document.querySelectorAll('#several .legend').length === 0"
        )
        wide = window.page.locator("#panels .plot").bounding_box()
        assert narrow and wide and narrow["height"] > wide["height"]


def test_without_the_bundle_the_tables_are_open(
    browser: Browser, demo_page: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(demo_page.parent, site)
    (site / "assets" / "plotly-basic.min.js").unlink()
    with Window(browser, site / "index.html") as window:
        window.page.wait_for_function(
            "() => [...document.querySelectorAll('details.numbers')].every(each => each.open)"
        )
        for selector in (".plot", ".save"):
            assert not any(each.is_visible() for each in window.page.locator(selector).all())


def test_tables_are_as_they_were_after_printing(browser: Browser, demo_page: Path) -> None:
    with Window(browser, demo_page) as window:
        before = window.count("details.numbers[open]")
        window.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        assert window.count("details.numbers[open]") == window.count("details.numbers")
        window.page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        assert window.count("details.numbers[open]") == before


def test_paper_needs_no_javascript(browser: Browser, demo_page: Path, tmp_path: Path) -> None:
    with Window(browser, demo_page, java_script_enabled=False) as window:
        window.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, tagged=True)
        tables = re.findall(rb"/S /Table\b", (tmp_path / "page.pdf").read_bytes())
        assert len(tables) == window.count("table")
