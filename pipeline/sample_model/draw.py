"""Chance that falls the same on every machine.

Only `random.Random(text).random()` is used, with sums and products: Python keeps that stream from
version to version, and no call depends on a platform's mathematics library. (`fsum`, because the
built-in `sum` of floats rounds differently from Python 3.12 on.) Every case has its own stream,
named by its process and number, so a change in one place leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum
from random import Random
from typing import TypeVar

Item = TypeVar("Item")
Code = TypeVar("Code")


class Draw:
    """One named stream of chance."""

    def __init__(self, seed: int, *names: str | int) -> None:
        self.share: Callable[[], float] = Random("/".join(map(str, (seed, *names)))).random

    def chance(self, probability: float) -> bool:
        """True in this share of draws."""
        return self.share() < probability

    def whole(self, least: int, most: int) -> int:
        """A whole number from least to most, both included, each as likely."""
        return least + int(self.share() * (most - least + 1))

    def pick(self, weights: Mapping[Code, float]) -> Code:
        """One key, as likely as its weight says."""
        left = self.share() * fsum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return key

    def among(self, items: Sequence[Item]) -> Item:
        """One item, each as likely."""
        return items[int(self.share() * len(items))]

    def spread(self, points: Sequence[float]) -> int:
        """A whole number from the distribution with these equally spaced quantiles.

        Five points are the least, the lower quartile, the middle, the upper quartile and the most.
        """
        place = self.share() * (len(points) - 1)
        step = int(place)
        low, high = points[step], points[step + 1]
        return int(low + (high - low) * (place - step))


def choose(
    items: Iterable[Item], count: int, weight: Callable[[Item], float], draw: Draw
) -> list[Item]:
    """Exactly `count` of the items, each with a chance in proportion to its weight.

    Systematic sampling, so what is chosen is spread evenly along the order of the items. Raises
    ValueError if fewer than `count` items have a weight above zero.
    """
    pool = [(item, weight(item)) for item in items]
    pool = [(item, size) for item, size in pool if size > 0]
    if count > len(pool):
        raise ValueError(f"{count} cases are wanted and only {len(pool)} can be chosen")
    chosen: set[int] = set()
    while (left := count - len(chosen)) > 0:
        step = fsum(size for at, (_, size) in enumerate(pool) if at not in chosen) / left
        certain = {at for at, (_, size) in enumerate(pool) if size >= step and at not in chosen}
        if certain:
            chosen |= set(sorted(certain)[:left])
            continue
        mark, reached = draw.share() * step, 0.0
        for at, (_, size) in enumerate(pool):
            if at in chosen:
                continue
            reached += size
            if reached > mark and len(chosen) < count:
                chosen.add(at)
                mark += step
    return [item for at, (item, _) in enumerate(pool) if at in chosen]
