"""The worked examples as rows of extracts: what a council would have written for each case.

One builder for each clock turns the start and the stop of an example into a canonical row; what an
example says in words under "other inputs" stands in DETAILS. Every example gets a case id of its
own name, so that its clock can be found again.
"""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"

# The rulebook's examples, and our own for the clocks of which it has none.
EXAMPLES = (DATA / "worked_examples.csv", DATA / "own_examples.csv")

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# The name in the ledger, where the rulebook has another.
LEDGER_NAMES = {
    "unopposed_contents_5w": "unopposed_amend_5w",
    "W140": "agreement_assess_notify_2w",
    "W142": "agreement_other_2w",
}

# The ledger's status for the rulebook's verdict; where a case left, `ended`; no row is None.
STATUSES = {"met_min": "met", "not_met": "late", "not_applicable": None, "W108": "met"}
LEFT = {"W021", "W046", "W048", "W087", "W164"}

# A minimum period's last day of the window, against the ledger's first day in time.
FIRST_DAYS = {"W054": "2026-04-23", "W106": "2026-05-19", "W108": "2026-05-20"}

# What no extract can carry: the duty starts or stops with an event that nobody delivers.
NOT_CARRIED = {
    "W050": "the law sets no time for a draft",
    "W066": "the old authority's transfer of a plan is in no extract",
    "W068": "the old authority's transfer of a plan is in no extract",
    "W070": "what the new authority tells the family is in no extract",
    "W075": "a health body's notice to another is in no extract",
    "W105": "an amendment outside a review has no review row",
    "W109": "the family's answer to proposed amendments is in no extract",
    "W110": "guidance, not a duty",
    "W131": "the family's contact with a mediation adviser is in no extract",
    "W133": "the family's contact with a mediation adviser is in no extract",
    "W135": "the mediation adviser's certificate is not the authority's duty",
    "W137": "the mediation adviser's certificate is not the authority's duty",
    "W138": "the day a family asks for mediation is in no extract",
}

# What an example says in words.
DETAILS: dict[str, Row] = {
    "W013": {"start_basis": "became_responsible"},
    "W011": {"request_outcome": "N"},
    "W015": {
        "exception_ground": "school_closure",
        "exception_from": "2026-07-22",
        "exception_to": "2026-09-02",
        "advice_requested_date": "2026-07-10",
    },
    "W017": {
        "exception_ground": "absence_4w",
        "exception_from": "2026-06-08",
        "exception_to": "2026-07-08",
    },
    "W019": {"exception_ground": "school_closure", "advice_requested_date": "2026-07-20"},
    "W021": {"request_outcome": "W", "request_outcome_date": "", "ended_date": "2026-03-20"},
    "W023": {"received_date": "2026-04-07"},
    "W028": {"exception_ground": "missed_appointment"},
    "W042": {
        "exception_ground": "school_closure",
        "exception_from": "2026-07-22",
        "exception_to": "2026-09-02",
        "advice_requested_date": "2026-06-25",
    },
    "W044": {"exception_ground": "EP shortage"},
    "W046": {
        "request_outcome": "N",
        "request_outcome_date": "2026-04-08",
        "assessment_outcome": "",
        "assessment_outcome_date": "",
        "final_plan_date": "",
    },
    "W048": {
        "ended_date": "2026-06-15",
        "ended_reason": "moved_out",
        "assessment_outcome": "",
        "assessment_outcome_date": "",
        "final_plan_date": "",
    },
    "W072": {"transferred_in_date": "2026-09-07", "last_reviewed_date": "2026-01-20"},
    "W087": {"ceased_date": "2026-02-01"},
    "W146": {"certificate_date": "2026-01-20"},
    "W148": {"certificate_date": "2024-11-29"},
    "W161": {"remedy_due_date": "2026-05-06"},
}


def examples() -> dict[str, Row]:
    """Every worked example, by its id."""
    found = {}
    for path in EXAMPLES:
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row["example_id"]: row for row in csv.DictReader(file)}
    return found


def clock_of(example: Row) -> str:
    """The clock of an example, by its name in the ledger."""
    own = LEDGER_NAMES.get(example["example_id"])
    return own or LEDGER_NAMES.get(example["clock_id"], example["clock_id"])


def status_of(example: Row) -> str | None:
    """The status that the ledger should give, or None where it should hold no row."""
    if example["example_id"] in LEFT:
        return "ended"
    return STATUSES.get(example["example_id"], STATUSES.get(example["verdict"], example["verdict"]))


def due_of(example: Row) -> str:
    """The due date that the ledger should give, as an ISO date."""
    return FIRST_DAYS.get(example["example_id"], example["due_date"])


