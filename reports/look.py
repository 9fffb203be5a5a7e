"""Colours and the layout that every plot shares.

Marks take the palette of the Government Analysis Function. Some of its colours are too weak for
text, so labels have their own, darker ones. Nothing is told by colour alone: each series also has
a dash and a marker shape, bars a pattern.
"""

from __future__ import annotations

from typing import NamedTuple

import plotly.graph_objects as go
import plotly.io as pio

# A plot without a template would otherwise carry a copy of Plotly's own, 7 kB each.
pio.templates.default = None

INK = "#0b0c0c"
GREY_INK = "#505a5f"
DARK_BLUE = "#12436D"
DARK_GREY = "#3D3D3D"
PALE = "#E8EDF2"
WHITE = "#ffffff"
FONT = 'system-ui, "Segoe UI", Roboto, Arial, sans-serif'


class Style(NamedTuple):
    """How a series looks: colour of its marks and of its label, dash, marker, bar pattern."""

    mark: str
    label: str
    dash: str
    symbol: str
    pattern: str


STYLES = (
    Style(DARK_BLUE, DARK_BLUE, "solid", "circle", ""),
    Style("#28A197", "#17625C", "dash", "square", "/"),
    Style("#801650", "#801650", "dot", "diamond", "x"),
    Style("#F46A25", "#A63C0A", "dashdot", "triangle-up", "."),
)
# What the eye should compare with: England, the county beside a district.
QUIET = (
    Style(DARK_GREY, DARK_GREY, "dash", "line-ew", "/"),
    Style(DARK_GREY, DARK_GREY, "dot", "line-ew", "x"),
    Style(DARK_GREY, DARK_GREY, "dashdot", "line-ew", "."),
)

# Stacked bands from light to dark; each has the outline of the darkest, so that the light ones
# stand out from the page.
RAMP = ("#CADCEE", "#92B7DA", "#2073BC", "#12436D", "#0A2540")
GREYS = ("#DEE0E2", "#BFBFBF", "#8C8F92")


def ramp(bands: int) -> list[str]:
    """That many blues, light to dark. Raises ValueError beyond `RAMP`."""
    picks = {
        0: (),
        1: (3,),
        2: (1, 3),
        3: (1, 2, 3),
        4: (0, 1, 2, 3),
        5: (0, 1, 2, 3, 4),
    }
    if bands not in picks:
        raise ValueError(f"{bands} bands are more than the eye can tell apart; group them.")
    return [RAMP[at] for at in picks[bands]]


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours `#rrggbb`: 1 to 21. Text needs 4.5, marks need 3."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG relative luminance, 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Stands once in each page; the loader lays it under every plot.
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
        "separators": ".,",
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": False,
        "barcornerradius": 0,
        "hoverlabel": {
            "bgcolor": WHITE,
            "bordercolor": INK,
            "align": "left",
            "font": {"family": FONT, "size": 13, "color": INK},
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": 12},
        },
        "xaxis": {
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "showline": True,
            "linecolor": INK,
            "ticks": "outside",
            "tickcolor": INK,
            "ticklen": 4,
            "automargin": True,
            "gridcolor": "#DEE0E2",
        },
        "yaxis": {
            "fixedrange": True,
            "showgrid": True,
            "gridcolor": "#DEE0E2",
            "zeroline": False,
            "ticks": "",
            "automargin": True,
        },
        "annotationdefaults": {"showarrow": False, "font": {"size": 12}},
    }
).to_plotly_json()
