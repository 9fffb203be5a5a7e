"""Plots hold what their table holds, and nothing that it does not."""

from __future__ import annotations

import json
import time
from datetime import date
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from reports import charts, figure, look, marks, render, scale
from reports.disclosure import HIDDEN
from reports.figure import Cell, Column, Table
from reports.marks import Series

RATE = Series("rate", "In time", ("met", "all"))
COLUMNS = [
    Column("month", "Month"),
    Column("rate", "In time", True),
    Column("met", "In time, number", True),
    Column("all", "All", True),
    Column("england", "England", True),
]


def table(rates: list[object]) -> Table:
    """A row for each month from January 2026, with that rate."""
    rows = [
        [
            figure.month(date(2025 + at // 12, at % 12 + 1, 28)),
            figure.percent(rate),
            figure.count(HIDDEN if rate is HIDDEN else at + 10),
            figure.count(100),
            figure.percent(46),
        ]
        for at, rate in enumerate(rates)
    ]
    return Table(COLUMNS, rows, "Plans in time")


def area_table(rates: list[object]) -> Table:
    """A row for each area, its months all October 2026."""
    rows: list[list[Cell | str]] = [
        [
            f"District {at}",
            figure.month(date(2026, 10, 31)),
            figure.percent(rate),
            figure.percent(rate),
            figure.percent(rate),
            figure.count(rate),
        ]
        for at, rate in enumerate(rates)
    ]
    names = ["area", "month", "rate", "low", "high", "more"]
    return Table([Column(name, name.title()) for name in names], rows, "By area")


def every_kind(rates: list[object]) -> list[go.Figure | None]:
    months, areas = table(rates), area_table(rates)
    return [
        charts.lines(months, "month", [RATE, Series("england", "England", quiet=True)]),
        charts.lines(months, "month", [RATE], percent=True),
        charts.stacked(months, "month", [Series("rate", "a", quiet=True), Series("england", "b")]),
        charts.bars(areas, "area", [Series("rate", "a"), Series("more", "b")]),
        charts.dots(areas, "area", Series("rate", "a"), "low", "high", reference="rate"),
        charts.grid(areas, "area", "month", Series("rate", "a"), percent=True),
    ]


def test_a_hidden_value_is_in_no_plot() -> None:
    """Not as a number, not in a text: the plot is the same whatever the hidden number was."""
    plot = charts.lines(table([50, HIDDEN, 70]), "month", [RATE], percent=True)
    assert plot is not None
    assert list(plot.data[0].y) == [50.0, None, 70.0]
    assert plot.data[0].connectgaps is False
    assert plot.data[0].hovertext[1] == (
        "February 2025<br>In time: c: suppressed to protect confidentiality"
    )


def test_a_bar_that_is_not_given_has_its_symbol_and_no_text() -> None:
    plot = charts.bars(area_table([40, HIDDEN]), "area", [Series("rate", "a")], percent=True)
    assert plot is not None
    assert list(plot.data[0].x) == [40.0, None]
    assert list(plot.data[0].text) == ["40%", None]
    assert [note.text for note in plot.layout.annotations] == ["c"]
    assert plot.layout.annotations[0].y == "District 1"


def test_a_column_with_a_hidden_band_is_not_drawn() -> None:
    months = table([50, HIDDEN, 70])
    plot = charts.stacked(months, "month", [Series("rate", "a"), Series("england", "b")])
    assert plot is not None
    assert list(plot.data[1].y) == [46.0, None, 46.0]


def test_nothing_to_draw_gives_no_plot() -> None:
    only_hidden = table([HIDDEN, HIDDEN])
    areas = area_table([HIDDEN, HIDDEN])
    assert charts.lines(only_hidden, "month", [RATE]) is None
    assert charts.stacked(only_hidden, "month", [RATE]) is None
    assert charts.bars(areas, "area", [Series("rate", "a")]) is None
    assert charts.bars(area_table([0, HIDDEN]), "area", [Series("rate", "a")]) is None
    assert charts.dots(areas, "area", Series("rate", "a"), "low", "high") is None
    assert charts.grid(areas, "area", "month", Series("rate", "a")) is None


@pytest.mark.parametrize("rates", [[50], [0, 30], [50, HIDDEN, 70], [100.0] * 30])
def test_every_plot_is_open_plain_and_valid_on_a_phone(rates: list[object]) -> None:
    for plot in every_kind(rates):
        assert plot is not None
        spec = json.loads(render.spec(plot))
        assert "template" not in spec["layout"]
        for key, value in spec["layout"]["meta"]["narrow"].items():
            old = spec["layout"].get(key)
            both = isinstance(value, dict) and isinstance(old, dict)
            spec["layout"][key] = {**old, **value} if both else value
        go.Figure(spec)


def test_points_stand_over_the_tick_of_their_own_month() -> None:
    plot = charts.lines(table([50, 60]), "month", [RATE])
    assert plot is not None
    assert list(plot.data[0].x) == ["2025-01-01", "2025-02-01"]


def test_a_month_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="is no month"):
        charts.lines(area_table([50]), "area", [Series("rate", "a")])


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    many = [Series("rate", "a"), *(Series(name, name) for name in ("met", "all", "england"))]
    assert charts.lines(table([50]), "month", many)
    with pytest.raises(ValueError, match="too many"):
        marks.styled([*many, Series("month", "e")])
    with pytest.raises(ValueError, match="too many"):
        marks.styled([Series(str(at), "quiet", quiet=True) for at in range(4)])
    with pytest.raises(ValueError, match="more than the eye"):
        look.ramp(6)


def test_an_older_value_is_never_shown_as_the_newest() -> None:
    def ends(rates: list[object], *more: Series) -> list[str]:
        plot = charts.lines(table(rates), "month", [RATE, *more], percent=True)
        assert plot is not None
        return [note.text for note in plot.layout.annotations]

    england = Series("england", "England", quiet=True)
    assert ends([50, 60]) == ["60%"]
    assert ends([50, HIDDEN]) == ["c"]
    assert ends([50, 60], england) == ["In time 60%", "England 46%"]
    assert ends([50, HIDDEN], england) == ["In time", "England 46%"]


@pytest.mark.parametrize(
    "wanted", [[0, 0, 0], [100, 100], [10, 12, 90], [50], [200, -50], [95, 99, 97, 96]]
)
def test_labels_never_cover_each_other(wanted: list[float]) -> None:
    heights = [17.0] * len(wanted)
    placed = scale.spread(wanted, heights, 100)
    ordered = sorted(zip(placed, heights, strict=True))
    assert all(b - a >= 17 - 1e-9 for (a, _), (b, _) in pairwise(ordered))
    assert min(placed) >= 8.5 and max(placed) <= 100 - 8.5
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    assert order == sorted(range(len(wanted)), key=lambda at: placed[at])


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 1), (1, 1), (7, 8), (64, 80), (489, 500), (1385, 1500), (2.4, 3)]
)
def test_axes_run_from_zero_to_a_round_number(largest: float, top: float) -> None:
    assert scale.value_axis([largest, None], percent=False).top == top


