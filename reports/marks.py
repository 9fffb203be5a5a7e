"""What a plot takes from its table, and the marks and labels that it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from reports.figure import Cell, Table
from reports.look import (
    DARK_BLUE,
    DARK_GREY,
    GREY_INK,
    GREYS,
    INK,
    PALE,
    QUIET,
    STYLES,
    WHITE,
    Style,
    ramp,
)
from reports.scale import Scale, spread

LINE = 15  # px that one line of a label takes
PER_LETTER = 8.2  # px of a bold letter in a wide typeface: labels must not be cut off


@dataclass(frozen=True)
class Series:
    """A column of the table to draw, and its name on the plot.

    of: the columns of numerator and denominator, shown beside the value. quiet: for comparison
    only (England, the county), drawn in grey.
    """

    column: str
    label: str
    of: tuple[str, str] | None = None
    quiet: bool = False


def values(table: Table, column: str) -> list:
    """The numbers of a column, None where it has a symbol."""
    cells = table.cells(column)
    return [cell.value if isinstance(cell.value, int | float) else None for cell in cells]


def has_values(table: Table, column: str) -> bool:
    return any(value is not None for value in values(table, column))


def last(table: Table, column: str) -> int | float:
    """The newest number of a column; it must have one."""
    return [value for value in values(table, column) if value is not None][-1]


def dates(table: Table, column: str) -> list[str]:
    """First day of each month, so that a point stands over the tick of its own month.

    Raises ValueError where a cell is no month: make them with `figure.month` or `figure.period`.
    """
    found = []
    for cell in table.cells(column):
        if not isinstance(cell.value, str):
            raise ValueError(f"Table '{table.caption}': '{cell.text}' in {column} is no month.")
        found.append(cell.value[:7] + "-01")
    return found


def label_of(table: Table, name: str | None) -> str:
    """The label of a column."""
    return next(column.label for column in table.columns if column.name == name)


def texts(table: Table, one: Series) -> list[str]:
    """The value of each row in words: `64%`, or `64% (108 of 169)`; a symbol with its meaning."""
    shown = table.cells(one.column)
    if one.of is None:
        return [in_words(cell) for cell in shown]
    parts = zip(table.cells(one.of[0]), table.cells(one.of[1]), strict=True)
    return [
        in_words(cell) if cell.value is None else f"{cell.text} ({top.text} of {whole.text})"
        for cell, (top, whole) in zip(shown, parts, strict=True)
    ]


def mark_texts(table: Table, one: Series) -> list[str | None]:
    """What stands beside each mark; None where there is no mark to stand beside."""
    cells = table.cells(one.column)
    pairs = zip(cells, texts(table, one), strict=True)
    return [None if cell.value is None else text for cell, text in pairs]


def in_words(cell: Cell) -> str:
    """The text of a cell; behind a symbol, what it means."""
    return f"{cell.text}: {cell.meaning}" if cell.value is None and cell.meaning else cell.text


def hover(table: Table, row: str, one: Series) -> list[str]:
    """What a pointer over each mark shows."""
    heads: list[Cell] = table.cells(row)
    return [
        f"{head.text}<br>{one.label}: {text}"
        for head, text in zip(heads, texts(table, one), strict=True)
    ]


def styled(series: Sequence[Series]) -> list[tuple[Series, Style]]:
    """Each series with its style. Raises ValueError for more than can be told apart: four, and
    three quiet ones."""
    at: dict[str, Style] = {}
    for styles, own in (
        (STYLES, [one.column for one in series if not one.quiet]),
        (QUIET, [one.column for one in series if one.quiet]),
    ):
        if len(own) > len(styles):
            raise ValueError(
                f"{len(own)} series are too many for one figure; {len(styles)} is most."
            )
        at |= dict(zip(own, styles, strict=False))
    return [(one, at[one.column]) for one in series]


def band_colours(series: Sequence[Series]) -> dict[str, str]:
    quiet = [one.column for one in series if one.quiet]
    loud = [one.column for one in series if not one.quiet]
    if len(quiet) > len(GREYS):
        raise ValueError(f"{len(quiet)} grey bands are more than the eye can tell apart.")
    return {
        **dict(zip(quiet, GREYS, strict=False)),
        **dict(zip(loud, ramp(len(loud)), strict=True)),
    }


def bar_marker(style: Style, names: Sequence[str], strong: Sequence[str] | None) -> dict:
    if strong is not None:
        colours = [DARK_BLUE if name in strong else PALE for name in names]
        return {"color": colours, "line": {"color": DARK_BLUE, "width": 1}}
    if style.pattern:
        return {
            "color": WHITE,
            "line": {"color": style.label, "width": 1},
            "pattern": {
                "shape": style.pattern,
                "fgcolor": style.label,
                "bgcolor": WHITE,
                "size": 6,
            },
        }
    return {"color": style.mark, "line": {"color": style.mark, "width": 1}}


def missing_bars(
    table: Table, names: Sequence[str], series: Sequence[Series], thick: int
) -> list[dict]:
    """The symbol where a bar would begin."""
    middle = (len(series) - 1) / 2
    return [
        {
            "x": 0,
            "y": name,
            "xanchor": "left",
            "xshift": 4,
            "yshift": round((middle - at) * thick),
            "text": cell.text,
            "font": {"color": GREY_INK, "weight": 600},
        }
        for at, one in enumerate(series)
        for name, cell in zip(names, table.cells(one.column), strict=True)
        if cell.value is None
    ]


def reach(middle: Sequence, ends: Sequence) -> list:
    """How far each interval reaches from its middle; 0 where there is none."""
    return [
        0 if one is None or end is None else round(abs(end - one), 4)
        for one, end in zip(middle, ends, strict=True)
    ]


def fold(text: str, letters: int) -> str:
    """The text in lines of at most that many letters."""
    return "<br>".join(wrap(text, letters, break_long_words=False)) or text


def end_text(table: Table, one: Series, alone: bool) -> str:
    """Name and newest value of a line; the value only where there is but one line.

    Where the newest value is not given, the name stands alone: an older number would be taken for
    the newest.
    """
    newest = table.cells(one.column)[-1]
    if alone:
        return newest.text
    return fold(one.label if newest.value is None else f"{one.label} {newest.text}", 17)


def edge_labels(labels: Sequence[tuple[str, float, str]], scale: Scale, pixels: int) -> list[dict]:
    """Labels right of the plot at their values, moved apart so that none covers another."""
    heights = [LINE * (text.count("<br>") + 1) + 2 for text, _, _ in labels]
    wanted = [(scale.top - value) / scale.top * pixels for _, value, _ in labels]
    placed = spread(wanted, heights, pixels)
    return [
        {
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 10,
            "y": round((1 - at / pixels) * scale.top, 3),
            "yanchor": "middle",
            "align": "left",
            "text": text,
            "font": {"color": colour, "weight": 600},
        }
        for (text, _, colour), at in zip(labels, placed, strict=True)
    ]


def label_margin(labels: Sequence[dict]) -> int:
    """Room for the longest line of the labels, in pixels."""
    longest = max(len(line) for label in labels for line in label["text"].split("<br>"))
    return round(longest * PER_LETTER) + 18


def legend_height(series: Sequence[Series]) -> int:
    """Room for the legend on a phone, whose lines hold some 44 letters, in pixels."""
    rows, used = 1, 0
    for one in series:
        need = len(one.label) + 8
        if used and used + need > 44:
            rows, used = rows + 1, 0
        used += need
    return rows * 22 + 8


def upright(x: float) -> dict:
    """A line of comparison from the bottom of the plot to its top."""
    line = {"color": DARK_GREY, "dash": "dash", "width": 1.5}
    ends = {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", "line": line, "layer": "below", **ends}


def name_above(x: float, text: str) -> dict:
    """The name of an upright line, over the plot."""
    place = {"x": x, "y": 1, "yref": "paper", "yanchor": "bottom"}
    return {"text": text, "font": {"color": DARK_GREY}, **place}


def panels(
    titles: Sequence[tuple[str, str]], columns: int, scale: Scale, span: Sequence[str]
) -> dict:
    """Axes and titles of a grid of that many columns, and its height."""
    tall, head, foot, gap = 136, 40, 34, 0.05 if columns > 2 else 0.08
    rows = -(-len(titles) // columns)
    height = rows * tall
    width = (1 - gap * (columns - 1)) / columns
    tick = 34 / (940 if columns > 2 else 330)  # room for the numbers left of each panel
    layout: dict = {"height": height, "annotations": []}
    for at, (name, newest) in enumerate(titles):
        row, column = divmod(at, columns)
        axis = "" if at == 0 else str(at + 1)
        left = column * (width + gap)
        roof = 1 - row * tall / height
        layout[f"xaxis{axis}"] = {
            "type": "date",
            "anchor": f"y{axis}",
            "domain": [round(left + tick, 4), round(left + width, 4)],
            "range": list(span),
            "tickformat": "%Y",
            "dtick": "M12",
            "tick0": "2000-01-01",
            "tickfont": {"size": 11},
            "automargin": False,
        }
        layout[f"yaxis{axis}"] = {
            **scale.axis,
            "anchor": f"x{axis}",
            "domain": [
                round(roof - (tall - foot) / height, 4),
                round(roof - head / height, 4),
            ],
            "tickfont": {"size": 11},
            "automargin": False,
        }
        for text, down, font in (
            (name, 0, {"size": 13, "weight": 600, "color": INK}),
            (newest, 17, {"size": 12, "color": GREY_INK}),
        ):
            layout["annotations"].append(
                {
                    "xref": "paper",
                    "yref": "paper",
                    "x": round(left, 4),
                    "y": round(roof, 4),
                    "xanchor": "left",
                    "yanchor": "top",
                    "yshift": -down,
                    "align": "left",
                    "text": text,
                    "font": font,
                    "borderpad": 0,
                }
            )
    return layout
