"""What is hidden stays hidden from a reader with a linear-programme solver."""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Hashable

import pytest
from attacker import ranges

from reports.disclosure import HIDDEN, Relation, protect, rate_shown

THRESHOLD = 5


def too_narrow(
    values: dict[Hashable, int],
    relations: list[Relation],
    shown: set[Hashable],
    hidden: set[Hashable],
) -> dict[Hashable, tuple[float, float]]:
    """What the attacker finds out: hidden or implicit small cells bounded too closely."""
    small = {key for key, value in values.items() if key not in shown and 0 < value < THRESHOLD}
    found = ranges(
        values,
        relations,
        known=shown - hidden,
        wanted=hidden | small,
        at_least_one={key for key in hidden if values[key]},
    )
    return {key: ends for key, ends in found.items() if ends[1] - ends[0] < THRESHOLD - 1e-6}


def table(
    random_: random.Random, districts: int, months: int, typical: float
) -> tuple[dict[Hashable, int], list[Relation], set[Hashable]]:
    """Districts in three localities in a county, by month and year, by a, b, c and all."""
    counts = {
        (district, month, kind): int(random_.expovariate(1 / typical))
        for district in range(districts)
        for month in range(months)
        for kind in "abc"
    }
    values: dict[Hashable, int] = {}
    for (district, month, kind), count in counts.items():
        areas = (district, f"locality {district % 3}", "county")
        for key in itertools.product(areas, (month, "year"), (kind, "all")):
            values[key] = values.get(key, 0) + count
    relations = []
    for area, when, kind in values:
        if area == "county":
            parts: list[Hashable] = [f"locality {n}" for n in range(3)]
        elif isinstance(area, str):
            parts = [d for d in range(districts) if d % 3 == int(area[-1])]
        else:
            parts = []
        if parts:
            below = tuple((part, when, kind) for part in parts)
            relations.append(Relation((area, when, kind), below))
        if when == "year":
            relations.append(
                Relation((area, when, kind), tuple((area, m, kind) for m in range(months)))
            )
        if kind == "all":
            relations.append(Relation((area, when, kind), tuple((area, when, k) for k in "abc")))
    return values, relations, {key for key in values if key[2] != "c"}


def test_small_counts_are_hidden_and_noughts_are_not() -> None:
    values = {"a": 0, "b": 1, "c": 4, "d": 5, "e": 30}
    assert protect(values, [], set(values)) == {"b", "c"}


def test_a_single_small_part_takes_the_cheapest_other_part_with_it() -> None:
    values = {"county": 100, "a": 3, "b": 20, "c": 77, "d": 0}
    sums = [Relation("county", ("a", "b", "c", "d"))]
    assert protect(values, sums, set(values)) == {"a", "b"}
    assert protect(values, sums, set(values), priority=lambda k: 9.0 if k == "b" else 1.0) == {
        "a",
        "c",
    }


def test_two_small_parts_need_a_third_where_their_sum_is_small() -> None:
    values = {"county": 54, "a": 1, "b": 2, "c": 51}
    hidden = protect(values, [Relation("county", ("a", "b", "c"))], set(values))
    assert {"a", "b"} < hidden


def test_a_small_complement_hides_the_numerator_or_the_denominator() -> None:
    values = {"stopped": 40, "in time": 38, "late": 2}
    sums = [Relation("stopped", ("in time", "late"))]
    hidden = protect(
        values, sums, {"stopped", "in time"}, priority=lambda k: 2.0 if k == "stopped" else 1.0
    )
    assert hidden == {"in time"}


def test_a_total_of_one_part_is_hidden_with_it() -> None:
    values = {"locality": 3, "district": 3, "twin": 3}
    sums = [Relation("locality", ("district",)), Relation("twin", ("locality",))]
    assert protect(values, sums, {"locality", "district", "twin"}) == set(values)


def test_what_is_asked_for_is_hidden_with_a_partner() -> None:
    values = {"days": 900, "days a": 300, "days b": 600}
    sums = [Relation("days", ("days a", "days b"))]
    assert protect(values, sums, set(values), also={"days a"}) == {"days a", "days b"}


def test_sums_that_do_not_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="'county' do not add up"):
        protect({"county": 9, "a": 4, "b": 4}, [Relation("county", ("a", "b"))], {"a"})


@pytest.mark.parametrize(
    ("seed", "typical"), [(1, 2), (2, 4), (3, 8), (4, 15), (5, 40), (6, 3), (7, 1)]
)
def test_no_attack_on_a_table_of_three_dimensions_succeeds(seed: int, typical: float) -> None:
    values, relations, shown = table(random.Random(seed), 7, 3, typical)
    hidden = protect(values, relations, shown)
    assert {key for key in shown if 0 < values[key] < THRESHOLD} <= hidden
    assert not too_narrow(values, relations, shown, hidden)


def test_the_attack_is_a_real_one() -> None:
    values, relations, shown = table(random.Random(4), 7, 3, 15)
    only_small = {key for key in shown if 0 < values[key] < THRESHOLD}
    assert too_narrow(values, relations, shown, only_small)


def test_most_of_a_large_table_stays() -> None:
    values, relations, shown = table(random.Random(5), 12, 6, 60)
    small = sum(0 < values[key] < THRESHOLD for key in shown)
    assert small > 0
    assert len(protect(values, relations, shown)) < 5 * small


def test_the_same_is_hidden_every_time() -> None:
    values, relations, shown = table(random.Random(2), 7, 3, 4)
    again = dict(reversed(values.items()))
    in_order = sorted(shown, key=repr)
    assert protect(values, relations, shown) == protect(values, relations, in_order)
    assert not too_narrow(again, relations, shown, protect(again, relations, shown))


def test_rates_need_both_parts_and_ten_cases() -> None:
    assert rate_shown(0, 10)
    assert not rate_shown(9, 9)
    assert not rate_shown(HIDDEN, 40)
    assert not rate_shown(12, HIDDEN)
    assert not rate_shown(None, 40)
    assert rate_shown(3, 5, min_denominator=5)


def test_hidden_is_one_object_that_cannot_be_reckoned_with() -> None:
    assert str(HIDDEN) == HIDDEN.text == "c"
    assert copy.deepcopy(HIDDEN) is HIDDEN
    with pytest.raises(TypeError):
        bool(HIDDEN)
    with pytest.raises(TypeError):
        HIDDEN + 1  # type: ignore[operator]
