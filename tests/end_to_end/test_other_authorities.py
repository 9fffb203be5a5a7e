"""Other areas than the one that ships: a city without districts, a county with its own, and two
authorities in one drop. Nothing of the area that ships may be left in what they publish.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.settings import SEEDS
from tests.command import ehc
from tests.elsewhere import Area, move, together
from tests.line import fetch, ledger

ONE_IN = 10
CITY = Area("E06000018", "Nottingham")
COUNTY = Area(
    "E10000016",
    "Kent",
    [
        *[(name, "Coast") for name in ("Canterbury", "Dover", "Swale", "Thanet")],
        *[(name, "Weald & Downs") for name in ("Ashford", "Maidstone", "Tonbridge and Malling")],
    ],
)
SHIPPED = Area("E10000017", "The area that ships")
# A neighbour whose name comes first in every list, and some of whose cases lie in the city's drop.
GUEST = Area("E06000009", "Blackpool", is_guest=True)
AREAS = {"city": CITY, "county": COUNTY}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """For each area the folder of its output and its warehouse, built from the same people."""
    places = {}
    for name, area in AREAS.items():
        folder = tmp_path_factory.mktemp(name)
        drop = move(area, ONE_IN).write(folder / "drop", area)
        out, warehouse = folder / "out", folder / "warehouse.duckdb"
        run = ehc("build", drop, "--out", out, "--warehouse", warehouse)
        assert run.returncode == 0, run.stderr
        places[name] = (out, warehouse)
    return places


def published(out: Path) -> Iterator[Path]:
    """Everything that a reader of either edition may open."""
    for path in sorted(out.rglob("*")):
        if path.suffix in (".html", ".csv", ".json", ".txt", ".md", ".xlsx"):
            yield path


@pytest.mark.parametrize("name", AREAS)
def test_nothing_of_the_area_that_ships_is_published(
    name: str, built: dict[str, tuple[Path, Path]]
) -> None:
    with (SEEDS / "geography.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = {"Lancashire", "East Lancs"} | {
        row[column] for row in rows for column in ("la_code", "district_code", "district_name")
    }
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words), re.IGNORECASE)
    read = 0
    for path in published(built[name][0]):
        found = pattern.search(path.read_bytes().decode("utf-8", errors="replace"))
        assert not found, f"{path.name} names {found}"
        read += path.suffix == ".html"
    assert read > 15


@pytest.mark.parametrize("name", AREAS)
def test_its_own_places_are(name: str, built: dict[str, tuple[Path, Path]]) -> None:
    area, (out, warehouse) = AREAS[name], built[name]
    front = (out / "site" / "index.html").read_text(encoding="utf-8")
    assert area.name in front
    pages = {path.stem for path in (out / "site" / "districts").glob("*.html")}
    slugs = {re.sub(r"\W+", "-", district.lower()) for district, _ in area.districts}
    assert pages == (slugs | {"not-known"} if slugs else set())
    localities = {path.stem for path in (out / "site" / "localities").glob("*.html")}
    assert localities == ({"coast", "weald-downs", "not-known"} if slugs else set())
    assert ("Where?" in front) is bool(slugs)
    found = fetch(
        warehouse, "select distinct area_code from marts.clock_monthly where level = 'la'"
    )
    assert found == [{"area_code": area.code}]


def totals(warehouse: Path) -> list[dict[str, object]]:
    """Every measure of every clock and month for the whole authority."""
    return fetch(
        warehouse,
        "select * exclude (area_code, area_name) from marts.clock_monthly where level = 'la'"
        " order by all",
    )


@pytest.fixture(scope="module")
def as_shipped(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """The totals of the same people in the area that ships."""
    folder = tmp_path_factory.mktemp("shipped")
    drop = move(SHIPPED, ONE_IN).write(folder / "drop", SHIPPED)
    (folder / "run").mkdir()
    return totals(ledger(drop, folder / "run"))


@pytest.mark.parametrize("name", AREAS)
def test_the_totals_do_not_depend_on_where(
    name: str, built: dict[str, tuple[Path, Path]], as_shipped: list[dict[str, object]]
) -> None:
    found = totals(built[name][1])
    assert len(found) > 500
    assert found == as_shipped


def test_districts_and_localities_add_up(built: dict[str, tuple[Path, Path]]) -> None:
    counts = fetch(
        built["county"][1],
        "select level, sum(started)::int as n, count(distinct area_code) as areas"
        " from marts.clock_monthly where level in ('la', 'locality', 'district')"
        " group by level order by level",
    )
    assert len({row["n"] for row in counts}) == 1
    assert [row["areas"] for row in counts] == [len(COUNTY.districts) + 1, 1, 3]


@pytest.mark.browser
@pytest.mark.parametrize("name", AREAS)
def test_its_pages_open_in_silence(
    name: str, built: dict[str, tuple[Path, Path]], browser: object
) -> None:
    from tests.browser.window import Window

    complaints = []
    pages = sorted((built[name][0] / "site").rglob("*.html"))
    for path in pages:
        with Window(browser, path) as window:  # type: ignore[arg-type]
            window.draw_all()
            complaints += window.complaints
    assert pages and complaints == []


@pytest.fixture(scope="module")
def with_guests(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The city's drop with some cases of a neighbour in it."""
    folder = tmp_path_factory.mktemp("guests")
    drop = together(move(CITY, ONE_IN), move(GUEST, 8 * ONE_IN)).write(folder / "drop", CITY)
    out, warehouse = folder / "out", folder / "warehouse.duckdb"
    run = ehc("build", drop, "--out", out, "--warehouse", warehouse)
    assert run.returncode == 0, run.stderr
    return out, warehouse


def test_two_authorities_in_a_drop_are_counted_apart_and_together(
    with_guests: tuple[Path, Path], as_shipped: list[dict[str, object]]
) -> None:
    _, warehouse = with_guests
    own = fetch(
        warehouse,
        "select * exclude (area_code, area_name) from marts.clock_monthly"
        f" where level = 'la' and area_code = '{CITY.code}' order by all",
    )
    assert own == as_shipped
    sums = fetch(
        warehouse,
        "select level, sum(started)::int as n, sum(overdue_at_end)::int as overdue,"
        " count(distinct area_code) as areas from marts.clock_monthly"
        " where level in ('national', 'region', 'la', 'district') group by level order by level",
    )
    assert len({(row["n"], row["overdue"]) for row in sums}) == 1
    assert {row["level"]: row["areas"] for row in sums} == {
        "national": 1, "region": 2, "la": 2, "district": 2,
    }  # fmt: skip


def test_the_site_is_that_of_the_drops_own_authority(
    with_guests: tuple[Path, Path], built: dict[str, tuple[Path, Path]]
) -> None:
    out, _ = with_guests
    for path in published(out / "site"):
        assert GUEST.name not in path.read_text(encoding="utf-8"), path.name
    # The internal edition: in the published one, months in which a guest is few are joined.
    internal = Path("restricted") / "site" / "index.html"
    front, alone = (
        re.findall(r'<p class="lead">(.*?)</p>', (place / internal).read_text(), re.DOTALL)
        for place in (out, built["city"][0])
    )
    assert front and front == alone
