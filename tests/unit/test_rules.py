"""The rules of the return: one drop in which each rule is broken by the rows given for it alone."""

from datetime import date, timedelta

import duckdb
import pytest
from landing import Landed, land_folder

from expectations.rules import RULES, Rule, return_year
from pipeline.extracts import EXTRACTS
from tests.line import write_drop

AS_OF = date(2026, 10, 31)

# A child who was asked for, assessed, given a plan, reviewed, and appealed: it breaks no rule.
GOOD = {
    "needs_assessments": {
        "person_id": "P1",
        "received_date": "2025-01-06",
        "request_source": "1",
        "request_outcome": "Y",
        "request_outcome_date": "2025-02-03",
        "advice_requested_date": "2025-02-03",
        "assessment_outcome": "Y",
        "assessment_outcome_date": "2025-04-01",
        "draft_plan_date": "2025-04-14",
        "final_plan_date": "2025-05-12",
        "week20_exception": "N",
        "reassessment": "N",
    },
    "plans": {"person_id": "P1", "start_date": "2025-05-12"},
    "annual_reviews": {"plan_id": "GOOD-PLAN", "meeting_date": "2026-03-02"},
    "tribunals": {
        "person_id": "P1",
        "route": "appeal",
        "ground": "contents",
        "request_id": "GOOD-REQUEST",
        "plan_id": "GOOD-PLAN",
        "decision_date": "2025-05-12",
        "registered_date": "2025-06-02",
        "hearing_date": "2025-11-03",
        "outcome": "upheld",
        "outcome_date": "2025-11-10",
        "remedy": "amend_contents",
    },
    "advice": {
        "request_id": "GOOD-REQUEST",
        "contributor": "health",
        "requested_date": "2025-02-03",
        "received_date": "2025-03-10",
    },
    "health_waits": {
        "person_id": "P1",
        "pathway": "camhs",
        "referred_date": "2025-02-03",
        "accepted": "Y",
        "first_contact_date": "2025-03-10",
        "completed_date": "2025-03-10",
    },
}
KEYS = {
    "needs_assessments": "request_id",
    "plans": "plan_id",
    "annual_reviews": "review_id",
    "tribunals": "appeal_id",
    "advice": "advice_id",
    "health_waits": "referral_id",
}
REFUSED = {
    "request_outcome": "N",
    "advice_requested_date": "",
    "assessment_outcome": "",
    "assessment_outcome_date": "",
    "draft_plan_date": "",
    "final_plan_date": "",
}
OPEN = {
    "request_outcome": "",
    "request_outcome_date": "",
    **{name: cell for name, cell in REFUSED.items() if name != "request_outcome"},
}
NO_PLAN = dict.fromkeys(("draft_plan_date", "final_plan_date"), "")

