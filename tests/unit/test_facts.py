"""The facts of both editions, read from a made-up county in a real DuckDB file."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import duckdb
import pytest
from attacker import ranges
from made_up_marts import AS_OF, LA, areas, county

from reports import delivery
from reports import facts as facts_module
from reports.facts import AGES, DERIVED, FLOWS, HIDDEN, RATES, STOCKS, Facts, Period
from reports.marts import MEASURES, Area, Marts, read_marts
from reports.published import Published, publish

CLOCKS = {
    "assess_decision_6w": (40.0, 6),
    "final_plan_20w": (40.0, 20),
    "advice_return_6w": (55.0, 6),
    "order_amend_5w": (0.7, 5),
}
NOT_KNOWN = f"{LA}-not-known"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return county(tmp_path_factory.mktemp("facts") / "county.duckdb", CLOCKS)


@pytest.fixture(scope="module")
def editions(warehouse: Path) -> dict[str, Facts]:
    return facts_module.read(warehouse)


@pytest.fixture(scope="module")
def internal(editions: dict[str, Facts]) -> Facts:
    return editions["internal"]


@pytest.fixture(scope="module")
def published(editions: dict[str, Facts]) -> Facts:
    return editions["published"]


@pytest.fixture(scope="module")
def page(warehouse: Path) -> Published:
    return publish(read_marts(warehouse), 5, 10)


def ask(warehouse: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(warehouse), read_only=True) as db:
        return db.execute(sql).fetchall()


def every_number(facts: Facts) -> list[tuple[tuple, object]]:
    """Each count of the clocks that a page could ask for in the periods that are shown."""
    found = []
    for clock_id in facts.clocks():
        for area in facts.areas:
            for measure in (*FLOWS, *STOCKS, *DERIVED):
                for months in (1, 3, 12):
                    for when, value in facts.series(
                        clock_id, area.level, area.code, measure, months
                    ):
                        found.append(((clock_id, *area.key, measure, when), value))
    return found


# -- both editions ---------------------------------------------------------------------------------


def test_a_period_says_its_months() -> None:
    assert Period(date(2026, 10, 31), 1).label == "October 2026"
    assert Period(date(2026, 10, 31), 3).label == "August to October 2026"
    assert Period(date(2027, 1, 31), 3).label == "November 2026 to January 2027"
    assert Period(date(2026, 10, 31), 12).label == "November 2025 to October 2026"
    assert Period(date(2026, 12, 31), 12).label == "January to December 2026"


def test_areas_stand_largest_first_and_not_known_last(published: Facts) -> None:
    assert [a.level for a in published.areas] == ["la"] + ["locality"] * 4 + ["district"] * 13
    (top,) = (a for a in published.areas if a.level == "la")
    assert [a.name for a in published.children(top)] == ["north", "mid", "east", "Not known"]
    assert published.area("district", NOT_KNOWN).parent_code == NOT_KNOWN


def test_the_internal_edition_has_every_month_as_the_marts_do(
    warehouse: Path, internal: Facts
) -> None:
    rows = ask(
        warehouse,
        """select clock_id, area_code, level, month, started, overdue_at_end, p92_days_open
        from marts.clock_monthly where month > date '2023-10-31'""",
    )
    assert len(rows) > 1000
    for clock_id, code, level, month, *numbers in rows:
        assert numbers == [
            internal.value(clock_id, code, level, Period(month, 1), measure)
            for measure in ("started", "overdue_at_end", "p92_days_open")
        ]
    assert len(internal.periods("final_plan_20w", "district")) == 36
    assert len(internal.periods("final_plan_20w", "la")) == 40
    assert not any(value is HIDDEN for _, value in every_number(internal))


def test_longer_periods_are_sums_of_months(internal: Facts) -> None:
    year = internal.latest(12)
    assert year == Period(date(2026, 10, 31), 12)
    months = internal.series("final_plan_20w", "la", LA, "stopped", 1)[-12:]
    total = sum(value for _, value in months)
    assert internal.value("final_plan_20w", LA, "la", year, "stopped") == total
    assert internal.periods("final_plan_20w", "la", 12)[-1] == year
    stock = [internal.value("final_plan_20w", LA, "la", internal.latest(n), "open_at_end")
             for n in (1, 3, 12)]  # fmt: skip
    assert stock[0] == stock[1] == stock[2] > 0


def test_derived_measures_and_rates(internal: Facts) -> None:
    of = ("final_plan_20w", LA, "la", internal.latest(12))
    late = internal.value(*of, "stopped_late")
    parts = [internal.value(*of, name) for name in DERIVED["stopped_late"]]
    assert late == parts[0] - parts[1] - parts[2]
    rate = internal.rate(*of, *RATES["in_time"])
    assert rate.percent == 100 * rate.numerator / rate.denominator
    few = internal.rate("order_amend_5w", LA, "la", internal.latest(1), *RATES["in_time"])
    assert few.percent is None


def test_an_area_or_clock_without_a_case_counts_nought(internal: Facts) -> None:
    assert internal.value("never_ran", LA, "la", internal.latest(12), "started") == 0
    assert internal.value("never_ran", LA, "la", internal.latest(1), "oldest_days_open") is None
    assert internal.periods("never_ran", "la") == ()


# -- the published edition -------------------------------------------------------------------------


def test_no_small_count_is_published(published: Facts, internal: Facts) -> None:
    numbers = every_number(published)
    assert len(numbers) > 5000
    for (clock_id, level, code, measure, when), value in numbers:
        if value is not HIDDEN and measure != "overdue_days_at_end":
            assert value == 0 or value >= 5, (clock_id, level, code, measure, when)
            assert value == internal.value(clock_id, code, level, when, measure)


def test_what_is_published_gets_coarser_with_the_area(published: Facts) -> None:
    assert [published.grain("final_plan_20w", n) for n in ("la", "locality", "district")] == [
        1,
        3,
        12,
    ]
    assert [
        len(published.periods("final_plan_20w", n)) for n in ("la", "locality", "district")
    ] == [
        36,
        12,
        3,
    ]
    assert published.grain("order_amend_5w", "district") is None
    assert published.periods("order_amend_5w", "district") == ()
    months = Period(date(2026, 10, 31), 1)
    assert published.value("final_plan_20w", "D12", "district", months, "started") is HIDDEN


def test_a_county_of_usual_size_stays_readable(tmp_path: Path) -> None:
    path = county(tmp_path / "large.duckdb", {"final_plan_20w": (160.0, 20)})
    published = facts_module.read(path, ["published"])["published"]
    for level, most in (("la", 0.03), ("locality", 0.25), ("district", 0.25)):
        values = [
            value
            for area in published.areas
            for measure in ("started", "stopped", "due", "open_at_end")
            for _, value in published.series("final_plan_20w", level, area.code, measure)
            if area.level == level and area.code != NOT_KNOWN
        ]
        assert sum(value is HIDDEN for value in values) <= most * len(values), level


def test_ages_of_few_are_hidden(published: Facts, internal: Facts) -> None:
    checked = 0
    for clock_id in published.clocks():
        for area in published.areas:
            for when in published.periods(clock_id, area.level):
                for measure, behind in AGES.items():
                    count = internal.value(clock_id, area.code, area.level, when, behind)
                    age = published.value(clock_id, area.code, area.level, when, measure)
                    if 0 < count < 10 and (measure != "median_days_taken" or when.months == 1):
                        assert age is HIDDEN
                        checked += 1
    assert checked > 100
    assert published.value("final_plan_20w", LA, "la", published.latest(1), "p92_days_open") > 0


def test_a_hidden_count_hides_its_rate(published: Facts) -> None:
    found = [
        rate
        for area in published.areas
        for _, rate in published.rates("final_plan_20w", area.level, area.code, *RATES["in_time"])
    ]
    hidden = [r for r in found if HIDDEN in (r.numerator, r.denominator)]
    assert hidden
    assert all(r.percent is HIDDEN for r in hidden)
    assert any(isinstance(r.percent, float) for r in found)


def test_bands_are_the_countys_alone_in_the_published_edition(
    published: Facts, internal: Facts
) -> None:
    of = ("final_plan_20w", "locality", f"{LA}-east")
    assert published.backlog(*of) == []
    assert len(internal.backlog(*of)) == len(published.backlog("final_plan_20w", "la", LA)) == 7
    total = internal.value("final_plan_20w", of[2], "locality", internal.latest(1), "open_at_end")
    assert sum(row["open"] for row in internal.backlog(*of)) == total


def test_other_tables_hide_small_counts_and_their_medians(
    published: Facts, internal: Facts
) -> None:
    tables = [
        (published.advice(), internal.advice(published.advice()[0]["period"].months)),
        (published.advice_age(12), internal.advice_age(12)),
        (published.appeals("ground"), internal.appeals("ground")),
        (published.appeals("outcome"), internal.appeals("outcome")),
        (published.dfe("requests"), internal.dfe("requests")),
        *(
            (
                published.review_gap(reading, a.level, a.code),
                internal.review_gap(reading, a.level, a.code),
            )
            for reading in ("since_last_review", "no_decision")
            for a in published.areas
        ),
    ]
    hidden = 0
    for shown, true in tables:
        assert len(shown) == len(true)
        for row, truth in zip(shown, true, strict=True):
            for name, value in row.items():
                if value is HIDDEN:
                    hidden += 1
                    continue
                assert value == truth[name]
                if isinstance(value, int) and name != "time_period":
                    assert value == 0 or value >= 5, (name, row)
    assert hidden > 50
    assert published.appeals("ground", "district", "D01") == []


def test_what_a_setting_would_change_is_a_part_of_what_it_touches(
    published: Facts, internal: Facts
) -> None:
    day_one, combined = "day_one_is_receipt", "combined_order_weeks"
    # 40 cases a month over 40 months are 1,600; 55 are 2,200; 0.7 are 28, half of them 14.
    assert sorted(internal.setting_flips()) == [
        (combined, "order_amend_5w", 14, 0),
        (day_one, "advice_return_6w", 2200, 130),
        (day_one, "assess_decision_6w", 1600, 1),
        (day_one, "final_plan_20w", 1600, 7),
        (day_one, "order_amend_5w", 28, 3),
    ]
    assert sorted(published.setting_flips(), key=repr) == [
        (combined, "order_amend_5w", 14, 0),
        (day_one, "advice_return_6w", 2200, 130),
        (day_one, "assess_decision_6w", 1600, HIDDEN),
        (day_one, "final_plan_20w", 1600, 7),
        (day_one, "order_amend_5w", 28, HIDDEN),
    ]


def flips_of(rows: list[tuple[str, str, int, int]], months: dict[str, list[int]]) -> Published:
    """The published edition of one authority that has nothing but these clocks and flips: each
    clock with how many started in the newest months."""
    last = AS_OF.year * 12 + AS_OF.month - 1
    one = [area for area in areas() if area[0] == "la"]
    marts = Marts(AS_OF, None, LA, "County", "canonical", True, tuple(Area(*row) for row in one))
    for clock_id, started in months.items():
        marts.monthly[clock_id] = {
            ("la", LA): {
                last - back: tuple(number if name == "started" else 0 for name in MEASURES)
                for back, number in enumerate(started)
            }
        }
    marts.setting_flips.extend(
        {"setting": setting, "other_value": "", "clock_id": clock_id, "clocks": n, "flips": flips}
        for setting, clock_id, n, flips in rows
    )
    return publish(marts, 5, 10)


def shown_flips(page: Published) -> dict[tuple[str, str], object]:
    """What stands on the page, by count and by setting with its clock."""
    return {
        cell[3:]: page.value(cell) for cell in sorted(page.sums.shown, key=repr)
        if cell[0] == "setting_flips"
    }  # fmt: skip


def test_nothing_that_is_left_of_a_flip_gives_it_away() -> None:
    """Each of these numbers is large enough to stand alone, and gives away a small one."""
    months = {"final_plan_20w": [31], "order_amend_5w": [24], "ar_review_12m": [20, 31]}
    page = flips_of(
        [
            ("day_one_is_receipt", "final_plan_20w", 31, 29),  # 2 would stay as they are
            ("day_one_is_receipt", "order_amend_5w", 24, 9),
            ("combined_order_weeks", "order_amend_5w", 21, 8),  # 3 of the 24 are not combined
            ("review_on_the_anniversary", "ar_review_12m", 51, 20),
        ],
        months,
    )
    shown = shown_flips(page)
    assert shown["flips", "day_one_is_receipt final_plan_20w"] is HIDDEN
    assert shown["clocks", "combined_order_weeks order_amend_5w"] is HIDDEN
    assert shown["clocks", "review_on_the_anniversary ar_review_12m"] == 51
    assert shown["flips", "review_on_the_anniversary ar_review_12m"] == 20
    assert shown["flips", "day_one_is_receipt order_amend_5w"] == 9


def test_clocks_that_start_together_do_not_give_each_other_away() -> None:
    """Of 24 orders to assess 21 led to a plan, so 3 did not: told by any two of the numbers."""
    counts = {"notify_2w": 24, "final_14w": 21, "notissue_10w": 3}
    page = flips_of(
        [("day_one_is_receipt", f"order_assess_{step}", n, 0) for step, n in counts.items()],
        {f"order_assess_{step}": [n] for step, n in counts.items()},
    )
    shown = shown_flips(page)
    hidden = [step for step in counts
              if shown["clocks", f"day_one_is_receipt order_assess_{step}"] is HIDDEN]  # fmt: skip
    assert "notissue_10w" in hidden
    assert len(hidden) >= 2
    known = {cell for cell in page.sums.shown if cell not in page.hidden}
    three = ("setting_flips", "la", LA, "clocks", "day_one_is_receipt order_assess_notissue_10w")
    (low, high) = ranges(page.sums.values, page.sums.relations, known, [three], [three])[three]
    assert high - low >= 5


def test_all_that_a_setting_touches_does_not_give_a_year_away() -> None:
    """Of 43 referrals 40 are of this year: so the year before had 3."""
    months = {"health_camhs": [40, *[0] * 12, 3]}
    page = flips_of([("day_one_is_receipt", "health_camhs", 43, 0)], months)
    known = {cell for cell in page.sums.shown if cell not in page.hidden}
    last = AS_OF.year * 12 + AS_OF.month - 1
    three = ("health_camhs", "la", LA, "started", 12, last - 12)
    assert page.sums.values[three] == 3
    (low, high) = ranges(page.sums.values, page.sums.relations, known, [three], [three])[three]
    assert high - low >= 5
    shown = shown_flips(page)
    this_year = page.value((*three[:-1], last))
    assert HIDDEN in (shown["clocks", "day_one_is_receipt health_camhs"], this_year)


def test_lone_counts(published: Facts, internal: Facts) -> None:
    assert [published.count(n) for n in (0, 1, 4, 5)] == [0, HIDDEN, HIDDEN, 5]
    assert internal.count(1) == 1


def test_no_attack_on_the_whole_published_edition_succeeds(page: Published) -> None:
    values, shown = page.sums.values, page.sums.shown
    wanted = set(page.hidden)
    wanted |= {key for key, value in values.items() if key not in shown and 0 < value < 5}
    some = random.Random(3).sample(sorted(wanted, key=repr), 120)
    found = ranges(
        values,
        page.sums.relations,
        known=shown - page.hidden,
        wanted=some,
        at_least_one={key for key in page.hidden if values[key]},
    )
    for key, (low, high) in found.items():
        assert low - 1e-6 <= values[key] <= high + 1e-6
        assert high - low >= 5 - 1e-6, (key, low, high)


def test_every_number_of_a_page_is_a_cell_that_was_protected(
    page: Published, published: Facts
) -> None:
    """Nothing that Facts gives out goes round `protect`."""
    cells = {cell for cell in page.sums.shown if cell not in page.hidden}
    for (clock_id, level, code, measure, when), value in every_number(published):
        if value is HIDDEN or measure in DERIVED:
            continue
        end = when.end.year * 12 + when.end.month - 1
        tail = (when.months, end) if measure in FLOWS else (end,)
        assert (clock_id, level, code, measure, *tail) in cells


def test_marts_that_do_not_add_up_stop_the_edition(warehouse: Path, tmp_path: Path) -> None:
    copy = tmp_path / "broken.duckdb"
    copy.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(copy)) as db:
        db.execute(
            """update marts.clock_monthly set started = started + 1
            where level = 'district' and area_code = 'D05' and month = date '2026-09-30'"""
        )
    with pytest.raises(ValueError, match="do not add up"):
        facts_module.read(copy, ["published"])


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2023-09-01", 2023), ("01/09/2023 00:00:00", 2023), ("2023-Sep-01 00:00:00", 2023),
        ("1/9/23", 2023), ("01-SEP-23 00:00", 2023), ("45170", 2023), ("45170.5", 2023),
        ("", None), ("soon", None),
    ],
)  # fmt: skip
def test_the_year_of_a_date_as_it_was_delivered(cell: str, year: int | None) -> None:
    assert delivery._year(cell) == year
