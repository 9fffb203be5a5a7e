"""What a reader's browser does with the pages of the sample, every one of both editions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from window import Window

from tests.conftest import Built

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("edition", ["site", "restricted/site"])
def test_no_real_page_calls_anyone_or_complains(
    browser: Browser, built: Built, edition: str
) -> None:
    pages = sorted((built.out / edition).rglob("*.html"))
    assert len(pages) > 20
    complaints = []
    for path in pages:
        with Window(browser, path) as window:
            window.draw_all()
            complaints += window.complaints
    assert complaints == []
