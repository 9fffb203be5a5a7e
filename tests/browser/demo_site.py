"""A small site with every component of the kit, for the browser tests.

It is made by the project's own templates and has what is hard to show: hidden values, long names,
a figure without a plot, two figures side by side, a page in a folder.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import jinja2

from reports import charts, figure, render
from reports.charts import Series
from reports.disclosure import HIDDEN
from reports.figure import Cell, Column, Figure, MapTile, Table
from reports.render import Link, Menu, Page, SiteFrame

TEMPLATE = """{% extends "base.html.j2" %}
{% from "macros.html.j2" import figure, pair, table, tiles, tile, tile_map, summary_list,
   inset, warning, not_measurable with context %}
{% block content %}
{% if page.slug == "assessments" %}
<details><summary>A page without a plot</summary>{{ table(other, "other") }}</details>
{% elif page.slug != "index" %}
{{ figure(line, 2) }}
{% else %}
<p class="lead">Every component, with made-up numbers.</p>
{% call tiles() %}
{{ tile("Plans issued in 20 weeks", "64%", "108 of 169", "2 points on last month", "up") }}
{{ tile("Waiting over 20 weeks", "489", "of 1,385 open", "15 fewer than last month", "down",
        "#tiles") }}
{{ tile("Reviews held in 12 months", hidden, "", "no change", "level") }}
{{ tile("Orders carried out in time", "Not measurable from this delivery", "",
        "The appeals extract has no column order_date.", "missing") }}
{% endcall %}
<h2 id="tiles">Figures</h2>
{{ figure(line) }}
{% call pair() %}
{{ figure(several) }}
{{ figure(stack) }}
{% endcall %}
{% call pair() %}
{% call figure(where) %}
{{ tile_map(tiles_of_map, ["under 35%", "35 to 41%", "42 to 49%", "50% and over"]) }}
{% endcall %}
{{ figure(interval) }}
{% endcall %}
{{ figure(two) }}
{{ figure(one) }}
{{ figure(panels) }}
<h2>Other parts</h2>
{{ table(other, "other") }}
<details><summary>More</summary>
{{ table(broad) }}
</details>
{{ summary_list([("Rule", "Regulation 13"), ("Limit", "20 weeks"), ("Cases", hidden)]) }}
{{ inset("Cases keyed in late can still change the last two months.") }}
{{ warning("Do not compare districts by rank.") }}
{{ not_measurable("The delivery has no column final_plan_date in plans.csv.") }}
{% endif %}
{% endblock %}
"""
DISTRICTS = (
    ("Burnley", 3, 4),
    ("Chorley", 4, 3),
    ("Fylde", 3, 1),
    ("Hyndburn", 3, 3),
    ("Lancaster", 1, 2),
    ("Pendle", 2, 4),
    ("Preston", 3, 2),
    ("Ribble Valley", 2, 3),
    ("Rossendale", 5, 4),
    ("South Ribble", 4, 2),
    ("West Lancashire", 5, 2),
    ("Wyre", 2, 1),
    ("Not known", 5, 1),
)
SOURCE = "Northshire SEND ledger, synthetic data, as at 31 October 2026"


def months(many: int) -> list[date]:
    """The first days of so many months up to October 2026."""
    last = 2026 * 12 + 9
    return [date(at // 12, at % 12 + 1, 1) for at in range(last - many + 1, last + 1)]


def line_table() -> Table:
    """Three years of one rate; three months are hidden."""
    rows = []
    for at, day in enumerate(months(36)):
        whole = 150 + at * 7 % 40
        part = round(whole * (0.75 if at < 12 else 0.22 + at % 12 * 0.03))
        share: object = 100 * part / whole
        if at in (14, 15, 20):
            part, share = HIDDEN, HIDDEN
        rows.append(
            [
                figure.month(day),
                figure.percent(share),
                figure.count(part),
                figure.count(whole),
                figure.percent(46.4 + at / 5),
            ]
        )
    columns = [
        Column("month", "Month"),
        Column("rate", "In 20 weeks", True),
        Column("met", "Plans in time", True),
        Column("all", "Plans", True),
        Column("england", "England", True),
    ]
    return Table(columns, rows, "Plans issued within 20 weeks, by month")


def stack_table() -> Table:
    rows = [
        [
            figure.month(day),
            figure.count(HIDDEN if at == 3 else 900 - at * 4),
            *(figure.count(value - at * 9) for value in (420, 330, 190)),
        ]
        for at, day in enumerate(months(13))
    ]
    columns = [
        Column("month", "Month"),
        Column("to20", "Up to 20 weeks", True),
        Column("to30", "20 to 30 weeks", True),
        Column("to52", "30 to 52 weeks", True),
        Column("over52", "Over 52 weeks", True),
    ]
    return Table(columns, rows, "Open requests by age, month ends")


def district_table() -> Table:
    rows: list[list[Cell | str]] = [
        [
            name,
            figure.percent(31 + at * 7 % 33),
            figure.percent(24 + at * 7 % 33),
            figure.percent(39 + at * 7 % 33),
            figure.count(HIDDEN if name == "Wyre" else 40 + at * 31 % 130),
            figure.count(60 + at * 37 % 120),
            figure.percent(46.0),
        ]
        for at, (name, _, _) in enumerate(DISTRICTS)
    ]
    rows[8][1:4] = [figure.symbol("u"), figure.symbol("u"), figure.symbol("u")]
    columns = [
        Column("district", "District"),
        Column("rate", "Over 20 weeks", True),
        Column("low", "Lower limit", True),
        Column("high", "Upper limit", True),
        Column("now", "October 2026", True),
        Column("before", "October 2025", True),
        Column("county", "Northshire 46%", True),
    ]
    return Table(columns, rows, "Open requests over 20 weeks, by district")


def panel_table() -> Table:
    rows: list[list[Cell | str]] = []
    for at, (name, _, _) in enumerate(DISTRICTS):
        for quarter, day in enumerate(months(24)[2::3]):
            whole = 14 + at * 5 % 20
            hidden = name == "Fylde" and quarter in (2, 7)
            part = whole * (3 + quarter) // 14
            rows.append(
                [
                    name,
                    figure.period(day, f"Quarter to {figure.month(day).text}"),
                    figure.percent(HIDDEN if hidden else 100 * part / whole),
                    figure.count(HIDDEN if hidden else part),
                    figure.count(whole),
                ]
            )
    columns = [
        Column("district", "District"),
        Column("quarter", "Quarter"),
        Column("rate", "In 20 weeks", True),
        Column("met", "In time", True),
        Column("all", "Plans", True),
    ]
    return Table(columns, rows, "Plans issued within 20 weeks, by district and quarter")


def figures() -> dict[str, Figure]:
    """The figures of the demo page, by the names its template uses."""
    rates, ages, districts, long = line_table(), stack_table(), district_table(), panel_table()
    rate = Series("rate", "Northshire", ("met", "all"))
    made = {
        "line": (
            "More plans are on time than a year ago",
            rates,
            charts.lines(rates, "month", [rate], percent=True),
        ),
        "several": (
            "Northshire has caught up with England",
            rates,
            charts.lines(
                rates, "month", [rate, Series("england", "England", quiet=True)], percent=True
            ),
        ),
        "stack": (
            "The queue is getting younger",
            ages,
            charts.stacked(
                ages,
                "month",
                [
                    Series("to20", "Up to 20 weeks", quiet=True),
                    Series("to30", "20 to 30 weeks"),
                    Series("to52", "30 to 52 weeks"),
                    Series("over52", "Over 52 weeks"),
                ],
            ),
        ),
        "where": ("Where open requests have waited longest", districts, None),
        "interval": (
            "Most districts are close to the county",
            districts,
            charts.dots(
                districts,
                "district",
                Series("rate", "Over 20 weeks"),
                "low",
                "high",
                percent=True,
                reference="county",
            ),
        ),
        "two": (
            "Queues are longer than last October",
            districts,
            charts.bars(
                districts,
                "district",
                [Series("now", "October 2026"), Series("before", "October 2025")],
            ),
        ),
        "one": (
            "Chorley beside the other districts",
            districts,
            charts.bars(
                districts,
                "district",
                [Series("rate", "Over 20 weeks", ("now", "before"))],
                percent=True,
                strong=["Chorley"],
            ),
        ),
        "panels": (
            "Every district's quarters, on the same scale",
            long,
            charts.grid(long, "district", "quarter", rate, percent=True),
        ),
    }
    return {
        name: Figure(
            id=name,
            title=title,
            subtitle=f"{table.caption}, Northshire, to October 2026",
            plot=plot,
            sentence=f"The table has {len(table.rows)} rows & none is < 1.",
            table=table,
            source=SOURCE,
            wide=name in ("line", "two", "one", "panels"),
        )
        for name, (title, table, plot) in made.items()
    }


def frame(edition: str = "published") -> SiteFrame:
    """What the demo pages share."""
    return SiteFrame(
        edition=edition,
        brand_name="Northshire County Council",
        brand_colour="#12436D",
        area_name="Northshire",
        as_of=date(2026, 10, 31),
        extracted_on=date(2026, 11, 3),
        synthetic=True,
        source="Northshire case system, delivery of October 2026",
        next_update="15 December 2026",
        contact="SEND data team, send.data@example.org",
        nav=[
            Link("How are we doing?", "index"),
            Link("Assessments", "assessments"),
            Menu("Districts", [Link("Burnley", "districts/burnley")]),
        ],
        pages=frozenset({"index", "assessments", "districts/burnley"}),
    )


def render_site(out: Path, edition: str = "published") -> Path:
    """Write the demo site into a folder; the folder."""
    env = render.environment()
    env.loader = jinja2.ChoiceLoader([env.loader, jinja2.DictLoader({"demo": TEMPLATE})])
    site = frame(edition)
    tiles = [
        MapTile(name, row, col, text, shade, "20 of 56", href)
        for (name, row, col), text, shade, href in zip(
            DISTRICTS,
            ["33%", "36%", "c", "45%", "57%", "62%", "36%", "48%", "32%", "34%", "37%", "41%", "u"],
            [0, 1, 0, 2, 3, 3, 1, 2, 0, 0, 1, 1, 0],
            [site.file_name("districts/burnley")] + [""] * 12,
            strict=True,
        )
    ]
    context = {
        "site": site,
        "hidden": figure.symbol("c"),
        "tiles_of_map": tiles,
        "other": replace(district_table(), caption="Open requests, as a table of its own"),
        "broad": Table(
            [Column(f"c{at}", f"Measure {at}", at > 0) for at in range(16)],
            [["Lancaster", *(figure.count(12345 * at) for at in range(15))]],
            "Sixteen columns",
        ),
        **figures(),
    }
    pages = [
        Page("index", "How are we doing?"),
        Page("assessments", "Assessments", [Link("How are we doing?", "index")]),
        Page("districts/burnley", "Burnley", [Link("How are we doing?", "index")]),
    ]
    for page in pages:
        render.render_page(env, "demo", {**context, "page": page}, out / site.file_name(page.slug))
    render.copy_assets(out)
    return out
