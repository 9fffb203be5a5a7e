"""One page for each district and each locality: the headline set with the county beside it."""

from __future__ import annotations

from reports import words
from reports.facts import Area
from reports.pages import set_figures, timeliness
from reports.pages.book import HOME, RESTS_ON, Book, PageSpec
from reports.pages.gaps import gap_figure
from reports.render import Link

FOLDER = {"district": "districts", "locality": "localities"}


def slug(area: Area) -> str:
    """The slug of an area's page; the authority's is the front page."""
    return f"{FOLDER[area.level]}/{area.slug}" if area.level in FOLDER else "index"


def pages(book: Book) -> list[PageSpec]:
    """A page for every locality and every district, `Not known` included."""
    return [page(book, area) for level in ("locality", "district") for area in book.areas(level)]


def page(book: Book, area: Area) -> PageSpec:
    """The page of one area."""
    sections = []
    for rule in book.rules.headline:
        own = timeliness.read(book, rule, area)
        county = timeliness.read(book, rule, book.county, own.period.months)
        sections.append(
            {
                "set": own,
                "beside": timeliness.beside(own, county) if own.shown else None,
                "id": f"{set_figures.key_of(own)}-set",
                "figures": set_figures.first_two(book, own, book.county),
            }
        )
    parent = next((a for a in book.areas("locality") if a.code == area.parent_code), None)
    crumbs = (HOME,) if parent is None else (HOME, Link(locality_title(parent), slug(parent)))
    return PageSpec(
        slug=slug(area),
        title=title(area),
        template="place.html.j2",
        crumbs=crumbs,
        context={
            "area": area,
            "county": book.county,
            "headline": headline(sections, area),
            "sections": sections,
            "gap": gap_figure(book, area, "since_last_review"),
            "children": [
                Link(child.name, slug(child))
                for child in book.facts.children(area)
                if child.level in FOLDER
            ],
            "cautions": book.cautions("index", *RESTS_ON, part=True),
        },
    )


def title(area: Area) -> str:
    """The page's heading."""
    if area.slug == "not-known":
        return "District not known" if area.level == "district" else "Locality not known"
    return locality_title(area) if area.level == "locality" else area.name


def locality_title(area: Area) -> str:
    """`North locality`."""
    return "Locality not known" if area.slug == "not-known" else f"{area.name} locality"


def headline(sections: list[dict], area: Area) -> str:  # type: ignore[type-arg]
    """The first sentence of the page."""
    shown = [section["set"] for section in sections if section["set"].shown]
    if not shown:
        return "There are too few cases here for this edition to show a number."
    main = next((own for own in shown if own.rule.clock_id == "final_plan_20w"), shown[0])
    change = main.overdue_change[0] if main.overdue_change else None
    return words.headline(
        main.rule.phrase, main.completion, main.period, main.on, main.open, main.overdue, change
    )