# By rule: the rows of its own extract that break it, as what is different from a good row, and the
# rows of other extracts that they need. `P` stands for a child of the rule's own.
BROKEN: dict[str, list[dict[str, str]]] = {
    "T-001": [{"assessment_outcome_date": "2025-02-02"}],
    "T-002": [{"draft_plan_date": "2025-02-02"}],
    "T-003": [
        {
            "final_plan_date": "2025-02-02",
            "draft_plan_date": "",
            "assessment_outcome_date": "2025-02-03",
        }
    ],
    "T-004": [{"assessment_outcome_date": "2025-05-13"}],
    "T-005": [{"advice_requested_date": "2025-01-05"}],
    "T-006": [
        {
            "exception_ground": "absence_4w",
            "week20_exception": "Y",
            "exception_from": "2025-03-03",
            "exception_to": "2025-03-02",
        }
    ],
    "T-007": [{"date_of_birth": "2025-01-07"}, {"date_of_birth": "1998-01-05"}],
    "T-010": [{"assessment_outcome_date": ""}],
    "T-011": [{"assessment_outcome": "A", "assessment_outcome_date": ""}],
    "T-012": [{"request_outcome": "A", "request_outcome_date": ""}],
    "T-015": [{"request_outcome": "N", **NO_PLAN, "assessment_outcome": "N"}],
    "T-016": [{"assessment_outcome": "N"}],
    "T-017": [{"assessment_outcome": "W"}],
    "T-018": [{**REFUSED, "request_outcome": "W", "advice_requested_date": "2025-02-04"}],
    "T-019": [{"ended_date": "2025-05-11", "ended_reason": "other"}],
    "T-020": [{"week20_exception": "Y"}],
    "T-021": [{"exception_ground": "absence_4w"}],
    "T-025": [REFUSED, REFUSED | {"request_outcome_date": "2025-02-04"}],
    "T-026": [OPEN, OPEN | {"received_date": "2025-01-07"}],
    "T-027": [REFUSED],
    "T-030": [{"received_date": "2026-02-30", "request_outcome_date": "03/02/2026"}],
    "T-031": [REFUSED | {"request_outcome": "Perhaps", "request_outcome_date": "2026-02-03"}],
    "T-032": [OPEN | {"received_date": "2026-01-05", "request_source": ""}],
    "T-101": [{"request_id": "T-101", "start_date": "2025-01-05"}],
    "T-102": [{"request_id": "T-102", "start_date": "2025-05-13"}],
    "T-103": [{"transferred_in_date": "2025-05-11"}],
    "T-104": [{"request_id": "nobody's"}],
    "T-105": [{}, {"start_date": "2025-05-13"}],
    "T-106": [{}, {"ceased_date": "2025-05-14", "ceased_reason": "1"}],
    "T-107": [
        {
            "ceased_date": "2025-06-02",
            "ceased_reason": "1",
            "gp_informed_date": "2025-06-03",
        }
    ],
    "T-108": [{"transfer_named_date": "2025-05-11"}],
    "T-109": [{"request_id": "T-109", "person_id": "another"}],
    "T-110": [{"request_id": "T-110"}],
    "T-111": [{"ceased_date": "2026-02-02"}],
    "T-112": [{"start_date": "soon"}, {"start_date": "soon", "ceased_date": "2026-02-02"}],
    "T-113": [{"date_of_birth": "2025-05-13"}],
    "T-201": [{"meeting_date": "2025-05-11"}],
    "T-202": [{"plan_id": "T-202", "meeting_date": "2026-03-02"}],
    "T-203": [{"plan_id": "T-203", "meeting_date": "2026-12-07"}],
    "T-204": [
        {"plan_id": "T-204", "meeting_date": "2026-03-02"},
        {"plan_id": "T-204", "meeting_date": "2026-03-02", "invitation_date": "2026-02-02"},
    ],
    "T-205": [
        {
            "decision": "maintain",
            "decision_date": "2026-03-20",
            "final_plan_date": "2026-04-20",
        }
    ],
    "T-206": [
        {
            "decision": "amend",
            "decision_date": "2026-03-20",
            "final_plan_date": "2026-04-20",
            "no_amendment_date": "2026-04-20",
        }
    ],
    "T-207": [
        {"decision": "amend", "decision_date": "2026-03-20", "final_plan_date": "2026-03-19"}
    ],
    "T-208": [{"person_id": "another"}],
    "T-301": [{"request_id": "", "plan_id": ""}],
    "T-302": [{"decision_date": "2025-01-05"}],
    "T-303": [{"hearing_date": "2025-06-01"}],
    "T-304": [{"outcome_date": "2025-06-01"}],
    "T-305": [{"remedy": ""}],
    "T-306": [{"outcome": "dismissed"}],
    "T-307": [{"ground": "placement"}, {"ground": "placement", "hearing_date": "2025-11-04"}],
    "T-308": [{"plan_id": "", "person_id": "another"}],
    "T-309": [{"request_id": "", "person_id": "a third"}],
    "T-310": [
        {
            "exception_ground": "absence_4w",
            "exception_from": "2025-11-20",
            "exception_to": "2025-11-19",
        }
    ],
    "T-401": [{"request_id": "T-401"}],
    "T-402": [{"requested_date": "2025-01-05"}],
    "T-403": [{"requested_date": "2025-05-13", "received_date": ""}],
    "T-404": [{"contributor": "gp"}, {"contributor": "gp", "received_date": ""}],
    "T-405": [
        {
            "contributor": "parent",
            "exception_ground": "absence_4w",
            "exception_from": "2025-02-20",
            "exception_to": "2025-02-19",
        }
    ],
    "T-501": [{}, {"provider": "other"}],
    "T-502": [{"accepted": "N", "completed_date": "", "ended_date": "2025-04-07"}],
    "T-503": [{"completed_date": "2025-03-09"}],
    "T-504": [{"ended_date": "2025-03-09"}],
}

# What other extracts must hold for it, by extract: the row's key is the rule's.
BESIDE: dict[str, dict[str, dict[str, str]]] = {
    "T-027": {"plans": {"start_date": "2024-05-13"}},
    "T-101": {"needs_assessments": {"final_plan_date": "2025-05-12"}},
    "T-102": {"needs_assessments": {}},
    "T-109": {"needs_assessments": {}},
    "T-110": {"needs_assessments": REFUSED},
    "T-202": {"plans": {"ceased_date": "2026-03-01", "ceased_reason": "1"}},
    "T-203": {"plans": {"ceased_date": "2026-03-01", "ceased_reason": "1"}},
    "T-204": {"plans": {}},
    "T-401": {"needs_assessments": REFUSED | {"request_outcome_date": "2025-02-02"}},
}


