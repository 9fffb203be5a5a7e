"""Reviews, appeals and advice against a second reckoning in plain Python, row by row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from measured_warehouse import AS_OF, Measured, Row
from reckoning import by_area, last_day, quantile, same

MONTH_BANDS = {
    "since_last_review": {"0-12": 0, "12-18": 12, "18-24": 18, "24-36": 24, "36+": 36},
    "no_decision": {"0-6": 0, "6-12": 6, "12-24": 12, "24+": 24},
    "no_amendment": {"0-6": 0, "6-12": 6, "12-24": 12, "24+": 24},
}
PREPARATION = {"Y": "with", "N": "without", None: "not recorded"}
GRANTED = ("upheld", "conceded")


def _group(rows: list[Row], *names: str) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def _whole_months(day: date) -> int:
    """Months completed from a day to that of the report, which every month has."""
    months = (AS_OF.year - day.year) * 12 + AS_OF.month - day.month
    return months - (day.day > AS_OF.day)


def _readings(plan: Row, reviews: list[Row]) -> dict[str, str]:
    """The band of a plan in each reading that it is in."""
    ends = [review["decision_date"] for review in reviews] + [plan["last_reviewed_date"]]
    reviewed = max((day for day in ends if day), default=None)
    met = max((review["meeting_date"] for review in reviews), default=None)
    amended = [review for review in reviews if review["decision"] == "amend"]
    last = max(
        amended,
        key=lambda r: (r["meeting_date"], r["decision_date"], r["review_id"]),
        default=None,
    )
    since = {
        "since_last_review": reviewed,
        "no_decision": met if met and (reviewed is None or reviewed < met) else None,
        "no_amendment": last["meeting_date"] if last and not last["final_plan_date"] else None,
    }
    bands = {
        reading: max(
            (band for band, first in MONTH_BANDS[reading].items() if first <= _whole_months(day)),
            key=MONTH_BANDS[reading].__getitem__,
        )
        for reading, day in since.items()
        if day
    }
    if reviewed is None:
        bands["since_last_review"] = "never"
    if plan["year_group"] in ("9", "12"):
        bands["no_preparation"] = PREPARATION[plan["pfa_outcomes"]]
    return bands


def test_review_gap_puts_each_plan_into_its_bands(measured: Measured) -> None:
    reviews = _group(measured.rows["staging.stg_reviews"], "plan_id")
    held = [
        {**plan, "bands": _readings(plan, reviews[(plan["plan_id"],)])}
        for plan in measured.rows["staging.stg_plans"]
        if not plan["ended_on"]
    ]
    by_place = by_area(held)
    stored = measured.mart("review_gap")
    assert {(row["level"], row["area_code"]) for row in stored} == set(by_place)
    for row in stored:
        plans = by_place[row["level"], row["area_code"]]
        reading = row["reading"]
        where = (row["level"], row["area_code"], reading, row["band"])
        assert row["plans"] == sum(p["bands"].get(reading) == row["band"] for p in plans), where
        older = sum("no_preparation" in p["bands"] for p in plans)
        assert row["of_plans"] == (older if reading == "no_preparation" else len(plans)), where


def _begun(measured: Measured) -> list[Row]:
    """Appeals and agreements with a day, in the words of the mart."""
    cases = []
    for appeal in measured.rows["staging.stg_appeals"]:
        letter, settled = appeal["decision_date"], appeal["outcome_date"]
        day = appeal["registered_date"] or settled or letter
        if day is None:
            continue
        cases.append(
            {
                **appeal,
                "time_period": day.year,
                "ground": appeal["ground"] or "not known",
                "outcome": appeal["outcome"] or ("not known" if settled else "live"),
                "days": (settled - letter).days if settled else None,
                "told": (appeal["dco_notified_date"] - settled).days
                if settled and appeal["dco_notified_date"]
                else None,
            }
        )
    return cases


def _check_appeals(row: Row, cases: list[Row]) -> None:
    days = [case["days"] for case in cases if case["days"] is not None]
    told = [case["told"] for case in cases if case["told"] is not None]
    assert row["appeals"] == len(cases), row
    assert row["decided"] == sum(case["outcome"] != "live" for case in cases), row
    assert row["not_won"] == sum(case["outcome"] in GRANTED for case in cases), row
    assert row["dco_told"] == len(told), row
    assert same(row["median_days_to_outcome"], quantile(days, 0.5)), row
    assert same(row["dco_days_median"], quantile(told, 0.5)), row


def test_appeals_stand_under_the_year_of_their_registration(measured: Measured) -> None:
    names = ("time_period", "route", "ground", "outcome")
    expected = {
        (*area, *key): cases
        for area, some in by_area(_begun(measured)).items()
        for key, cases in _group(some, *names).items()
    }
    stored = measured.mart("appeals")
    assert len(stored) == len(expected)
    for row in stored:
        key = (row["level"], row["area_code"], *(row[name] for name in names))
        _check_appeals(row, expected[key])


def test_appeal_times_are_of_all_cases_of_a_cut(measured: Measured) -> None:
    expected = {}
    for area, some in by_area(_begun(measured)).items():
        for cut in ("all", "route", "ground", "outcome"):
            cases = [{**case, "cut_value": case.get(cut, "all")} for case in some]
            for (year, value), group in _group(cases, "time_period", "cut_value").items():
                expected[(*area, year, cut, value)] = group
    stored = measured.mart("appeal_times")
    assert len(stored) == len(expected)
    for row in stored:
        key = (row["level"], row["area_code"], row["time_period"], row["cut"], row["cut_value"])
        _check_appeals(row, expected[key])


def test_advice_is_judged_on_the_day_the_plan_was_issued(measured: Measured) -> None:
    """What was asked and is not back by then is missing; the oldest of the rest gives the age."""
    advice = _group(measured.rows["staging.stg_advice"], "request_id")
    of_contributor, of_plan = defaultdict(list), defaultdict(list)
    for request in measured.rows["staging.stg_requests"]:
        issued = request["final_plan_date"]
        if issued is None:
            continue
        asked = [a for a in advice[(request["request_id"],)] if a["requested_date"] <= issued]
        ages = [
            (issued - back).days if back and back <= issued else None
            for back in (one["received_date"] for one in asked)
        ]
        for one, age in zip(asked, ages, strict=True):
            key = (last_day(issued), request["la_code"], one["contributor"])
            of_contributor[key].append((age is None, age))
        if asked:
            known = [age for age in ages if age is not None]
            of_plan[last_day(issued), request["la_code"]].append(
                (None in ages, max(known, default=None))
            )

    def check(row: Row, plans: list[tuple[bool, int | None]], missing: str) -> None:
        ages = [age for _, age in plans if age is not None]
        assert row["plans_issued"] == len(plans), row
        assert row[missing] == sum(gone for gone, _ in plans), row
        assert same(row["median_oldest_advice_days"], quantile(ages, 0.5)), row

    cuts = {
        (row["month"], row["area_code"], row["cut_value"]): row
        for row in measured.mart("clock_cuts")
        if row["clock_id"] == "advice_return_6w" and row["cut"] == "contributor"
    }
    for row in measured.mart("advice_monthly"):
        key = (row["month"], row["area_code"], row["contributor"])
        check(row, of_contributor.pop(key, []), "missing_at_issue")
        counts = cuts.pop(key)
        assert row["asked"] == counts["started"]
        assert row["returned"] == counts["stopped"]
        assert row["returned_in_time"] == counts["stopped_in_time"]
    assert not cuts and not of_contributor
    for row in measured.mart("advice_age"):
        plans = of_plan.pop((row["month"], row["area_code"]))
        check(row, plans, "plans_with_advice_missing")
    assert not of_plan
