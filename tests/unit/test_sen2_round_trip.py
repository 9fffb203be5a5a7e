"""The sample, written as a SEN2 return and read back, has the clocks of the sample itself.

What a return can carry, and what is compared:

- `assess_decision_6w`: all of it.
- `not_to_issue_16w`, `final_plan_20w`: all of it for requests that nobody appealed; an order's day,
  which ends the clock of an appealed one, is in no return.
- `ar_review_12m`: the cycle that runs now; a return knows the last review alone.
- `ar_decision_4w`, `ar_amend_notice_4w`: of the last meeting of each plan that is held.

Of each: the days of start, limit and stop, the status and the days past the limit. Two things
differ by their kind. A return has no grounds, so a clock that the sample excuses is past its limit
here. And it has no day for a case that left, so `ended` agrees and its day does not.

Every other clock needs what no return has: drafts, advice, appeals' days, invitations and reports,
amended plans, moves, referrals. They have no rows at all.
"""

import csv
import hmac

import pytest

from pipeline import sample, sample_sen2
from pipeline.sample_files import FORMS
from pipeline.sample_model.days import text
from pipeline.sample_model.story import load
from tests.line import KEY, fetch, ledger

EVERY = 40  # one child in so many: the law does not change with their number
CARRIED = {
    "assess_decision_6w",
    "not_to_issue_16w",
    "final_plan_20w",
    "ar_review_12m",
    "ar_decision_4w",
    "ar_amend_notice_4w",
}