def test_percentages_always_run_to_a_hundred() -> None:
    assert scale.value_axis([12.5], percent=True).top == 100


@pytest.mark.parametrize(
    ("last", "step"), [("2026-06-01", "M1"), ("2026-12-01", "M2"), ("2028-12-01", "M6")]
)
def test_month_axes_have_few_ticks(last: str, step: str) -> None:
    first, final = date.fromisoformat("2026-01-01"), date.fromisoformat(last)
    many = (final.year - first.year) * 12 + final.month
    days = [date(2026 + at // 12, at % 12 + 1, 1).isoformat() for at in range(many)]
    assert scale.months(days)["dtick"] == step


def test_years_and_quarters_have_a_tick_under_each_point() -> None:
    years = scale.months(["2024-10-01", "2025-10-01", "2026-10-01"])
    assert (years["tick0"], years["dtick"]) == ("2026-10-01", "M12")
    assert years["tickformat"] == "%b<br>%Y"
    assert scale.months(["2024-12-01", "2025-12-01"])["tickformat"] == "%Y"
    quarters = scale.months([f"2026-{month:02}-01" for month in (1, 4, 7, 10)])
    assert (quarters["tick0"], quarters["dtick"]) == ("2026-10-01", "M3")


def test_labels_can_be_read_and_marks_be_seen() -> None:
    """WCAG 2.2: 4.5 for text, 3 for marks, on white."""
    for style in (*look.STYLES, *look.QUIET):
        assert look.contrast(style.label, look.WHITE) >= 4.5
        assert look.contrast(style.mark, look.WHITE) >= 3
    for ink in (look.INK, look.GREY_INK):
        assert look.contrast(ink, look.WHITE) >= 4.5
    every = [*look.STYLES, *look.QUIET]
    assert len({(style.dash, style.symbol) for style in every}) == len(every)
    assert round(look.contrast("#000000", "#ffffff"), 2) == 21


def test_four_hundred_figures_are_built_quickly() -> None:
    """0.7 s when this was written; processor time, so that a busy machine does not matter."""
    months = table([50.0] * 36)
    started = time.process_time()
    for _ in range(400):
        charts.lines(months, "month", [RATE, Series("england", "England", quiet=True)])
    assert time.process_time() - started < 2


def test_the_same_table_gives_the_same_bytes() -> None:
    one, other = (charts.lines(table([50, HIDDEN]), "month", [RATE]) for _ in range(2))
    assert one is not None and other is not None
    assert render.spec(one) == render.spec(other)