def rule(identity: str) -> Rule:
    return next(one for one in RULES if one.id == identity)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """All rows that break a rule, and a good row of each extract, landed in one drop."""
    rows: dict[str, list[dict[str, str]]] = {extract: [] for extract in EXTRACTS}
    for extract, cells in GOOD.items():
        key = {"needs_assessments": "GOOD-REQUEST", "plans": "GOOD-PLAN"}.get(extract, "GOOD")
        rows[extract].append({KEYS[extract]: key} | cells)
    for place, (identity, broken) in enumerate(BROKEN.items(), start=1):
        own = rule(identity).extract
        for extract, cells in BESIDE.get(identity, {}).items():
            rows[extract].append(
                GOOD[extract] | {KEYS[extract]: identity, **child(identity)} | cells
            )
        for number, cells in enumerate(broken):
            key = f"{identity}#{number}"
            has_own_child = own in ("needs_assessments", "plans", "health_waits")
            mine = child(identity) if has_own_child else on_a_day_of_its_own(own, place)
            rows[own].append(GOOD[own] | {KEYS[own]: key} | mine | cells)
    folder = tmp_path_factory.mktemp("rules")
    return land_folder(write_drop(folder / "drop", rows, str(AS_OF), "2026-11-04"))


def child(identity: str) -> dict[str, str]:
    return {"person_id": f"child of {identity}"}


def on_a_day_of_its_own(extract: str, number: int) -> dict[str, str]:
    """Reviews, appeals and advice hang on the good case, and must not look like one another."""
    day = (date(2025, 6, 2) + timedelta(days=number)).isoformat()
    column = {"annual_reviews": "meeting_date", "tribunals": "registered_date"}.get(extract)
    return {column: day} if column else {}


def found(landed: Landed, one: Rule) -> list[str]:
    """The keys of the rows that break a rule."""
    query = one.query(AS_OF).format(batch=one.batch)
    key = KEYS[one.extract]
    return landed.column(
        f"""
        select coalesce(r.{key}, q.cells ->> '{key}') from ({query}) f
        left join raw.accepted_{one.extract} r using (file, line)
        left join quality.quarantine q
            on q.extract = '{one.extract}' and q.file = f.file and q.line = f.line
        order by 1
        """
    )


def test_there_is_a_row_for_every_rule_and_no_number_twice() -> None:
    assert [one.id for one in RULES] == sorted({one.id for one in RULES})
    assert {one.id for one in RULES} == BROKEN.keys()


@pytest.mark.parametrize("identity", BROKEN)
def test_each_rule_finds_the_rows_that_break_it(landed: Landed, identity: str) -> None:
    expected = {f"{identity}#{number}" for number in range(len(BROKEN[identity]))}
    assert expected <= set(found(landed, rule(identity)))


def test_a_good_case_breaks_no_rule(landed: Landed) -> None:
    for one in RULES:
        good = [key for key in found(landed, one) if key.startswith("GOOD")]
        assert good == [], one.id


def test_rules_name_columns_that_exist() -> None:
    with duckdb.connect() as con:
        columns = con.execute(
            "select extract || '.' || column_name from read_csv('seeds/extract_columns.csv')"
        ).fetchall()
    known = {name for (name,) in columns}
    for one in RULES:
        needs = [name if "." in name else f"{one.extract}.{name}" for name in one.needs.split()]
        shown = [f"{one.extract}.{one.column}"] if one.column else []
        assert known.issuperset(needs + shown), one.id


def test_a_rule_is_not_asked_without_its_columns() -> None:
    order = rule("T-101")
    delivered = {
        "plans": frozenset({"request_id"}),
        "needs_assessments": frozenset({"received_date"}),
    }
    assert order.can_be_asked(delivered)
    assert not order.can_be_asked(delivered | {"plans": frozenset()})
    assert not order.can_be_asked({"plans": frozenset({"request_id"})})


def test_an_appeal_or_a_mediation_makes_a_plan_after_a_refusal_right(tmp_path) -> None:
    refused = GOOD["needs_assessments"] | {"request_outcome": "N"}
    rows = [
        refused | {"request_id": "R1"},
        refused | {"request_id": "R2", "mediation_held": "Y"},
        refused | {"request_id": "R3", "appeal_held": "Y"},
        refused | {"request_id": "R4"},
    ]
    appeal = GOOD["tribunals"] | {"appeal_id": "A1", "request_id": "R4", "plan_id": ""}
    drop = write_drop(
        tmp_path / "drop", {"needs_assessments": rows, "tribunals": [appeal]}, str(AS_OF)
    )
    landed = land_folder(drop)
    assert [found(landed, rule(name)) for name in ("T-015", "T-016")] == [["R1"], ["R1"]]


@pytest.mark.parametrize(
    ("as_of", "year"), [("2026-10-31", 2026), ("2027-01-31", 2026), ("2027-02-28", 2027)]
)
def test_the_next_return_reports_the_year_that_ends_before_it(as_of: str, year: int) -> None:
    assert return_year(date.fromisoformat(as_of)) == year
