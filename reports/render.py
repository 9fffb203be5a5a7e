"""From templates to files: pages, the JSON of figures, and the CSV behind each of them.

A page is written by

    env = environment()
    frame = SiteFrame(...)                       # once per edition: what every page shares
    page = Page("districts/burnley", "Burnley", crumbs=[Link("How are we doing?", "index")])
    render_page(env, "district.html.j2", {"site": frame, "page": page, ...},
                out / frame.file_name(page.slug))

and `copy_assets(out)` once. Templates get, beside their own context:
    href(slug)   the address of another page, as seen from this one
    drawn        the figures and tables that this page has shown so far (for the macros)

The same context gives the same bytes, and a file whose bytes would not change is left alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
import plotly.graph_objects as go
from markupsafe import Markup

from reports import look
from reports.figure import Figure, Table, day_text

HERE = Path(__file__).parent
INTERNAL_MARK = "Internal: contains small numbers, not for publication"


@dataclass(frozen=True)
class Link:
    """An entry of the navigation or a breadcrumb: its text and the slug of a page."""

    label: str
    slug: str


@dataclass(frozen=True)
class Menu:
    """A group of pages in the navigation that opens on a click, such as the districts."""

    label: str
    links: Sequence[Link]


@dataclass(frozen=True)
class SiteFrame:
    """What every page of an edition shares.

    edition: 'published' or 'internal'. pages: slugs of all pages that will be written; the footer
    links only to those. source: the system and the delivery, in words. next_update: in words.
    Raises ValueError for another edition or a colour that is not `#rrggbb`.
    """

    edition: str
    brand_name: str
    brand_colour: str
    area_name: str
    as_of: date
    synthetic: bool
    source: str
    next_update: str
    contact: str
    nav: Sequence[Link | Menu]
    pages: frozenset[str]
    extracted_on: date | None = None

    def __post_init__(self) -> None:
        if self.edition not in ("published", "internal"):
            raise ValueError(f"There is no edition '{self.edition}'.")
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.brand_colour):
            raise ValueError(f"brand_colour must look like #12436D, not '{self.brand_colour}'.")

    @property
    def internal(self) -> bool:
        return self.edition == "internal"

    @property
    def mark(self) -> str:
        """The watermark of the internal edition, '' in the published one."""
        return INTERNAL_MARK if self.internal else ""

    @property
    def brand_ink(self) -> str:
        """Black or white: what reads better on the brand colour."""
        against_white = look.contrast(self.brand_colour, "#ffffff")
        return "#ffffff" if against_white >= 4.5 else "#0b0c0c"

    def file_name(self, slug: str) -> str:
        """Path of a page inside the site. Internal files carry the mark in their name, but for
        the front page, which people open by its name."""
        marked = f"{slug}-internal" if self.internal and slug != "index" else slug
        return f"{marked}.html"

    def csv_name(self, slug: str, table_id: str) -> str:
        """Path inside the site of the CSV of a figure or table."""
        name = f"{slug.replace('/', '-')}-{table_id}"
        return f"downloads/{name}-internal.csv" if self.internal else f"downloads/{name}.csv"


@dataclass(frozen=True)
class Page:
    """One page: slug ('districts/burnley'), title (its h1), breadcrumbs above it."""

    slug: str
    title: str
    crumbs: Sequence[Link] = ()

    @property
    def root(self) -> str:
        """The way from this page up to the site's folder: '' or '../'."""
        return "../" * self.slug.count("/")


@dataclass
class Drawn:
    """The figures and tables that one page has shown, in order; macros add to it."""

    site: SiteFrame
    page: Page
    ids: set[str] = field(default_factory=set)
    figures: list[Figure] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)

    def add(self, figure: Figure) -> int:
        """Take a figure in; its number on the page. Raises ValueError for an id used before."""
        self.add_table(figure.id, figure.table)
        self.figures.append(figure)
        return len(self.figures)

    def add_table(self, table_id: str, table: Table) -> str:
        """Take a table in that is to be downloaded; the address of its CSV from this page."""
        if table_id in self.ids:
            raise ValueError(f"Page '{self.page.slug}' has two figures or tables '{table_id}'.")
        self.ids.add(table_id)
        self.tables[table_id] = table
        return self.csv(table_id)

    def csv(self, table_id: str) -> str:
        """The address of a CSV from this page."""
        return self.page.root + self.site.csv_name(self.page.slug, table_id)

    @property
    def plots(self) -> int:
        """How many of the figures have a plot."""
        return sum(figure.plot is not None for figure in self.figures)


def environment() -> jinja2.Environment:
    """Jinja with autoescape on; a name that a template asks for in vain is an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
    )
    env.filters["day"] = day_text
    env.filters["spec"] = spec
    env.globals["plot_template"] = json_block(look.TEMPLATE)
    return env


def render_page(
    env: jinja2.Environment, template: str, context: Mapping[str, Any], path: Path
) -> Drawn:
    """Write one page and the CSV of every figure and table on it.

    `context` needs `site` (SiteFrame) and `page` (Page); `path` ends in `site.file_name(slug)`.
    Returns what the page has shown. Raises ValueError where path and slug disagree.
    """
    site, page = context["site"], context["page"]
    file_name = site.file_name(page.slug)
    if not path.as_posix().endswith("/" + file_name):
        raise ValueError(f"Page '{page.slug}' belongs in {file_name}, not in {path}.")
    folder = path.parents[page.slug.count("/")]
    drawn = Drawn(site, page)

    def href(slug: str) -> str:
        if slug not in site.pages:
            raise ValueError(f"Page '{page.slug}' links to '{slug}', which is not written.")
        return page.root + site.file_name(slug)

    text = env.get_template(template).render(context, href=href, drawn=drawn)
    write(path, text)
    for table_id, table in drawn.tables.items():
        write(folder / site.csv_name(page.slug, table_id), csv_text(table))
    return drawn


def copy_assets(folder: Path) -> None:
    """Copy style sheet, loader, plotting library and its licence to `<folder>/assets`."""
    for asset in sorted((HERE / "assets").iterdir()):
        if asset.is_file():
            write_bytes(folder / "assets" / asset.name, asset.read_bytes())


def spec(plot: go.Figure) -> Markup:
    """The JSON of a plot. Raises ValueError where it holds packed numbers, which nobody can read
    and no disclosure test can check."""
    text = json_block(plot.to_plotly_json())
    if '"bdata"' in text:
        raise ValueError("A plot was built from arrays; build it from plain lists.")
    return text


def json_block(value: object) -> Markup:
    """JSON that may stand in a script element: keys in order, `<` escaped, no NaN."""
    text = json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    )
    return Markup(text.replace("<", "\\u003c"))


def csv_text(table: Table) -> str:
    """A table as CSV: names as heading, values or symbols, LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe(column.name) for column in table.columns])
    names = [column.name for column in table.columns]
    by_row = zip(*(table.cells(name) for name in names), strict=True)
    writer.writerows([safe(cell.csv) for cell in row] for row in by_row)
    return out.getvalue()


def safe(value: int | float | str) -> int | float | str:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if formula else value


def write(path: Path, text: str) -> bool:
    """Write UTF-8 text with LF; whether the file has changed."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> bool:
    """Write a file unless it holds these bytes already; whether it has changed."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