def drop(folder, system):
    folder.mkdir(parents=True)
    story = load()
    (folder / "drop.toml").write_text(
        f"as_of = {text(story.as_of)}\nextracted_on = {text(story.cut)}\n"
        f'source_system = "{system}"\n',
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def cases():
    """A part of the sample's cases, whole children, each under the UPN that the return gives it."""
    story = load()
    everything = sample._cases(sample.SEED, story)
    taken = {row["person_id"] for row in everything["plans"][::EVERY]}
    taken |= {row["person_id"] for row in everything["needs_assessments"][::EVERY]}
    found = {name: [] for name in everything}
    for name in ("needs_assessments", "plans", "tribunals"):
        found[name] = [dict(row) for row in everything[name] if row["person_id"] in taken]
    held = {row["plan_id"] for row in found["plans"]}
    found["annual_reviews"] = [r for r in everything["annual_reviews"] if r["plan_id"] in held]
    asked = {row["request_id"] for row in found["needs_assessments"]}
    for row in found["plans"]:
        row["request_id"] = row["request_id"] if row["request_id"] in asked else ""
    return found


@pytest.fixture(scope="module")
def own(cases, tmp_path_factory):
    """The ledger of the sample itself."""
    folder = drop(tmp_path_factory.mktemp("own") / "drop", "canonical")
    for name in ("needs_assessments", "plans", "annual_reviews", "tribunals"):
        rows = [
            row | ({"person_id": sample_sen2.upn(row["person_id"])} if row.get("person_id") else {})
            for row in cases[name]
        ]
        FORMS["csv"](folder, name, load().columns[name], rows)
    return ledger(folder, tmp_path_factory.mktemp("own_ledger"))


@pytest.fixture(scope="module", params=list(sample_sen2.FORMS))
def returned(cases, request, tmp_path_factory):
    """The ledger of the return."""
    folder = drop(tmp_path_factory.mktemp("returned") / "drop", "sen2")
    sample_sen2.FORMS[request.param](folder, cases, load().as_of)
    return ledger(folder, tmp_path_factory.mktemp("returned_ledger"))


def clocks(warehouse, where="true"):
    """The clocks of a ledger that are compared, in an order of their own."""
    rows = fetch(
        warehouse,
        f"""
        select
            clock_id, person_key, started_on, due_on,
            case when status = 'ended' then null else stopped_on end as stopped_on,
            case
                when status = 'exception' and stopped_on is null then 'open_overdue'
                when status = 'exception' then 'late'
                else status
            end as status,
            case when status = 'ended' then 0 else days_overdue end as days_overdue
        from marts.clocks where {where} order by all
        """,
    )
    return [tuple(row.values()) for row in rows]


def people(rows):
    return {
        hmac.new(KEY, sample_sen2.upn(r["person_id"]).encode(), "sha256").hexdigest() for r in rows
    }


def listed(keys):
    return ", ".join(f"'{key}'" for key in sorted(keys)) or "''"


def test_only_the_clocks_that_a_return_can_carry_have_rows(returned):
    assert {row[0] for row in clocks(returned)} == CARRIED


def test_decisions_whether_to_assess(own, returned):
    where = "clock_id = 'assess_decision_6w'"
    assert clocks(returned, where) == clocks(own, where)
    assert len(clocks(own, where)) > 400


@pytest.mark.parametrize("clock_id", ["not_to_issue_16w", "final_plan_20w"])
def test_assessments_that_nobody_appealed(cases, own, returned, clock_id):
    appealed = people(cases["tribunals"])
    where = f"clock_id = '{clock_id}' and person_key not in ({listed(appealed)})"
    assert clocks(returned, where) == clocks(own, where)
    assert clocks(own, where)


def held_plans(cases):
    as_of = load().as_of
    return [
        plan for plan in cases["plans"]
        if plan["start_date"] <= as_of and not plan["transferred_in_date"]
        and not plan["ceased_reason"] and not plan["ceased_date"]
    ]  # fmt: skip


def test_the_review_cycle_that_runs_now(cases, own, returned):
    """Plans that moved in have none: their first cycle needs the day of the move."""
    moved = people([plan for plan in cases["plans"] if plan["transferred_in_date"]])
    where = (
        "clock_id = 'ar_review_12m' and stopped_on is null and ended_on is null"
        f" and person_key not in ({listed(moved)})"
    )
    assert clocks(returned, where) == clocks(own, where)
    assert len(clocks(own, where)) > 300


@pytest.mark.parametrize("clock_id", ["ar_decision_4w", "ar_amend_notice_4w"])
def test_what_follows_the_last_meeting(cases, own, returned, clock_id):
    as_of, last = load().as_of, {}
    for review in cases["annual_reviews"]:
        if review["meeting_date"] <= as_of:
            plan = review["plan_id"]
            last[plan] = max(last.get(plan, 0), review["meeting_date"])
    plans = held_plans(cases)
    ids = listed(plan["plan_id"] for plan in plans)
    latest = (
        f"clock_id = '{clock_id}' and case_id in ("
        "select review_id from (select *, max(meeting_date) over (partition by plan_id) as last"
        " from raw.accepted_annual_reviews where meeting_date <= (select as_of from raw.drop_info))"
        f" where meeting_date = last and plan_id in ({ids}))"
    )
    found = [row for row in clocks(returned, f"clock_id = '{clock_id}'") if row[1] in people(plans)]
    moved = people([plan for plan in cases["plans"] if plan["transferred_in_date"]])
    expected = [row for row in clocks(own, latest) if row[1] not in moved]
    assert [row for row in found if row[1] not in moved] == expected
    assert expected


def test_every_row_of_the_return_is_accepted(returned):
    assert fetch(returned, "select * from quality.quarantine") == []


def test_the_export_is_nine_files_with_its_own_dates(cases, tmp_path):
    sample_sen2.FORMS["sen2-csv"](tmp_path, cases, load().as_of)
    paths = sorted(tmp_path.glob("Blade-Export_31-10-2026_*.csv"))
    assert len(paths) == 9
    with next(path for path in paths if "requests" in path.name).open(encoding="utf-8") as file:
        first = next(csv.DictReader(file))
    assert first["receiveddate"].endswith(" 00:00:00") and first["receiveddate"][4] == "-"
