"""What the columns of the extracts are: needed, dates, codes, and starts with their stops."""

from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]

KEYS = {
    "needs_assessments": "request_id",
    "plans": "plan_id",
    "annual_reviews": "review_id",
    "tribunals": "appeal_id",
    "advice": "advice_id",
    "health_waits": "referral_id",
}

# Without these a row cannot be used, beside its key and its needed date.
NEEDED = {
    "needs_assessments": ("person_id",),
    "plans": ("person_id",),
    "annual_reviews": ("plan_id",),
    "tribunals": ("person_id",),
    "advice": ("request_id", "contributor"),
    "health_waits": ("person_id", "pathway"),
}
NEEDED_DATE = {
    "needs_assessments": "received_date",
    "plans": "start_date",
    "annual_reviews": "meeting_date",
    "advice": "requested_date",
    "health_waits": "referred_date",
}

# Dates that start or stop a clock, the needed ones apart.
CLOCK_DATES = {
    "needs_assessments": (
        "request_outcome_date",
        "assessment_outcome_date",
        "draft_plan_date",
        "final_plan_date",
    ),
    "plans": (
        "transferred_in_date",
        "last_reviewed_date",
        "next_transfer_date",
        "transfer_named_date",
    ),
    "annual_reviews": (
        "invitation_date",
        "report_date",
        "decision_date",
        "amendment_notice_date",
        "final_plan_date",
        "no_amendment_date",
    ),
    "tribunals": (
        "decision_date",
        "registered_date",
        "outcome_date",
        "assessment_notified_date",
        "draft_plan_date",
        "complied_date",
    ),
    "advice": ("received_date",),
    "health_waits": ("first_contact_date", "completed_date"),
}
OTHER_DATES = {
    "needs_assessments": ("advice_requested_date", "exception_from", "exception_to", "ended_date"),
    "plans": ("ceased_date", "gp_informed_date"),
    "annual_reviews": (),
    "tribunals": (
        "certificate_date",
        "hearing_date",
        "remedy_due_date",
        "dco_notified_date",
        "exception_from",
        "exception_to",
    ),
    "advice": ("exception_from", "exception_to"),
    "health_waits": ("ended_date",),
}
PLANNED = {"next_transfer_date", "remedy_due_date", "exception_to", "hearing_date", "meeting_date"}

YES_NO = ("Y", "N")
DECISIONS = {"A": "amend", "C": "cease", "M": "maintain"}
KINDS = ("early_years", "infant_junior", "primary_secondary", "middle", "secondary_post16")
KINDS = (*KINDS, "post16_post16")
GROUNDS = ("refusal_to_assess", "refusal_to_issue", "contents", "placement")
GROUNDS = (*GROUNDS, "contents_and_placement", "refusal_to_reassess", "refusal_to_amend", "cease")
WON = ("upheld", "part_upheld", "conceded", "consent_order", "agreed")
REMEDY_CODES = ("assess", "make_plan", "amend_contents", "amend_placement", "maintain")
REMEDY_CODES = (*REMEDY_CODES, "amend_contents_and_placement", "maintain_amended", "reconsider")
REMEDY_CODES = (*REMEDY_CODES, "other", "none")
CONTRIBUTORS = ("education", "educational_psychology", "health", "social_care", "parent", "gp")
CONTRIBUTORS = (*CONTRIBUTORS, "sensory", "other")
NEEDS = ("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "DS", "OTH")

# The codes that a column may hold; anything else is emptied.
CODES: dict[str, dict[str, tuple[str, ...]]] = {
    "needs_assessments": {
        "reassessment": YES_NO,
        "request_outcome": ("Y", "N", "W", "A"),
        "assessment_outcome": ("Y", "N", "W", "A"),
        "ended_reason": ("withdrawn", "moved_out", "deceased", "aged_out", "other"),
        "primary_need": NEEDS,
    },
    "plans": {
        "next_transfer_kind": KINDS,
        "ceased_reason": tuple("123456789"),
        "primary_need": NEEDS,
    },
    "annual_reviews": {"decision": ("maintain", "amend", "cease", *DECISIONS)},
    "tribunals": {
        "route": ("appeal", "unopposed", "mediation"),
        "ground": GROUNDS,
        "outcome": (*WON, "dismissed", "withdrawn", "struck_out"),
        "remedy": REMEDY_CODES,
        "remedy_outcome": YES_NO,
    },
    "advice": {"contributor": CONTRIBUTORS},
    "health_waits": {"accepted": YES_NO},
}

# An outcome, its date, and the codes with which that date is due; none named: with every code.
Outcomes = tuple[tuple[str, str, tuple[str, ...]], ...]
OUTCOMES: dict[str, Outcomes] = {
    "needs_assessments": (
        ("request_outcome", "request_outcome_date", ("Y", "N")),
        ("assessment_outcome", "assessment_outcome_date", ("N",)),
    ),
    "annual_reviews": (("decision", "decision_date", ()),),
    "tribunals": (("outcome", "outcome_date", ()),),
}

# Parents that a row names: the column, where they are, and whether the row needs one.
PARENTS = {
    "plans": (("request_id", "needs_assessments", False),),
    "annual_reviews": (("plan_id", "plans", True),),
    "tribunals": (("request_id", "needs_assessments", False), ("plan_id", "plans", False)),
    "advice": (("request_id", "needs_assessments", True),),
}

# A start with a stop or an end that may not lie before it.
PAIRS = {
    "needs_assessments": (
        ("received_date", "request_outcome_date"),
        ("received_date", "assessment_outcome_date"),
        ("received_date", "final_plan_date"),
        ("received_date", "ended_date"),
        ("draft_plan_date", "final_plan_date"),
    ),
    "plans": (("start_date", "ceased_date"), ("transferred_in_date", "ceased_date")),
    "annual_reviews": (
        ("invitation_date", "meeting_date"),
        ("meeting_date", "report_date"),
        ("meeting_date", "decision_date"),
        ("meeting_date", "amendment_notice_date"),
        ("meeting_date", "final_plan_date"),
        ("meeting_date", "no_amendment_date"),
        ("amendment_notice_date", "final_plan_date"),
        ("amendment_notice_date", "no_amendment_date"),
    ),
    "tribunals": (("decision_date", "registered_date"), ("outcome_date", "complied_date")),
    "advice": (("requested_date", "received_date"),),
    "health_waits": (
        ("referred_date", "first_contact_date"),
        ("referred_date", "completed_date"),
        ("referred_date", "ended_date"),
    ),
}

# The same, only where a column holds a code: column, code, start, stop.
PAIRS_WHERE = {
    "needs_assessments": (("reassessment", "Y", "request_outcome_date", "final_plan_date"),),
    "tribunals": (
        ("remedy", "assess", "outcome_date", "assessment_notified_date"),
        ("remedy", "make_plan", "outcome_date", "draft_plan_date"),
    ),
}
