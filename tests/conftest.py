"""The sample, built once for all tests that look at what a build leaves behind, and a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.command import Built, ehc

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Keeps Chromium itself from calling home, and lets it run as root in a container.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built in a folder with blanks")
    out, warehouse, calls = (
        folder / "the out",
        folder / "ware house" / "sample.duckdb",
        folder / "calls",
    )
    run = ehc("build", "--out", out, "--warehouse", warehouse, calls=calls)
    assert run.returncode == 0, run.stderr
    return Built(out, warehouse, run.stdout, calls)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()
