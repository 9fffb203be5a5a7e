"""The sites that the browser tests open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import demo_site
import pytest

# Each makes a site in the folder it is given and returns the site's path.
SITES: list[Callable[[Path], Path]] = [
    lambda out: demo_site.render_site(out, "published"),
    lambda out: demo_site.render_site(out, "internal"),
]


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folders of all sites under test."""
    return [make(tmp_path_factory.mktemp("site")) for make in SITES]


@pytest.fixture(scope="session")
def pages(sites: list[Path]) -> list[Path]:
    """Every page of every site."""
    found = [page for site in sites for page in sorted(site.rglob("*.html"))]
    assert found, "no site has a page"
    return found


@pytest.fixture
def demo_page(sites: list[Path]) -> Path:
    """The front page of the published demo site."""
    return sites[0] / "index.html"
