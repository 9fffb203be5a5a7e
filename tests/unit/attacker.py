"""A reader who wants to know what was hidden, and has a linear-programme solver."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from reports.disclosure import Relation


def ranges(
    values: Mapping[Hashable, int],
    relations: Iterable[Relation],
    known: Collection[Hashable],
    wanted: Iterable[Hashable],
    at_least_one: Collection[Hashable] = (),
) -> dict[Hashable, tuple[float, float]]:
    """The narrowest range that follows for each wanted cell from the known ones.

    He knows every relation, that no count is negative, and that what stands in `at_least_one` is
    no nought (he was told that a true nought is never hidden).
    """
    found: dict[Hashable, tuple[float, float]] = {}
    wanted = set(wanted)
    for sums in _hanging_together(list(relations), known):
        cells = dict.fromkeys(key for one in sums for key in (one.total, *one.parts))
        found |= _solve(values, sums, [k for k in cells if k not in known], wanted, at_least_one)
    for key in wanted - found.keys():  # in no relation: nothing is known of it
        found[key] = (float(key in at_least_one), np.inf)
    return found


def _hanging_together(
    relations: list[Relation], known: Collection[Hashable]
) -> list[list[Relation]]:
    """The relations in groups that share no unknown cell: separate riddles."""
    first: dict[Hashable, Hashable] = {}

    def root(key: Hashable) -> Hashable:
        while first.setdefault(key, key) != key:
            first[key] = first[first[key]]
            key = first[key]
        return key

    unknown = [[k for k in (one.total, *one.parts) if k not in known] for one in relations]
    for keys in unknown:
        for key in keys[1:]:
            first[root(key)] = root(keys[0])
    groups: dict[Hashable, list[Relation]] = {}
    for one, keys in zip(relations, unknown, strict=True):
        if keys:
            groups.setdefault(root(keys[0]), []).append(one)
    return list(groups.values())


def _solve(
    values: Mapping[Hashable, int],
    relations: list[Relation],
    unknown: list[Hashable],
    wanted: set[Hashable],
    at_least_one: Collection[Hashable],
) -> dict[Hashable, tuple[float, float]]:
    column = {key: place for place, key in enumerate(unknown)}
    rows, columns, signs, right = [], [], [], []
    for row, one in enumerate(relations):
        right.append(0.0)
        for key, sign in [(one.total, 1), *((part, -1) for part in one.parts)]:
            if key in column:
                rows.append(row)
                columns.append(column[key])
                signs.append(sign)
            else:
                right[row] -= sign * values[key]
    matrix = csr_matrix((signs, (rows, columns)), shape=(len(right), len(unknown)))
    bounds = [(1 if key in at_least_one else 0, None) for key in unknown]
    found = {}
    for key in unknown:
        if key not in wanted:
            continue
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(unknown))
            goal[column[key]] = sign
            answer = linprog(goal, A_eq=matrix, b_eq=right, bounds=bounds, method="highs")
            if answer.status == 3:  # no limit on this side
                ends.append(-sign * np.inf)
            elif answer.status == 0:
                ends.append(sign * answer.fun)
            else:
                raise AssertionError(f"the attack itself failed: {answer.message}")
        found[key] = (ends[0], ends[1])
    return found
