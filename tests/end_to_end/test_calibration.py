"""The sample, through the whole pipeline, against what the Department published for Lancashire.

Figures: Department for Education, Education, health and care plans (June 2025), calendar years,
local authority E10000017, all plans, requests and reviews. Open Government Licence v3.0.
"""

import pytest

from tests.conftest import Built
from tests.line import fetch

WITHIN = 0.03

PUBLISHED = {
    "dfe_requests": {
        "requests_received_in_year": {
            2019: 1278, 2020: 924, 2021: 1270, 2022: 972, 2023: 2560, 2024: 3658,
        },
        "request_outcome_six_weeks": {2023: 2432, 2024: 3490},
    },
    "dfe_timeliness": {
        "plans_issued_den": {2019: 1005, 2020: 907, 2021: 1184, 2022: 1036, 2023: 1544, 2024: 1720},
        "plans_issued_within_20_weeks": {
            2019: 752, 2020: 678, 2021: 782, 2022: 1022, 2023: 1242, 2024: 298,
        },
        "plans_issued_gt20weeks_ltyear": {2023: 302, 2024: 1183},
        "plans_issued_gt_1_year": {2023: 0, 2024: 238},
    },
    "dfe_annual_reviews": {
        "review_expected": {2024: 10283},
        "review_meeting_year": {2024: 4046},
        "decision_4_weeks": {2024: 3569},
    },
}  # fmt: skip

CASES = [
    (mart, column, year, figure)
    for mart, columns in PUBLISHED.items()
    for column, years in columns.items()
    for year, figure in years.items()
]


@pytest.mark.parametrize(("mart", "column", "year", "figure"), CASES)
def test_sample_lands_on_the_published_figure(
    mart: str, column: str, year: int, figure: int, built: Built
) -> None:
    rows = fetch(
        built.warehouse, f"select {column} as n from marts.{mart} where time_period = {year}"
    )
    assert len(rows) == 1
    assert abs(rows[0]["n"] - figure) <= WITHIN * figure


def test_live_plans_in_january_2025(built: Built) -> None:
    held = fetch(
        built.warehouse,
        "select count(*) as n from staging.stg_plans"
        " where held_from < '2025-01-16' and (ended_on is null or ended_on >= '2025-01-16')",
    )
    assert abs(held[0]["n"] - 12_300) <= WITHIN * 12_300
