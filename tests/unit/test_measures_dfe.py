"""The Department's tables against a second reckoning in plain Python, and its published figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

from measured_warehouse import AS_OF, COUNTY, NEIGHBOURS, TOWN, Measured, Row
from reckoning import same


def _new_requests(measured: Measured) -> list[Row]:
    """Requests that are new to the Department, each with whether it is contested."""
    moved = {
        plan["request_id"]
        for plan in measured.rows["staging.stg_plans"]
        if plan["transferred_in_date"]
    }
    named = {appeal["request_id"] for appeal in measured.rows["staging.stg_appeals"]}
    return [
        {
            **request,
            "contested": request["request_id"] in named
            or "Y" in (request["mediation_held"], request["appeal_held"]),
        }
        for request in measured.rows["staging.stg_requests"]
        if not request["is_reassessment"] and request["request_id"] not in moved
    ]


def _compare(
    measured: Measured,
    mart: str,
    rows: list[Row],
    year_of: Callable[[Row], int | None],
    count: Callable[[list[Row]], dict[str, Any]],
) -> None:
    """Hold a table of the Department against counts made for each year and each of its areas."""
    stored = measured.mart(mart)
    assert {row["geographic_level"] for row in stored} == {
        "National",
        "Regional",
        "Local authority",
    }
    assert {row["new_la_code"] for row in stored} == {COUNTY, TOWN, None}
    for table_row in stored:
        some = [
            row
            for row in rows
            if year_of(row) == table_row["time_period"]
            and table_row["new_la_code"] in (row["la_code"], None)
        ]
        for name, exact in count(some).items():
            where = (mart, table_row["time_period"], table_row["new_la_code"], name)
            if isinstance(exact, int):
                assert table_row[name] == exact, where
            else:
                assert same(table_row[name], exact), (where, table_row[name], exact)


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def test_dfe_timeliness(measured: Measured) -> None:
    def count(plans: list[Row]) -> dict[str, Any]:
        exact: dict[str, Any] = {}
        for suffix in ("", "_with_appealed"):
            counted = [plan for plan in plans if suffix or not plan["contested"]]
            for end, of in (
                ("", counted),
                ("_ex", [plan for plan in counted if plan["week20_exception"] != "Y"]),
            ):
                days = [(plan["final_plan_date"] - plan["received_date"]).days for plan in of]
                within = sum(day <= 140 for day in days)
                name = "plans_issued_20_weeks_ex" if end else "plans_issued_within_20_weeks"
                mean = sum(days) / len(days) / 7 if days else None
                exact |= {
                    f"plans_issued_den{end}{suffix}": len(of),
                    f"{name}{suffix}": within,
                    f"pc_{name}{suffix}": _share(within, len(of)),
                    f"plans_issued_gt20weeks_ltyear{end}{suffix}": sum(
                        141 <= day <= 365 for day in days
                    ),
                    f"plans_issued_gt_1_year{end}{suffix}": sum(day >= 366 for day in days),
                    f"avg_weeks_issue_plan{'_exc' if end else ''}{suffix}": mean,
                }
        return exact

    issued = [request for request in _new_requests(measured) if request["final_plan_date"]]
    assert any((r["final_plan_date"] - r["received_date"]).days > 365 for r in issued)
    _compare(measured, "dfe_timeliness", issued, lambda r: r["final_plan_date"].year, count)


def test_dfe_requests(measured: Measured) -> None:
    def count(requests: list[Row]) -> dict[str, Any]:
        decided = [r for r in requests if r["request_decided_on"]]
        quick = sum((r["request_decided_on"] - r["received_date"]).days <= 42 for r in decided)
        withdrawn = sum(r["request_outcome"] == "W" for r in requests)
        return {
            "requests_received_in_year": len(requests),
            "requests_decided_to_assess": sum(r["request_outcome"] == "Y" for r in decided),
            "requests_decided_not_to_assess": sum(r["request_outcome"] == "N" for r in decided),
            "requests_withdrawn": withdrawn,
            "requests_decision_not_made": len(requests) - len(decided) - withdrawn,
            "request_outcome_six_weeks": quick,
            "request_outcome_over_6_weeks": len(decided) - quick,
            "request_outcome_six_weeks_pc": _share(quick, len(decided)),
        }

    requests = _new_requests(measured)
    _compare(measured, "dfe_requests", requests, lambda r: r["received_date"].year, count)


def test_dfe_assessments(measured: Measured) -> None:
    finished = []
    for request in _new_requests(measured):
        for outcome, day in (
            ("issued", request["final_plan_date"]),
            ("refused", request["refused_to_issue_on"]),
            ("withdrawn", request["assessment_outcome"] == "W" and request["ended_on"]),
        ):
            if day:
                finished.append({**request, "outcome": outcome, "day": day})

    def count(assessments: list[Row]) -> dict[str, Any]:
        kinds = Counter(a["outcome"] for a in assessments)
        late = sum(
            (a["day"] - a["received_date"]).days > 112
            for a in assessments
            if a["outcome"] == "refused"
        )
        return {
            "assess_in_year": len(assessments),
            "assess_issued": kinds["issued"],
            "assess_not_issued": kinds["refused"],
            "assess_withdrawn": kinds["withdrawn"],
            "outcome_decision_over_time": late,
            "outcome_decision_within_time": kinds["refused"] - late,
        }

    assert {a["outcome"] for a in finished} == {"issued", "refused", "withdrawn"}
    _compare(measured, "dfe_assessments", finished, lambda a: a["day"].year, count)


def test_dfe_annual_reviews(measured: Measured) -> None:
    reviews: dict[str, list[Row]] = defaultdict(list)
    for review in measured.rows["staging.stg_reviews"]:
        reviews[review["plan_id"]].append(review)
    live = []
    for plan, year in product(measured.rows["staging.stg_plans"], range(2022, AS_OF.year + 1)):
        end = min(date(year, 12, 31), AS_OF)
        if plan["held_from"] > end or (plan["ended_on"] and plan["ended_on"] <= end):
            continue
        known = reviews[plan["plan_id"]]
        met = max((r["meeting_date"] for r in known if r["meeting_date"] <= end), default=None)
        decided = [r for r in known if r["decision_date"] and r["decision_date"] <= end]
        last = max(
            decided,
            key=lambda r: (r["decision_date"], r["meeting_date"], r["review_id"]),
            default=None,
        )
        days = (last["decision_date"] - last["meeting_date"]).days if last else None
        live.append({**plan, "year": year, "met": met, "days": days})

    def count(plans: list[Row]) -> dict[str, Any]:
        expected = [plan for plan in plans if plan["held_from"].year < plan["year"]]
        in_time = sum(plan["days"] is not None and plan["days"] <= 28 for plan in plans)
        return {
            "total_ehc_plans": len(plans),
            "review_expected": len(expected),
            "review_not_expected": len(plans) - len(expected),
            "review_meeting_year": sum(
                p["met"] is not None and p["met"].year == p["year"] for p in expected
            ),
            "review_meeting_prior": sum(
                p["met"] is not None and p["met"].year < p["year"] for p in expected
            ),
            "no_review_meeting": sum(p["met"] is None for p in expected),
            "decision_4_weeks": in_time,
            "decision_over_4_weeks": sum(p["days"] is not None for p in plans) - in_time,
        }

    _compare(measured, "dfe_annual_reviews", live, lambda p: p["year"], count)


def test_comparators_are_the_published_figures(measured: Measured) -> None:
    stored = {
        (row["measure"], row["time_period"], row["comparator"]): (
            row["numerator"], row["denominator"],
        )
        for row in measured.mart("comparators")
    }  # fmt: skip
    assert {key[2] for key in stored} == {
        "England", "North West", "Lancashire", "Statistical neighbours",
    }  # fmt: skip
    # As printed in the Department's release of June 2025; the neighbours are Lincolnshire and Bury.
    assert NEIGHBOURS == ("E10000019", "E08000002")
    assert stored["plans_within_20_weeks_ex", 2024, "England"] == (39407, 84866)
    assert stored["plans_within_20_weeks", 2024, "North West"] == (7296, 14696)
    assert stored["plans_within_20_weeks", 2024, "Lancashire"] == (298, 1720)
    assert stored["plans_within_20_weeks", 2024, "Statistical neighbours"] == (1381, 1395)
    assert stored["requests_within_6_weeks", 2023, "England"] == (111723, 131586)
    assert stored["decision_within_4_weeks", 2024, "England"] == (154924, 348759)
    assert stored["reviews_met_in_year", 2024, "Lancashire"] == (4046, 10283)
