"""Render the site from the warehouse: every page, its figures and their CSV files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from reports import delivery, facts, rules
from reports import render as files
from reports.facts import Facts
from reports.pages import (
    advice,
    assessments,
    health,
    index,
    methodology,
    places,
    quality,
    reviews,
    statement,
    tribunals,
)
from reports.pages.book import Book, PageSpec
from reports.render import Link, Menu, SiteFrame

GLOSSARY = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
FAMILIES: tuple[Callable[[Book], PageSpec], ...] = (
    index.page,
    assessments.page,
    reviews.page,
    tribunals.page,
    advice.page,
    health.page,
    quality.page,
    methodology.page,
    statement.page,
)


@dataclass(frozen=True)
class Site:
    """What was written: the path of the front page, and how many pages, figures and plots."""

    index: Path
    pages: int
    figures: int
    plots: int


def render(
    warehouse: Path, out: Path, edition: str, settings: Any, known: Facts | None = None
) -> Site:
    """Write one edition ('published' or 'internal') into the folder `out`.

    `known`: the facts of that edition, where they have been read already (both editions come from
    one reading). The same warehouse and settings give the same bytes.
    """
    book = read_book(warehouse, edition, settings, known)
    pages = [*(family(book) for family in FAMILIES), *places.pages(book)]
    frame = site_frame(book, pages)
    env = files.environment()
    figures = plots = 0
    for page in pages:
        shared = {"site": frame, "page": files.Page(page.slug, page.title, page.crumbs)}
        context = {**shared, "book": book, **page.context}
        drawn = files.render_page(env, page.template, context, out / frame.file_name(page.slug))
        figures += len(drawn.figures)
        plots += drawn.plots
    files.copy_assets(out)
    return Site(out / frame.file_name("index"), len(pages), figures, plots)


def render_editions(warehouse: Path, outs: Mapping[str, Path], settings: Any) -> dict[str, Site]:
    """Write several editions, each into its folder, from one reading of the marts."""
    read = read_facts(warehouse, list(outs), settings)
    return {
        edition: render(warehouse, out, edition, settings, read[edition])
        for edition, out in outs.items()
    }


def read_facts(warehouse: Path, editions: list[str], settings: Any) -> dict[str, Facts]:
    """The facts of the editions, with the settings' limits of disclosure."""
    return facts.read(
        warehouse,
        editions,
        settings.disclosure_threshold,
        settings.disclosure_min_denominator,
    )


def read_book(warehouse: Path, edition: str, settings: Any, known: Facts | None = None) -> Book:
    """Everything that the pages of one edition may speak of."""
    known = known or read_facts(warehouse, [edition], settings)[edition]
    with duckdb.connect(str(warehouse), read_only=True) as db:
        return Book(
            facts=known,
            rules=rules.read(db, settings),
            delivery=delivery.read(db, known),
            settings=settings,
            descriptions=descriptions(db),
            terms=glossary(),
        )


def site_frame(book: Book, pages: list[PageSpec]) -> SiteFrame:
    """What every page shares: brand, navigation, dates."""
    known, settings = book.facts, book.settings
    titles = {page.slug: page.title for page in pages}
    nav: list[Link | Menu] = [Link(titles["index"], "index")]
    menu = [Link(titles[slug], slug) for slug in titles if slug.startswith("districts/")]
    menu += [Link(titles[slug], slug) for slug in titles if slug.startswith("localities/")]
    if menu:
        nav.append(Menu("Districts", menu))
    nav += [
        Link("Assessments", "assessments"),
        Link("Reviews", "reviews"),
        Link("Appeals", "tribunals"),
        Link("Advice", "advice"),
        Link("Health", "health"),
        Link("Data", "quality"),
        Link("How we count", "methodology"),
    ]
    kind = "made-up data of the system" if known.synthetic else "the case system"
    return SiteFrame(
        edition=known.edition,
        brand_name=settings.brand_name,
        brand_colour=settings.brand_colour,
        area_name=settings.area_name,
        as_of=known.as_of,
        synthetic=known.synthetic,
        source=f"Records of {known.la_name}, {kind} '{known.source_system}'",
        next_update="Once a month, when the next delivery has landed",
        contact=settings.contact or "The team that sent you this report",
        nav=nav,
        pages=frozenset(titles),
        extracted_on=known.extracted_on,
    )


def descriptions(db: duckdb.DuckDBPyConnection) -> tuple[dict[str, Any], ...]:
    """Each mart with its description and those of its columns, as the models persist them."""
    marts: dict[str, dict[str, Any]] = {}
    for row in rules.rows(
        db,
        """select table_name as name, comment from duckdb_tables() where schema_name = 'marts'
        union all
        select view_name, comment from duckdb_views() where schema_name = 'marts'
        order by name""",
    ):
        marts[str(row["name"])] = {**row, "columns": []}
    for row in rules.rows(
        db,
        """select table_name, column_name as name, comment from duckdb_columns()
        where schema_name = 'marts' order by table_name, column_index""",
    ):
        if row["comment"] and str(row["table_name"]) in marts:
            marts[str(row["table_name"])]["columns"].append(row)
    return tuple(mart for mart in marts.values() if mart["comment"] or mart["columns"])


def glossary() -> tuple[tuple[str, str], ...]:
    """Word and meaning of every row of `docs/glossary.md`."""
    text = GLOSSARY.read_text(encoding="utf-8")
    found = re.findall(r"^\| (?!Word )([^|]+?) \| ([^|]+?) \|$", text, re.MULTILINE)
    return tuple((word, meaning) for word, meaning in found)
