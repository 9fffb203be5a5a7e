"""Axes and the placing of labels: plain reckoning, no Plotly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10
from typing import NamedTuple

STEPS = (1, 2, 3, 6, 12, 24, 60)  # months from tick to tick


class Scale(NamedTuple):
    """A value axis from 0 to `top`; `sparse` is what changes where it lies flat on a phone."""

    top: float
    axis: dict
    sparse: dict


def value_axis(values: Sequence[float | None], percent: bool, steps: int = 5) -> Scale:
    """From 0 to a round number that holds every value; percentages always run to 100%."""
    largest = max((value for value in values if value is not None), default=0)
    if percent:
        step = 50 if steps <= 2 else 20
        top = max(100, largest)
        axis = {"range": [0, top], "tick0": 0, "dtick": step, "ticksuffix": "%"}
        return Scale(top, axis, {"dtick": 50})
    step = round_step(max(largest, 1) / steps)
    top = max(ceil(largest / step), 1) * step
    axis = {"range": [0, top], "tick0": 0, "dtick": step, "tickformat": ",d"}
    return Scale(top, axis, {"dtick": step * 2})


def round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 ... that is not under `least`."""
    power = 10 ** max(floor(log10(least)), 0)
    return int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least))


def months(days: Sequence[str], narrow: bool = False) -> dict:
    """A month axis for ISO dates: month over year, at most seven ticks, five on a phone.

    Where points are further than a month apart, each tick stands under a point.
    """
    first, final = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    counted = sorted({day.year * 12 + day.month for day in map(date.fromisoformat, days)})
    gap = min((b - a for a, b in pairwise(counted)), default=1)
    span, most = counted[-1] - counted[0], 4 if narrow else 6
    step = next((each for each in STEPS if each % gap == 0 and span / each <= most), gap * 60)
    yearly = step >= 12 and (gap == 1 or final.month == 12)
    return {
        "type": "date",
        "tick0": "2000-01-01" if gap == 1 else final.isoformat(),
        "dtick": f"M{step}",
        "tickformat": "%Y" if yearly else "%b<br>%Y",
        "tickangle": 0,
        "range": [shift(first, -16 * gap), shift(final, 16 * gap)],
    }


def shift(day: date, days: int) -> str:
    """The ISO date so many days on."""
    return date.fromordinal(day.toordinal() + days).isoformat()


def spread(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Middles of labels along an edge of `room` pixels, near where they want to be, none over
    another. Where they do not all fit they share the room evenly."""
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    placed = list(wanted)
    floor_at = 0.0
    for at in order:
        placed[at] = max(wanted[at], floor_at + heights[at] / 2)
        floor_at = placed[at] + heights[at] / 2
    ceiling = max(room, sum(heights))
    for at in reversed(order):
        placed[at] = min(placed[at], ceiling - heights[at] / 2)
        ceiling = placed[at] - heights[at] / 2
    return placed