def rows_of(carried: list[Row]) -> Rows:
    """The rows of all extracts for these examples."""
    rows: Rows = defaultdict(list)
    for example in carried:
        clock = clock_of(example)
        builder = next(build for prefix, build in BUILDERS if clock.startswith(prefix))
        for extract, row in builder(example, clock):
            details = DETAILS.get(example["example_id"], {})
            known = {name: text for name, text in details.items() if name in COLUMNS[extract]}
            person = {} if extract == "advice" else {"person_id": f"P-{example['example_id']}"}
            rows[extract].append(person | row | known)
    return rows


def _request(example: Row, clock: str) -> list[tuple[str, Row]]:
    start, stop = example["start_date"], example["stop_date"]
    row: Row = {"request_id": example["example_id"], "received_date": start}
    if clock == "assess_decision_6w":
        row |= {"request_outcome": "Y" if stop else "", "request_outcome_date": stop}
    elif clock == "not_to_issue_16w":
        refused = "not to issue" in example["stop_event"].lower()
        row |= {
            "assessment_outcome": "N" if refused else "Y",
            "assessment_outcome_date": stop,
            "final_plan_date": "" if refused else stop,
        }
    elif clock == "final_plan_20w":
        row |= {
            "assessment_outcome": "Y" if stop else "",
            "assessment_outcome_date": stop,
            "final_plan_date": stop,
        }
    elif clock == "draft_reps_15d":
        row |= {"received_date": "2026-01-05", "draft_plan_date": start, "final_plan_date": stop}
    elif clock == "reassess_decision_15d":
        refused = "refusal" in example["stop_event"]
        row |= {
            "reassessment": "Y",
            "request_outcome": "N" if refused else "Y",
            "request_outcome_date": stop,
        }
    elif clock == "reassess_final_14w":
        row |= {
            "reassessment": "Y",
            "received_date": start,
            "request_outcome": "Y",
            "request_outcome_date": start,
            "assessment_outcome": "Y",
            "final_plan_date": stop,
        }
    rows = [("needs_assessments", row)]
    if example["example_id"] == "W164":
        refusal: Row = {"request_outcome": "N", "request_outcome_date": "2025-09-10"}
        rows = [("needs_assessments", row | refusal)]
        order = {"outcome": "upheld", "outcome_date": "2026-03-02", "remedy": "assess"}
        appeal = {"appeal_id": "A-W164", "request_id": "W164", "route": "appeal"}
        rows.append(("tribunals", appeal | order | {"complied_date": stop}))
    if example["example_id"] == "W025":
        first = {"request_outcome": "N", "request_outcome_date": "2026-03-10"}
        earlier = {"request_id": "W025-first", "received_date": "2026-02-02"}
        rows.append(("needs_assessments", earlier | first))
    if example["example_id"] == "W074":
        # A plan that moved in: no request, and so no clock of one.
        moved = {"plan_id": "W074", "start_date": "2024-03-01", "transferred_in_date": start}
        rows = [("plans", moved)]
    return rows


def _advice(example: Row, clock: str) -> list[tuple[str, Row]]:
    request = f"R-{example['example_id']}"
    return [
        ("needs_assessments", {"request_id": request, "received_date": example["start_date"]}),
        (
            "advice",
            {
                "advice_id": example["example_id"],
                "request_id": request,
                "contributor": "health",
                "requested_date": example["start_date"],
                "received_date": example["stop_date"],
            },
        ),
    ]


def _chain(example: Row, clock: str) -> list[tuple[str, Row]]:
    name, start, stop = example["example_id"], example["start_date"], example["stop_date"]
    plan = {"plan_id": name, "start_date": start}
    if name == "W072":
        plan["start_date"] = "2024-01-15"
    if name == "W087" or not stop:
        return [("plans", plan)]
    meeting = "2026-04-01" if name == "W082" else stop
    review = {"review_id": f"V-{name}", "plan_id": name, "meeting_date": meeting}
    return [("plans", plan), ("annual_reviews", review | _decided("maintain", stop))]


