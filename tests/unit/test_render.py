"""Pages, CSV and assets: same bytes, nothing dangerous, nothing missing."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import jinja2
import plotly.graph_objects as go
import pytest

from reports import figure, render
from reports.disclosure import HIDDEN
from reports.figure import Cell, Column, Figure, Table
from reports.render import Link, Page, SiteFrame

ASSETS = Path(render.__file__).parent / "assets"
FRAME = SiteFrame(
    edition="published",
    brand_name="Northshire <Council>",
    brand_colour="#12436D",
    area_name="Northshire",
    as_of=date(2026, 10, 31),
    synthetic=False,
    source="case system",
    next_update="15 December 2026",
    contact="team",
    nav=[Link("Front", "index")],
    pages=frozenset({"index", "districts/wyre"}),
)
TABLE = Table(
    [Column("area", "Area"), Column("n", "Requests", True)],
    [["=SUM(A1)", figure.count(HIDDEN)], ["Añ, b", figure.count(1234)]],
    "Requests",
)


def page(
    body: str, out: Path, slug: str = "index", frame: SiteFrame = FRAME, **more: object
) -> str:
    """Render one page with that body; its text."""
    env = render.environment()
    head = '{% extends "base.html.j2" %}{% from "macros.html.j2" import figure, table, tile, inset'
    body = head + " with context %}{% block content %}" + body + "{% endblock %}"
    env.loader = jinja2.ChoiceLoader([env.loader, jinja2.DictLoader({"body": body})])
    path = out / frame.file_name(slug)
    render.render_page(env, "body", {"site": frame, "page": Page(slug, "T"), **more}, path)
    return path.read_text(encoding="utf-8")


def drawing(sentence: str = "It is so.", plot: go.Figure | None = None) -> Figure:
    return Figure("one", "Title", "what", plot, sentence, TABLE, "ledger")


def test_texts_are_escaped(tmp_path: Path) -> None:
    text = page("{{ figure(f) }}", tmp_path, f=drawing("<script>alert(1)</script>"))
    assert "&lt;script&gt;alert" in text
    assert "Northshire &lt;Council&gt;" in text


def test_plot_json_cannot_end_its_script(tmp_path: Path) -> None:
    plot = go.Figure(
        data=[go.Bar(x=[1], y=["</script><b>"])],
        layout={"height": 100, "meta": {"narrow": {}}},
    )
    text = page("{{ figure(f) }}", tmp_path, f=drawing(plot=plot))
    assert "\\u003c/script>" in text
    assert "</script><b>" not in text


def test_packed_numbers_are_refused() -> None:
    packed = go.Figure(data=[go.Bar(x={"dtype": "i1", "bdata": "AQI="}, y=["a", "b"])])
    with pytest.raises((ValueError, TypeError)):
        render.spec(packed)


def test_a_name_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(jinja2.UndefinedError):
        page("{{ nowhere }}", tmp_path)


def test_csv_holds_the_table_and_no_formula(tmp_path: Path) -> None:
    page("{{ figure(f) }}", tmp_path, "districts/wyre", f=drawing())
    csv = (tmp_path / "downloads" / "districts-wyre-one.csv").read_bytes()
    assert csv == 'area,n\n\'=SUM(A1),c\n"Añ, b",1234\n'.encode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_like_texts_are_made_safe(start: str) -> None:
    assert render.safe(f"{start}1") == f"'{start}1"
    assert render.safe(-5) == -5


def test_symbols_come_with_their_meaning(tmp_path: Path) -> None:
    text = page("{{ table(t) }}{{ tile('N', c) }}", tmp_path, t=TABLE, c=figure.symbol("c"))
    assert text.count("(suppressed to protect confidentiality)</span>") == 2


def test_pages_in_folders_find_their_way(tmp_path: Path) -> None:
    text = page("{{ table(t, 't') }}", tmp_path, "districts/wyre", t=TABLE)
    assert 'href="../assets/site.css"' in text
    assert 'href="../index.html"' in text
    assert 'href="../downloads/districts-wyre-t.csv"' in text


def test_a_page_without_a_plot_does_not_load_the_library(tmp_path: Path) -> None:
    assert "plotly" not in page("{{ figure(f) }}", tmp_path, f=drawing())


def test_two_figures_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two figures or tables 'one'"):
        page("{{ figure(f) }}{{ figure(f) }}", tmp_path, f=drawing())


def test_a_link_to_a_page_that_is_not_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="links to 'reviews'"):
        page("{{ href('reviews') }}", tmp_path)


def test_the_internal_edition_is_marked_everywhere(tmp_path: Path) -> None:
    internal = replace(FRAME, edition="internal")
    text = page("{{ table(t, 't') }}", tmp_path, "districts/wyre", internal, t=TABLE)
    assert (tmp_path / "districts" / "wyre-internal.html").is_file()
    assert (tmp_path / "downloads" / "districts-wyre-t-internal.csv").is_file()
    assert f'<p class="mark">{render.INTERNAL_MARK}</p>' in text
    assert render.INTERNAL_MARK not in page("", tmp_path)


@pytest.mark.parametrize("synthetic", [True, False])
def test_synthetic_data_is_named_on_the_page(tmp_path: Path, synthetic: bool) -> None:
    text = page("", tmp_path, frame=replace(FRAME, synthetic=synthetic))
    assert ("Synthetic data" in text) is synthetic


def test_an_unchanged_page_keeps_its_time_stamp(tmp_path: Path) -> None:
    page("{{ figure(f) }}", tmp_path, f=drawing())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    page("{{ figure(f) }}", tmp_path, f=drawing())
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    assert not render.write(tmp_path / "index.html", page("", tmp_path))
    assert render.write(tmp_path / "index.html", "other")


def test_the_brand_colour_is_checked_and_written_on_legibly() -> None:
    with pytest.raises(ValueError, match="must look like"):
        replace(FRAME, brand_colour="red; } body { display: none")
    assert FRAME.brand_ink == "#ffffff"
    assert replace(FRAME, brand_colour="#FFDD00").brand_ink == "#0b0c0c"


def test_path_and_slug_must_agree(tmp_path: Path) -> None:
    context = {"site": FRAME, "page": Page("index", "T")}
    with pytest.raises(ValueError, match="belongs in index"):
        render.render_page(render.environment(), "base.html.j2", context, tmp_path / "front.html")


def test_the_plotting_library_is_the_one_that_the_notes_name(tmp_path: Path) -> None:
    notes = (ASSETS / "README.md").read_text(encoding="utf-8")
    bundle = (ASSETS / "plotly-basic.min.js").read_bytes()
    assert hashlib.sha256(bundle).hexdigest() in notes
    assert b"new Function" not in bundle and b"eval(" not in bundle
    render.copy_assets(tmp_path)
    assert {path.name for path in (tmp_path / "assets").iterdir()} >= {
        "figures.js",
        "plotly-LICENSE.txt",
        "plotly-basic.min.js",
        "site.css",
    }


def test_nothing_is_sent_anywhere() -> None:
    loader = (ASSETS / "figures.js").read_text(encoding="utf-8")
    assert "showSendToCloud: false" in loader and 'plotlyServerURL: ""' in loader
    assert not re.search(r"https?:", loader + (ASSETS / "site.css").read_text(encoding="utf-8"))


def test_plain_texts_in_cells_stand_as_they_are(tmp_path: Path) -> None:
    table = Table([Column("a", "A")], [[Cell(None, "plain")]], "One")
    assert '<th scope="row">plain</th>' in page("{{ table(t) }}", tmp_path, t=table)
