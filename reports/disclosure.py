"""Disclosure control: which numbers must not be shown, so that no small number can be worked out.

A *cell* is a count with a name. Cells hang together by *relations* (a total is the sum of its
parts), and a reader knows them all. So hiding a small count is not enough: where one part of a
total is hidden, subtraction brings it back. `protect` finds what else must be hidden.

How a hidden cell is proved safe. A *shift* moves some cells that the reader cannot see up, and
others down, by one and the same amount, so that every relation still holds and no number becomes
impossible. The shifted table explains everything on the page as well as the true one does: as far
as it can be shifted, up and down together, so wide is the range that nobody can narrow, by linear
programming or otherwise. A cell that stands in a shift of at least `threshold` is safe. So each
small count is given such a shift, the cheapest that can be found, and whatever is visible in it is
hidden too: by being in the shift, those cells are as safe as the first.

A shift remains possible when more is hidden later, so one pass is enough.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)

INFINITE = float("inf")

# What a step of a search costs beside what it hides. Small: a longer shift is better than one more
# hidden cell, a shorter one better than a longer that hides as much.
STEP = 0.02
# Hiding a true nought tells that it is not a nought to nobody, but puzzles the reader.
NOUGHT = 12.0


@dataclass(frozen=True)
class Search:
    """One way to look for a shift."""

    guess: float  # what each relation out of balance is taken to cost: more is faster, and dearer
    limit: int  # partial shifts to look at before giving up
    only_up: bool = (
        False  # every cell goes up, up to the largest totals: there nearly always is one
    )


# Tried one after the other.
SEARCHES = (
    Search(2.0, 300),
    Search(5.0, 1_500),
    Search(15.0, 3_000),
    Search(30.0, 40_000, only_up=True),
)


class Hidden:
    """What stands in place of a number that must not be shown. There is one: `HIDDEN`."""

    text = "c"
    meaning = "suppressed to protect confidentiality"

    def __repr__(self) -> str:
        return "HIDDEN"

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        raise TypeError("HIDDEN is neither true nor false: ask `value is HIDDEN`")

    def __reduce__(self) -> str:
        return "HIDDEN"  # a copy is the same object


HIDDEN = Hidden()


@dataclass(frozen=True)
class Relation:
    """`total` is the sum of `parts`. Any of them may be implicit: on no page, but known by sum."""

    total: Hashable
    parts: tuple[Hashable, ...]


def rate_shown(
    numerator: int | float | Hidden | None,
    denominator: int | float | Hidden | None,
    min_denominator: int = 10,
) -> bool:
    """Whether a rate may stand: both of its parts do, and it is a rate of enough cases."""
    if numerator is None or denominator is None:
        return False
    if isinstance(numerator, Hidden) or isinstance(denominator, Hidden):
        return False
    return denominator >= min_denominator


def protect(
    values: Mapping[Key, int],
    relations: Iterable[Relation],
    shown: Collection[Key],
    threshold: int = 5,
    priority: Callable[[Key], float] | None = None,
    also: Collection[Key] = (),
) -> set[Key]:
    """The keys of `shown` that must stand as `c`.

    `values` holds the true number of every cell, visible or implicit. Hidden are the visible
    counts from 1 to `threshold` - 1, those of `also` (not nought), and what it takes that neither
    they, nor an implicit cell of such a size, nor any other hidden cell can be bounded to a range
    narrower than `threshold`. `priority` is what it costs to hide a cell (1 by default, more for
    one that the page can ill spare).

    ValueError where a relation does not hold: then nothing could be proved.
    """
    table = _Table(values, relations, shown, threshold, priority)
    targets = {i for i, value in enumerate(table.values) if 0 < value < threshold}
    targets.update(table.index[key] for key in also if values[key])
    table.hide(targets)
    # The smallest leave the least room and need the largest partners, which then serve the others.
    for target in sorted(targets, key=lambda i: (table.values[i], i)):
        if target not in table.safe:
            table.make_safe(target)
    return {key for key in shown if table.index[key] in table.hidden}


class _Table:
    """Cells by number, the relations that each stands in, and what is hidden and safe so far.

    Cells that are always equal (a total of one part) are one cell here, and hidden together."""

    def __init__(
        self,
        values: Mapping[Any, int],
        relations: Iterable[Relation],
        shown: Collection[Any],
        threshold: int,
        priority: Callable[[Any], float] | None,
    ) -> None:
        sums, first = _join_equals(values, relations)
        number = {key: i for i, key in enumerate(dict.fromkeys(first.values()))}
        self.index = {key: number[first[key]] for key in values}
        self.values = [values[key] for key in number]
        self.threshold = threshold
        self.cost = [STEP] * len(number)
        # A reader may guess that a hidden number is no nought, so it is never shifted down to one.
        self.room = list(self.values)
        for key in shown:
            i, value = self.index[key], values[key]
            self.room[i] = max(value - 1, 0)
            weight = priority(key) if priority else 1.0
            self.cost[i] += weight * (1 + value / (value + 100) if value else NOUGHT)
        self.hidden: set[int] = set()
        self.safe: set[int] = set()
        # Of each relation its cells, the total with sign 1 and the parts with -1; they add to 0.
        self.relations: list[tuple[tuple[int, int], ...]] = []
        self.of: list[list[tuple[int, int]]] = [[] for _ in number]
        for cells in dict.fromkeys(
            ((self.index[one.total], 1), *sorted((self.index[part], -1) for part in one.parts))
            for one in sums
        ):
            for i, sign in cells:
                self.of[i].append((len(self.relations), sign))
            self.relations.append(cells)

    def hide(self, cells: Iterable[int]) -> None:
        for i in cells:
            self.hidden.add(i)
            self.cost[i] = STEP

    def make_safe(self, target: int) -> None:
        for search in SEARCHES:
            shift = self._cheapest_shift(target, search)
            if shift is not None:
                break
        else:
            # With everything hidden that hangs together the whole table may be any multiple of
            # itself, so that no cell has an upper bound.
            shift = self._connected(target)
        self.hide(shift)
        self.safe.update(shift)

    def _cheapest_shift(self, target: int, search: Search) -> Collection[int] | None:
        """Cells that can move together with `target`, found best first; None if not in time."""
        # A partial shift waits as the one that it makes longer and the step that does so: most are
        # never looked at. `out` holds the relations that do not balance yet, and by how much.
        queue: list[tuple] = [(0.0, 0, 0.0, {}, {}, target, 1, INFINITE, INFINITE)]
        seen: set[int] = set()
        count = 0
        while queue and count < search.limit:
            _, _, cost, shorter, out, i, step, down, up = heapq.heappop(queue)
            shift = {**shorter, i: step}
            out = dict(out)
            for number, sign in self.of[i]:
                rest = out.pop(number, 0) + step * sign
                if rest:
                    out[number] = rest
            if not out:
                return shift.keys()
            # Cells that go up limit how far the shift can be turned round, and the reverse.
            if step > 0:
                down = min(down, self.room[i])
            else:
                up = min(up, self.room[i])
            name = self._name(shift)
            for i, step in self._fewest_ways(shift, out, down, up, search):
                longer = name ^ hash((i, step))
                if longer in seen:
                    continue
                seen.add(longer)
                count += 1
                paid = cost + self.cost[i]
                still_out = len(out)
                for number, sign in self.of[i]:
                    rest = out.get(number, 0)
                    still_out += bool(rest + step * sign) - bool(rest)
                rank = paid + search.guess * still_out
                heapq.heappush(queue, (rank, count, paid, shift, out, i, step, down, up))
        return None

    @staticmethod
    def _name(shift: dict[int, int]) -> int:
        """The same for the same steps in whatever order they were taken."""
        name = 0
        for step in shift.items():
            name ^= hash(step)
        return name

    def _fewest_ways(
        self, shift: dict[int, int], out: dict[int, int], down: float, up: float, search: Search
    ) -> list[tuple[int, int]]:
        """The cells, and which way, that can balance the relation with the least choice."""
        best: list[tuple[int, int]] | None = None
        for number, rest in out.items():
            back = -1 if rest > 0 else 1
            ways = []
            for i, sign in self.relations[number]:
                if i in shift:
                    continue
                step = back * sign
                if step > 0:
                    fits = min(down, self.room[i]) + up >= self.threshold
                else:
                    fits = down + min(up, self.room[i]) >= self.threshold and not search.only_up
                if fits:
                    ways.append((i, step))
            if best is None or len(ways) < len(best):
                best = ways
                if not ways:
                    break
        return best or []

    def _connected(self, target: int) -> set[int]:
        found = {target}
        edge = [target]
        while edge:
            for number, _ in self.of[edge.pop()]:
                for i, _ in self.relations[number]:
                    if i not in found:
                        found.add(i)
                        edge.append(i)
        return {i for i in found if self.values[i]}


def _join_equals(
    values: Mapping[Any, int], relations: Iterable[Relation]
) -> tuple[list[Relation], dict[Hashable, Hashable]]:
    """The true sums, and for every key the first of those that are always equal to it."""
    first = {key: key for key in values}

    def root(key: Hashable) -> Hashable:
        while first[key] != key:
            key = first[key]
        return key

    sums = []
    for one in relations:
        if values[one.total] != sum(values[part] for part in one.parts):
            raise ValueError(f"the parts of {one.total!r} do not add up to it")
        if len(one.parts) == 1:
            first[root(one.parts[0])] = root(one.total)
        else:
            sums.append(one)
    return sums, {key: root(key) for key in values}