def _meeting(example: Row, clock: str) -> list[tuple[str, Row]]:
    name, start, stop = example["example_id"], example["start_date"], example["stop_date"]
    plan = {"plan_id": f"L-{name}", "start_date": "2025-06-02"}
    review: Row = {"review_id": name, "plan_id": f"L-{name}", "meeting_date": start}
    if clock == "ar_report_2w":
        review |= {"report_date": stop}
    elif clock == "ar_notice_2w":
        review |= {"invitation_date": start, "meeting_date": stop}
    elif clock == "ar_decision_4w":
        review |= _decided("maintain", stop)
    elif clock == "ar_amend_notice_4w":
        review |= _decided("amend", "2026-02-06") | {"amendment_notice_date": stop}
    elif name == "W104":
        review |= _decided("maintain", stop)
    elif clock == "ar_final_8w":
        met = {"W097": "2026-01-12", "W102": "2026-02-02"}[name]
        review |= {"meeting_date": met, "amendment_notice_date": start, "final_plan_date": stop}
        review |= _decided("amend", start)
    elif clock == "ar_final_12w":
        review |= _decided("amend", start) | {"final_plan_date": stop}
        review |= {"amendment_notice_date": "2026-03-16"} if name == "W101" else {}
    return [("plans", plan), ("annual_reviews", review)]


def _decided(decision: str, on: str) -> Row:
    return {"decision": decision if on else "", "decision_date": on}


def _transfer(example: Row, clock: str) -> list[tuple[str, Row]]:
    kinds = {
        "phase_transfer_feb15": "primary_secondary",
        "phase_transfer_mar31": "secondary_post16",
        "post16_transfer_5m": "post16_post16",
    }
    moves = {"transfer September 2026": "2026-09-01", "transfer September 2027": "2027-09-01"}
    plan = {
        "plan_id": example["example_id"],
        "start_date": "2022-03-01",
        "next_transfer_kind": kinds[clock],
        "next_transfer_date": moves.get(example["start_event"], example["start_date"]),
        "transfer_named_date": example["stop_date"],
    }
    return [("plans", plan)]


def _appeal(example: Row, clock: str) -> list[tuple[str, Row]]:
    name, start, stop = example["example_id"], example["start_date"], example["stop_date"]
    if clock == "appeal_window":
        row: Row = {"route": "appeal", "decision_date": start, "registered_date": stop}
        return [("tribunals", {"appeal_id": name} | row)]
    prefix, step = clock.split("_", 1)
    routes = {"order": "appeal", "unopposed": "unopposed", "agreement": "mediation"}
    outcomes = {"order": "upheld", "unopposed": "conceded", "agreement": "agreed"}
    remedies = {"assess": "assess", "make": "make_plan", "amend": "amend_contents"}
    remedies |= {"school": "amend_placement", "reconsider": "reconsider"}
    remedies |= {"maintain": "maintain", "other": "other"}
    row = {
        "appeal_id": name,
        "route": routes[prefix],
        "outcome": outcomes[prefix],
        "outcome_date": start,
        "remedy": remedies[step.split("_")[0]],
    }
    stop_columns = {
        "assess_notify_2w": "assessment_notified_date",
        "make_draft_5w": "draft_plan_date",
    }
    row[stop_columns.get(step, "complied_date")] = stop
    if step == "assess_notissue_10w":
        row["remedy_outcome"] = "N"
    return [("tribunals", row)]


def _health(example: Row, clock: str) -> list[tuple[str, Row]]:
    pathway = clock.removeprefix("health_")
    stop = "completed_date" if pathway == "neurodivergent" else "first_contact_date"
    row = {"referral_id": example["example_id"], "pathway": pathway}
    return [
        ("health_waits", row | {"referred_date": example["start_date"], stop: example["stop_date"]})
    ]


BUILDERS = [
    ("assess_decision", _request),
    ("not_to_issue", _request),
    ("final_plan", _request),
    ("draft_reps", _request),
    ("reassess_", _request),
    ("advice_", _advice),
    ("ar_review", _chain),
    ("transfer_review", _chain),
    ("ar_", _meeting),
    ("phase_", _transfer),
    ("post16_", _transfer),
    ("appeal_", _appeal),
    ("order_", _appeal),
    ("unopposed_", _appeal),
    ("agreement_", _appeal),
    ("health_", _health),
]

# Which details go to which extract.
COLUMNS = {
    "needs_assessments": {
        "start_basis",
        "received_date",
        "request_outcome",
        "request_outcome_date",
        "advice_requested_date",
        "assessment_outcome",
        "assessment_outcome_date",
        "final_plan_date",
        "exception_ground",
        "exception_from",
        "exception_to",
        "ended_date",
        "ended_reason",
    },
    "plans": {"transferred_in_date", "last_reviewed_date", "ceased_date"},
    "annual_reviews": set(),
    "tribunals": {"certificate_date", "remedy_due_date"},
    "advice": {"exception_ground"},
    "health_waits": set(),
}
# The ground of an advice row is its own, and not its request's.
DETAILS["W028"] = {"exception_ground": "missed_appointment"}
