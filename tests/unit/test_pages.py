"""The pages of both editions, rendered from a real warehouse."""

from __future__ import annotations

import csv
import gzip
import html
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest
from pages_warehouse import MARKUP, settings, warehouse

from reports import site
from reports.disclosure import HIDDEN
from reports.pages import set_figures, timeliness
from reports.pages.book import place_on_map, shade, shade_key, shade_limits
from reports.pages.gaps import gap_figure
from reports.pages.reviews import next_date

HEADLINE_MISSING = (
    ("advice_return_6w", "advice", "received_date"),
    ("health_camhs", "health_waits", "first_contact_date"),
    *(
        (name, "health_waits", "referred_date")
        for name in (
            "health_neurodivergent",
            "health_speech_and_language",
            "health_community_paediatrics",
            "health_physiotherapy",
        )
    ),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warehouse(tmp_path_factory.mktemp("pages") / "w.duckdb")


@pytest.fixture(scope="module")
def sites(database: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both editions, by name."""
    out = tmp_path_factory.mktemp("site")
    folders = {name: out / name for name in ("published", "internal")}
    site.render_editions(database, folders, settings())
    return folders


@pytest.fixture(scope="module")
def books(database: Path) -> dict[str, site.Book]:
    read = site.read_facts(database, ["published", "internal"], settings())
    return {name: site.read_book(database, name, settings(), read[name]) for name in read}


def text(path: Path) -> str:
    """What a page says, without its markup."""
    page = re.sub(r"<script.*?</script>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_every_page_is_there(sites: dict[str, Path]) -> None:
    pages = {
        p.relative_to(sites["published"]).as_posix() for p in sites["published"].rglob("*.html")
    }
    topics = ["index", "assessments", "reviews", "tribunals", "advice", "health"]
    topics += ["quality", "methodology", "accessibility"]
    districts = [f"districts/d{n:02}.html" for n in range(1, 13)] + ["districts/not-known.html"]
    places = [f"localities/{name}.html" for name in ("north", "mid", "east", "not-known")]
    assert pages == {*(f"{name}.html" for name in topics), *districts, *places}
    assert (sites["internal"] / "districts" / "d01-internal.html").is_file()


def test_first_screen_shows_the_set_of_each_headline_clock(sites: dict[str, Path]) -> None:
    page = (sites["internal"] / "index.html").read_text(encoding="utf-8")
    tiles = re.findall(r'<li class="tile.*?</li>', page, re.DOTALL)
    assert len(tiles) == 6
    shown = [tile for tile in tiles if "Past the limit now" in tile]
    assert len(shown) == 4
    assert all("Of those due then" in tile and 'class="big"' in tile for tile in shown)


def test_every_district_is_linked_from_the_first_page(sites: dict[str, Path]) -> None:
    page = (sites["published"] / "index.html").read_text(encoding="utf-8")
    for place in ("districts/d07.html", "districts/not-known.html", "localities/mid.html"):
        assert f'href="{place}"' in page


def test_no_link_leads_nowhere(sites: dict[str, Path]) -> None:
    for folder in sites.values():
        for page in folder.rglob("*.html"):
            for target in re.findall(r'href="([^"#]+)"', page.read_text(encoding="utf-8")):
                if not target.startswith(("http", "data:", "mailto:")):
                    assert (page.parent / target).resolve().is_file(), (page.name, target)


def test_text_of_a_delivery_is_never_markup(sites: dict[str, Path]) -> None:
    for folder in sites.values():
        assert MARKUP not in (next(folder.glob("quality*.html"))).read_text(encoding="utf-8")


def test_small_counts_of_the_delivery_stand_only_in_the_internal_edition(
    sites: dict[str, Path],
) -> None:
    published = text(sites["published"] / "quality.html")
    internal = text(sites["internal"] / "quality-internal.html")
    assert "An end before its start 3" in internal
    assert "An end before its start 3" not in published
    # 15 quarantined less 12 copies would give the 3 away, in the table or in a check's sentence.
    with (sites["published"] / "downloads" / "quality-left-out.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row[0] == "Requests and assessments"]
    landed = (sites["published"] / "downloads" / "quality-landed.csv").read_text(encoding="utf-8")
    hidden = sum(row[-1] == "c" for row in rows)
    assert hidden == 2 or ",c,c,0" in landed.splitlines()[1]
    assert "15 of 4,000" not in published and "15 of 4,000" in internal
    assert "plans.csv, line 7" in internal and "line 7" not in published


def test_what_passed_with_rows_to_mend_shows_them_in_the_internal_edition(
    sites: dict[str, Path],
) -> None:
    published = text(sites["published"] / "quality.html")
    internal = text(sites["internal"] / "quality-internal.html")
    assert "Passed, with rows to mend (1)" in internal
    assert "plans.T-101" in internal and "plans.csv, line 9, start_date: too early" in internal
    assert "Passed, with rows to mend" not in published and "line 9" not in published
    # Of three counts in one sentence one is small: the published edition shows none of them.
    assert "12 of 4,000 plans (0.3%) are too early, and 3 are usual" in internal
    assert "c of c plans (c) are too early, and c are usual" in published


def test_pages_say_what_is_left_out_of_them(sites: dict[str, Path]) -> None:
    page = text(sites["internal"] / "assessments-internal.html")
    assert "left out here: 15 requests" in page
    assert "an identical copy of another row: 12" in page
    assert "15 requests" not in text(sites["internal"] / "health-internal.html")
    assert "15 of 4,000 requests (0.4%) are copies" in page


def test_figures_have_titles_of_ten_words_and_tell_nothing_hidden(
    books: dict[str, site.Book],
) -> None:
    for book in books.values():
        for rule in book.rules.headline:
            own = timeliness.read(book, rule, book.county)
            for figure in set_figures.all_four(book, own):
                assert len(figure.title.split()) <= 10, figure.title
                assert "HIDDEN" not in figure.title + figure.sentence + figure.subtitle
                assert figure.sentence.endswith(".")


def test_every_clock_that_is_drawn_has_a_name_short_enough_for_a_title(
    books: dict[str, site.Book],
) -> None:
    rules = books["internal"].rules
    for rule in {*rules.headline, *rules.of("transfer", "health")}:
        assert len(rule.phrase.name.split()) <= 3, rule.clock_id


def test_every_title_on_the_pages_has_ten_words_at_most(sites: dict[str, Path]) -> None:
    for folder in sites.values():
        for page in folder.rglob("*.html"):
            for title in re.findall(r'-title">(.*?)</h', page.read_text(encoding="utf-8")):
                assert len(html.unescape(title).split()) <= 10, title


def test_sentence_and_table_of_a_figure_hold_the_same_numbers(books: dict[str, site.Book]) -> None:
    book = books["internal"]
    rule = book.rules.by_id["final_plan_20w"]
    own = timeliness.read(book, rule, book.county)
    rates, backlog, _, flow = set_figures.all_four(book, own)
    newest = [cell.text for cell in rates.table.rows[-1]]  # type: ignore[union-attr]
    assert f"{newest[2]} of {newest[3]} final plans" in rates.sentence
    assert newest[1] in rates.title
    newest = [cell.text for cell in backlog.table.rows[-1]]  # type: ignore[union-attr]
    assert f"{newest[2]} of {newest[1]} requests" in backlog.sentence
    newest = [cell.text for cell in flow.table.rows[-1]]  # type: ignore[union-attr]
    assert f"{newest[1]} cases came in and {newest[2]} left" in flow.sentence


def test_a_district_stands_beside_the_county_over_the_same_time(
    books: dict[str, site.Book],
) -> None:
    book = books["published"]
    rule = book.rules.by_id["final_plan_20w"]
    district = book.areas("district")[0]
    own = timeliness.read(book, rule, district)
    county = timeliness.read(book, rule, book.county, own.period.months)
    assert own.period == county.period
    assert own.period.months == 12
    table = timeliness.beside(own, county)
    assert [column.label for column in table.columns] == ["Measure", district.name, "County"]


def test_no_rate_under_ten(books: dict[str, site.Book]) -> None:
    few = books["internal"].facts.rate_of(3, 7)
    assert timeliness.rate_cell(few).text == "3 of 7"
    assert timeliness.rate_cell(books["internal"].facts.rate_of(5, 10)).text == "50% (5 of 10)"
    assert timeliness.rate_cell(books["published"].facts.rate_of(HIDDEN, 30)).text == "c"


def test_what_cannot_be_measured_keeps_its_place(tmp_path: Path) -> None:
    database = warehouse(tmp_path / "w.duckdb", HEADLINE_MISSING)
    site.render(database, tmp_path / "site", "published", settings())
    index = text(tmp_path / "site" / "index.html")
    assert "Not measurable from this delivery" in index
    assert "add the column received_date" in index
    health = text(tmp_path / "site" / "health.html")
    assert "Nothing here can be measured from this delivery" in health
    assert "first_contact_date" in health
    page = (tmp_path / "site" / "health.html").read_text(encoding="utf-8")
    assert "<figure" not in page and 'href="advice.html"' in page


def test_methodology_is_the_register(sites: dict[str, Path], database: Path) -> None:
    page = text(sites["published"] / "methodology.html")
    with duckdb.connect(str(database), read_only=True) as db:
        rules = db.execute("select title, source from seeds.clock_register").fetchall()
    plain = html.unescape(page)
    for title, source in rules:
        assert title in plain
        assert re.sub(r"\s+", " ", source) in plain
    assert "at least 15 days" in plain
    assert "before 15 February" in plain
    assert "Clocks that started." in plain
    assert "Cohort rate" in plain


def test_methodology_says_what_each_setting_would_change(sites: dict[str, Path]) -> None:
    """60 cases a month over 40 months are 2,400; 90 are 3,600; 2 are 80, half of them 40."""
    other = "would have another status with the other answer."
    internal = text(sites["internal"] / "methodology-internal.html")
    advice, plan = "130 of 3,600 answers to requests for advice", "7 of 2,400 final plans"
    decision = "1 of 2,400 decisions whether to assess"
    assert f"In this delivery, {advice}, {plan} and {decision} {other}" in internal
    assert f"In this delivery, none of 40 cases (plan amended after an order) {other}" in internal
    assert internal.count("No case of this delivery comes under this setting.") == 2
    published = text(sites["published"] / "methodology.html")
    assert f"In this delivery, {advice} and {plan} {other}" in published
    assert "It changes the status of no case" in published
    hidden = {"Decision whether to assess": "c", "Plan amended after an order": "c"}
    for edition, mark, small in (("published", "", hidden), ("internal", "-internal", {})):
        downloads = sites[edition] / "downloads"
        found = sorted(path.name for path in downloads.glob("methodology-flips-*.csv"))
        day_one = f"methodology-flips-day-one-is-receipt{mark}.csv"
        assert found == [f"methodology-flips-combined-order-weeks{mark}.csv", day_one]
        with (downloads / day_one).open(encoding="utf-8") as file:
            rows = [tuple(row) for row in csv.reader(file)]
        assert rows == [
            ("limit_name", "touched", "flips"),
            ("Decision whether to assess", "2400", small.get("Decision whether to assess", "1")),
            ("Final plan", "2400", "7"),
            ("Advice for an assessment", "3600", "130"),
            ("Plan amended after an order", "80", small.get("Plan amended after an order", "3")),
        ]


def test_settings_of_the_law_are_shown_as_they_are(database: Path, tmp_path: Path) -> None:
    own = settings(phase_transfer_on_the_day=True, local_standards={"health_camhs": 26})
    site.render(database, tmp_path, "published", own)
    page = text(tmp_path / "methodology.html")
    assert "by 15 February" in page
    health = text(tmp_path / "health.html")
    assert "26 weeks" in health
    assert "No law sets a limit for these waits" in health


def test_a_second_rendering_is_the_same_to_the_byte(
    sites: dict[str, Path], database: Path, tmp_path: Path
) -> None:
    site.render_editions(
        database, {name: tmp_path / name for name in ("published", "internal")}, settings()
    )
    for name, folder in sites.items():
        files = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
        again = sorted(p.relative_to(tmp_path / name) for p in (tmp_path / name).rglob("*")
                       if p.is_file())  # fmt: skip
        assert files == again
        for file in files:
            assert (folder / file).read_bytes() == (tmp_path / name / file).read_bytes(), file


def test_pages_are_light(sites: dict[str, Path]) -> None:
    for folder in sites.values():
        for page in folder.rglob("*.html"):
            assert len(gzip.compress(page.read_bytes())) <= 150_000, page.name


def test_next_date_of_a_phase_transfer() -> None:
    assert next_date(date(2026, 10, 31), 15, 2) == date(2027, 2, 15)
    assert next_date(date(2026, 2, 14), 15, 2) == date(2026, 2, 15)
    assert next_date(date(2026, 2, 15), 15, 2) == date(2027, 2, 15)


def test_shades_part_the_shares() -> None:
    limits = shade_limits([32.0, 41.0, 57.0, 62.0])
    assert limits == [40, 50, 60]
    assert [shade(share, limits) for share in (32.0, 41.0, 57.0, 62.0)] == [0, 1, 2, 3]
    assert shade_key(limits)[-1] == "60% and over"


def test_a_geography_without_tiles_is_laid_out_by_name(books: dict[str, site.Book]) -> None:
    areas = books["internal"].areas("district")
    places = place_on_map(areas)
    assert list(places.values())[:5] == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1)]
    assert not any(area.code in places for area in areas if area.slug == "not-known")


def test_plans_that_wait_are_counted_by_themselves(books: dict[str, site.Book]) -> None:
    """`of_plans` is all plans held, which is not how many wait."""
    book = books["internal"]
    rows = book.facts.review_gap("no_decision", "la", book.county.code)
    waiting = sum(row["plans"] for row in rows)  # type: ignore[misc]
    assert waiting < rows[0]["of_plans"]  # type: ignore[operator]
    figure = gap_figure(book, book.county, "no_decision")
    assert figure is not None
    assert figure.title == f"{waiting} plans wait for a decision after a meeting"
    assert figure.sentence.startswith(f"{waiting} plans wait: ")
