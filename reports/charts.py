"""The figures: each function draws the values of one `Table` as one Plotly figure.

A value that the table does not hold (suppressed, not applicable) is a gap in a line and a symbol
where a bar would stand: never zero. A function returns None where there is nothing at all to draw.

Every figure is made in one constructor call, because Plotly's later `add_` and `update_` calls
cost fifty times as much, and from plain lists, because it packs arrays into text that nobody can
read. `layout.meta.narrow` is what changes on a phone; `assets/figures.js` lays it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import plotly.graph_objects as go

from reports.figure import Table
from reports.look import DARK_BLUE, INK, WHITE
from reports.marks import (
    Series,
    band_colours,
    bar_marker,
    dates,
    edge_labels,
    end_text,
    fold,
    has_values,
    hover,
    label_margin,
    label_of,
    last,
    legend_height,
    mark_texts,
    missing_bars,
    name_above,
    panels,
    reach,
    styled,
    texts,
    upright,
    values,
)
from reports.scale import months, value_axis


def lines(
    table: Table, x: str, series: Sequence[Series], *, percent: bool = False, height: int = 250
) -> go.Figure | None:
    """Lines over months, up to four and any quiet ones, each named at its right-hand end."""
    drawn = [one for one in series if has_values(table, one.column)]
    if not drawn:
        return None
    scale = value_axis([v for one in drawn for v in values(table, one.column)], percent)
    days = dates(table, x)
    top, bottom = 12, 44
    labels = [
        (end_text(table, one, alone=len(drawn) == 1), last(table, one.column), style.label)
        for one, style in styled(drawn)
    ]
    edge = edge_labels(labels, scale, height - top - bottom)
    alone = len(drawn) == 1
    size = 6 if len(days) <= 18 else 4
    legend = 0 if alone else legend_height(drawn)
    return go.Figure(
        data=[
            go.Scatter(
                x=days,
                y=values(table, one.column),
                name=one.label,
                mode="lines" if one.quiet else "lines+markers",
                line={"color": style.mark, "dash": style.dash, "width": 1.5 if one.quiet else 2.5},
                marker={"symbol": style.symbol, "size": size, "color": style.mark},
                hovertext=hover(table, x, one),
                hoverinfo="text",
                connectgaps=False,
                cliponaxis=False,
            )
            for one, style in styled(drawn)
        ],
        layout={
            "height": height,
            "margin": {"l": 8, "r": label_margin(edge), "t": top, "b": bottom},
            "xaxis": months(days),
            "yaxis": scale.axis,
            "annotations": edge,
            "meta": {
                "narrow": {
                    "height": height + legend,
                    "showlegend": not alone,
                    "annotations": edge if alone else [],
                    "margin": {
                        "r": label_margin(edge) if alone else 12,
                        "t": top + legend,
                    },
                    "xaxis": {"dtick": months(days, narrow=True)["dtick"]},
                }
            },
        },
    )


def bars(
    table: Table,
    category: str,
    series: Sequence[Series],
    *,
    percent: bool = False,
    strong: Sequence[str] | None = None,
) -> go.Figure | None:
    """Horizontal bars, one or two for each row of the table, in its order, with their values.

    strong: the rows to bring out; the others are pale. Only for a single series. None where no bar
    would have any length.
    """
    if not any(value for one in series for value in values(table, one.column)):
        return None
    names = [cell.text for cell in table.cells(category)]
    scale = value_axis([v for one in series for v in values(table, one.column)], percent)
    marked = {one.column: mark_texts(table, one) for one in series}
    beyond = max(len(text or "") for own in marked.values() for text in own) * 7 + 10
    thick = 22 if len(series) == 1 else 18
    legend = 26 if len(series) > 1 else 0
    height = len(names) * (thick * len(series) + 10) + 44 + legend
    wrapped = [fold(name, 24) for name in names]
    return go.Figure(
        data=[
            go.Bar(
                x=values(table, one.column),
                y=wrapped,
                orientation="h",
                name=one.label,
                marker=bar_marker(style, names, strong),
                text=marked[one.column],
                textposition="outside",
                textfont={"size": 12, "color": INK},
                constraintext="none",
                cliponaxis=False,
                hovertext=hover(table, category, one),
                hoverinfo="text",
            )
            for one, style in styled(series)
        ],
        layout={
            "height": height,
            "margin": {"l": 8, "r": beyond, "t": 6 + legend, "b": 38},
            "barmode": "group",
            "bargap": 0.28,
            "bargroupgap": 0.06,
            "showlegend": len(series) > 1,
            "xaxis": {**scale.axis, "showgrid": True},
            "yaxis": {"autorange": "reversed", "showgrid": False, "ticks": ""},
            "annotations": missing_bars(table, wrapped, series, thick),
            "meta": {"narrow": {"xaxis": scale.sparse}},
        },
    )


def stacked(
    table: Table, x: str, series: Sequence[Series], *, height: int = 280
) -> go.Figure | None:
    """Columns over months, stacked from the first series upwards, bands named at the right.

    Quiet series are grey (within the limit), the others blue, darker the later they come. A month
    with a band that is not given has no column at all: the rest would look like the whole.
    """
    drawn = [one for one in series if has_values(table, one.column)]
    if not drawn:
        return None
    days = dates(table, x)
    whole = [
        all(v is not None for v in row)
        for row in zip(*(values(table, one.column) for one in drawn), strict=True)
    ]
    if not any(whole):
        return None
    columns = {
        one.column: [
            v if full else None for v, full in zip(values(table, one.column), whole, strict=True)
        ]
        for one in drawn
    }
    totals = [sum(row) for row in zip(*columns.values(), strict=True) if None not in row]
    scale = value_axis(totals, False)
    colours = band_colours(drawn)
    top, bottom = 12, 44
    newest = [row for row in zip(*columns.values(), strict=True) if None not in row][-1]
    tops = list(accumulate(newest))
    labels = [
        (fold(one.label, 14), upper - part / 2, INK)
        for one, upper, part in zip(drawn, tops, newest, strict=True)
    ]
    edge = edge_labels(labels, scale, height - top - bottom)
    legend = legend_height(drawn)
    return go.Figure(
        data=[
            go.Bar(
                x=days,
                y=columns[one.column],
                name=one.label,
                marker={"color": colours[one.column], "line": {"color": DARK_BLUE, "width": 0.75}},
                hovertext=hover(table, x, one),
                hoverinfo="text",
            )
            for one in drawn
        ],
        layout={
            "height": height,
            "margin": {"l": 8, "r": label_margin(edge), "t": top, "b": bottom},
            "barmode": "stack",
            "bargap": 0.25,
            "xaxis": months(days),
            "yaxis": scale.axis,
            "annotations": edge,
            "legend": {"traceorder": "normal"},
            "meta": {
                "narrow": {
                    "height": height + legend,
                    "showlegend": True,
                    "annotations": [],
                    "margin": {"r": 12, "t": top + legend},
                    "xaxis": {"dtick": months(days, narrow=True)["dtick"]},
                }
            },
        },
    )


def dots(
    table: Table,
    category: str,
    value: Series,
    low: str,
    high: str,
    *,
    percent: bool = False,
    reference: str | None = None,
) -> go.Figure | None:
    """One dot for each row with a line from `low` to `high`, and the value above it.

    reference: a column with one value for all rows, drawn as an upright line and named by the
    column's label.
    """
    if not has_values(table, value.column):
        return None
    names = [fold(cell.text, 24) for cell in table.cells(category)]
    middle = values(table, value.column)
    ends = [values(table, low), values(table, high)]
    scale = value_axis([v for v in [*middle, *ends[1]] if v is not None], percent)
    line = last(table, reference) if reference else None
    height = len(names) * 34 + 44 + (22 if line is not None else 0)
    return go.Figure(
        data=[
            go.Scatter(
                x=middle,
                y=names,
                name=value.label,
                mode="markers",
                marker={"size": 9, "color": DARK_BLUE},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": reach(middle, ends[1]),
                    "arrayminus": reach(middle, ends[0]),
                    "color": DARK_BLUE,
                    "thickness": 2,
                    "width": 0,
                },
                hovertext=hover(table, category, value),
                hoverinfo="text",
                cliponaxis=False,
            )
        ],
        layout={
            "height": height,
            "margin": {"l": 8, "r": 24, "t": 30 if line is not None else 8, "b": 38},
            "xaxis": scale.axis,
            "yaxis": {
                "type": "category",
                "range": [len(names) - 0.5, -0.6],
                "categoryarray": names,
                "tickson": "labels",
            },
            "shapes": [] if line is None else [upright(line)],
            "annotations": [
                *missing_bars(table, names, [value], 0),
                *(
                    {"x": at, "y": name, "yshift": 13, "text": cell.text, "bgcolor": WHITE}
                    for at, name, cell in zip(middle, names, table.cells(value.column), strict=True)
                    if at is not None
                ),
                *([] if line is None else [name_above(line, label_of(table, reference))]),
            ],
            "meta": {"narrow": {"xaxis": scale.sparse}},
        },
    )


def grid(
    table: Table, panel: str, x: str, value: Series, *, percent: bool = False, columns: int = 4
) -> go.Figure | None:
    """A small line for each area of a long table (one row for each area and month), all on the
    same scales, under its name and newest value; on a phone two stand side by side."""
    if not has_values(table, value.column):
        return None
    scale = value_axis(values(table, value.column), percent, steps=2)
    names = list(dict.fromkeys(cell.text for cell in table.cells(panel)))
    of_panel = [cell.text for cell in table.cells(panel)]
    days, numbers = dates(table, x), values(table, value.column)
    hovers, shown = hover(table, x, value), texts(table, value)
    rows = {name: [at for at, own in enumerate(of_panel) if own == name] for name in names}
    cells = table.cells(value.column)
    newest = [own[-1] for own in rows.values()]
    titles = [
        (name, cells[at].text if cells[at].value is None else shown[at])
        for name, at in zip(names, newest, strict=True)
    ]
    span = months(days)["range"]
    data = []
    for at, name in enumerate(names):
        axis = "" if at == 0 else str(at + 1)
        own = [numbers[row] for row in rows[name]]
        end = max((k for k, v in enumerate(own) if v is not None), default=-1)
        data.append(
            go.Scatter(
                x=[days[row] for row in rows[name]],
                y=own,
                xaxis=f"x{axis}",
                yaxis=f"y{axis}",
                mode="lines+markers",
                line={"color": DARK_BLUE, "width": 2},
                marker={
                    "color": DARK_BLUE,
                    "size": [8 if k == end else 3 for k in range(len(own))],
                    "line": {"width": 0},
                    "opacity": 1,
                },
                hovertext=[f"{name}<br>{hovers[row]}" for row in rows[name]],
                hoverinfo="text",
                connectgaps=False,
                cliponaxis=False,
            )
        )
    wide = panels(titles, columns, scale, span)
    narrow = panels(titles, 2, scale, span)
    return go.Figure(
        data=data,
        layout={
            **wide,
            "margin": {"l": 4, "r": 8, "t": 0, "b": 0},
            "meta": {"narrow": narrow},
        },
    )
