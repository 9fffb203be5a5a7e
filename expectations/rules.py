"""The rules of the SEN2 return that touch timeliness, asked of every row that landed.

They are asked in whatever form a case came in: a rule looks at our columns. What the landing
refuses or empties by itself (`pipeline/judge.py`) is not asked again. A rule is left out where a
column that it needs was not delivered.

The Department publishes its own numbered rules as a workbook beside the technical specification
of each year's return. None of these is one of them: `T-...` is our own numbering. A rule that is
given up takes its number with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from string import Template

from expectations.result import Severity


@dataclass(frozen=True)
class Rule:
    """One rule. `broken` is SQL that holds for a row `x` that breaks it.

    `reason` reads as words once its underscores are blanks, and `words` follow "3 of 120 plans".
    `needs` are the columns without which it cannot be asked; those of other extracts are named
    with them. `joins` bring rows of others in, never more than one for each `x`. Rules of a
    severity `warning` warn once they are broken by an unusual share of the rows.
    """

    id: str
    extract: str
    severity: Severity
    reason: str
    column: str
    words: str
    broken: str
    to_do: str
    needs: str = ""
    joins: str = ""
    table: str = ""  # where its rows are; '' for the accepted ones

    @property
    def batch(self) -> str:
        return self.table or f"raw.accepted_{self.extract}"

    def can_be_asked(self, delivered: dict[str, frozenset[str]]) -> bool:
        """Whether every column that it needs was delivered."""
        for name in self.needs.split():
            extract, _, column = name.rpartition(".")
            if column not in delivered.get(extract or self.extract, frozenset()):
                return False
        return True

    def query(self, as_of: date) -> str:
        """SELECT of file, line, reason and column of the rows that break it, from `{batch}`."""
        year = return_year(as_of)
        own = f"x.extract = '{self.extract}' and " if self.table else ""
        column = f", '{self.column}' as column_name" if self.column else ""
        text = (
            f"select x.file, x.line, '{self.reason}' as reason{column}"
            f" from (select * from {{batch}}) as x {self.joins}"
            f" where {own}({self.broken}) order by x.file, x.line"
        )
        return Template(text).substitute(
            as_of=f"date '{as_of}'",
            year_from=f"date '{year}-01-01'",
            year_to=f"date '{year}-12-31'",
        )


def return_year(as_of: date) -> int:
    """The calendar year that the next return reports: in January still the one before."""
    return as_of.year - (as_of.month == 1)


def rules_of(extract: str) -> Iterator[Rule]:
    """The rules on the rows of one extract."""
    return (rule for rule in RULES if rule.extract == extract)


_REQUEST = "join raw.accepted_needs_assessments as request on request.request_id = x.request_id"
_PLAN = "join raw.accepted_plans as plan on plan.plan_id = x.plan_id"

# A refusal may be followed by an assessment and a plan where an appeal or a mediation came between.
_NO_ORDER = (
    "coalesce({0}.mediation_held, 'N') <> 'Y' and coalesce({0}.appeal_held, 'N') <> 'Y'"
    " and not exists (select 1 from raw.accepted_tribunals as t"
    " where t.request_id = {0}.request_id)"
)
_LIVE_REQUEST = (
    "({0}.request_outcome is null or {0}.request_outcome in ('A', 'Y'))"
    " and ({0}.assessment_outcome is null or {0}.assessment_outcome in ('A', 'Y'))"
    " and {0}.final_plan_date is null and {0}.ended_date is null and {0}.ended_reason is null"
)
_LIVE_PLAN = "{0}.ceased_date is null and {0}.ceased_reason is null"


def _repeated(extract: str, columns: str, where: str = "true") -> str:
    """SQL that holds for a row whose values in these columns another row has as well."""
    names = columns.split()
    own = ", ".join(f"x.{name}" for name in names)
    return (
        f"{where.format('x')} and ({own}) in (select ({', '.join(names)})"
        f" from raw.accepted_{extract} as y where {where.format('y')}"
        f" group by {', '.join(names)} having count(*) > 1)"
    )


def _in_year(*columns: str) -> str:
    """SQL that holds for a row of quarantine with one of these dates in the return's year.

    Quarantine keeps cells as delivered; a date that cannot be read has no year.
    """
    formats = "['%Y-%m-%d', '%d/%m/%Y', '%d/%m/%y', '%d-%b-%Y', '%Y-%b-%d']"
    days = (
        f"try_strptime(split_part(json_extract_string(x.cells, '{column}'), ' ', 1), {formats})"
        for column in columns
    )
    return " or ".join(f"coalesce({day} between $year_from and $year_to, false)" for day in days)


_OTHER_CHILD = "x.person_key is not null and {0}.person_key <> x.person_key"

RULES = (
    # --- Requests and assessments: the order of the days ---------------------------------------
    Rule(
        "T-001",
        "needs_assessments",
        "warning",
        "assessment_decided_before_it_was_agreed_to_assess",
        "assessment_outcome_date",
        "have an assessment that was decided before it was decided to assess",
        "x.assessment_outcome_date < x.request_outcome_date",
        "mend one of the two dates of decision",
        "request_outcome_date assessment_outcome_date",
    ),
    Rule(
        "T-002",
        "needs_assessments",
        "warning",
        "draft_plan_before_the_decision_to_assess",
        "draft_plan_date",
        "have a draft plan from before it was decided to assess",
        "x.request_outcome = 'Y' and x.draft_plan_date < x.request_outcome_date",
        "mend the day of the draft or of the decision",
        "request_outcome request_outcome_date draft_plan_date",
    ),
    Rule(
        "T-003",
        "needs_assessments",
        "warning",
        "final_plan_before_the_decision_to_assess",
        "final_plan_date",
        "have a final plan from before it was decided to assess",
        "x.request_outcome = 'Y' and x.final_plan_date < x.request_outcome_date",
        "mend the day of the plan or of the decision",
        "request_outcome request_outcome_date final_plan_date",
    ),
    Rule(
        "T-004",
        "needs_assessments",
        "warning",
        "final_plan_before_the_decision_to_issue_it",
        "final_plan_date",
        "have a final plan from before it was decided to issue one",
        "x.assessment_outcome = 'Y' and x.final_plan_date < x.assessment_outcome_date",
        "mend the day of the plan or of the decision",
        "assessment_outcome assessment_outcome_date final_plan_date",
    ),
    Rule(
        "T-005",
        "needs_assessments",
        "warning",
        "advice_asked_before_the_request",
        "advice_requested_date",
        "had advice asked for before they were received",
        "x.advice_requested_date < x.received_date",
        "mend the day on which advice was asked for",
        "advice_requested_date",
    ),
    Rule(
        "T-006",
        "needs_assessments",
        "warning",
        "exception_ends_before_it_begins",
        "exception_to",
        "have an exception that ends before it begins",
        "x.exception_to < x.exception_from",
        "mend one of the two days of the exception",
        "exception_from exception_to",
    ),
    Rule(
        "T-007",
        "needs_assessments",
        "warning",
        "born_after_the_request_or_too_long_before",
        "date_of_birth",
        "have a birth date after the request, or so long before it that no plan could follow",
        "x.reason = 'birth_date'",
        "mend the birth date: the age is not known, and the return refuses it",
        "date_of_birth",
        table="raw.cell_issues",
    ),
    # --- Requests and assessments: outcomes and dates ------------------------------------------
    Rule(
        "T-010",
        "needs_assessments",
        "info",
        "plan_without_the_day_it_was_decided_to_issue_it",
        "assessment_outcome_date",
        "have a final plan and no day on which it was decided to issue it",
        "x.assessment_outcome = 'Y' and x.final_plan_date is not null"
        " and x.assessment_outcome_date is null",
        "add the day of the decision to issue a plan",
        "assessment_outcome assessment_outcome_date final_plan_date",
    ),
    Rule(
        "T-011",
        "needs_assessments",
        "warning",
        "plan_without_the_outcome_of_the_assessment",
        "assessment_outcome",
        "have a final plan and no outcome of the assessment",
        "x.final_plan_date is not null and coalesce(x.assessment_outcome, 'A') = 'A'",
        "add the outcome of the assessment",
        "assessment_outcome final_plan_date",
    ),
    Rule(
        "T-012",
        "needs_assessments",
        "warning",
        "assessment_decided_while_the_request_is_not",
        "request_outcome",
        "have an outcome of the assessment and no decision to assess",
        "x.assessment_outcome in ('Y', 'N') and coalesce(x.request_outcome, 'A') = 'A'"
        " and x.request_outcome_date is null and coalesce(x.start_basis, 'request') = 'request'",
        "add the decision to assess and its date",
        "request_outcome assessment_outcome",
    ),
    # --- Requests and assessments: what cannot be together -------------------------------------
    Rule(
        "T-015",
        "needs_assessments",
        "warning",
        "assessed_though_refused_without_an_order",
        "request_outcome",
        "were refused and assessed all the same, with no appeal or mediation recorded",
        "x.request_outcome = 'N' and x.assessment_outcome in ('Y', 'N')"
        f" and {_NO_ORDER.format('x')}",
        "record the appeal or the mediation, or mend the outcome of the request",
        "request_outcome assessment_outcome",
    ),
    Rule(
        "T-016",
        "needs_assessments",
        "warning",
        "refused_with_a_plan_without_an_order",
        "final_plan_date",
        "were refused and have a final plan, with no appeal or mediation recorded",
        "(x.request_outcome = 'N' or x.assessment_outcome = 'N') and x.final_plan_date is not null"
        f" and {_NO_ORDER.format('x')}",
        "record the appeal or the mediation, or mend the outcome",
        "request_outcome assessment_outcome final_plan_date",
    ),
    Rule(
        "T-017",
        "needs_assessments",
        "warning",
        "withdrawn_with_a_plan",
        "final_plan_date",
        "were withdrawn and have a final plan",
        "(x.request_outcome = 'W' or x.assessment_outcome = 'W') and x.final_plan_date is not null",
        "mend the outcome, or remove the plan",
        "request_outcome assessment_outcome final_plan_date",
    ),
    Rule(
        "T-018",
        "needs_assessments",
        "warning",
        "withdrawn_with_later_events",
        "request_outcome",
        "were withdrawn and have something that happened later",
        "x.request_outcome = 'W' and greatest(x.advice_requested_date, x.assessment_outcome_date,"
        " x.draft_plan_date) > coalesce(x.request_outcome_date, x.ended_date, x.received_date)",
        "mend the outcome of the request, or remove what came after it",
        "request_outcome",
    ),
    Rule(
        "T-019",
        "needs_assessments",
        "warning",
        "events_after_the_case_had_left",
        "ended_date",
        "have something that happened after they had left",
        "greatest(x.request_outcome_date, x.advice_requested_date, x.assessment_outcome_date,"
        " x.draft_plan_date, x.final_plan_date) > x.ended_date",
        "mend the day on which the case left",
        "ended_date",
    ),
    Rule(
        "T-020",
        "needs_assessments",
        "info",
        "exception_flag_without_a_ground",
        "exception_ground",
        "are flagged as an exception without a ground",
        "x.week20_exception = 'Y' and x.exception_ground is null",
        "record the ground, or clear the flag: without a ground the delay is not excused",
        "week20_exception exception_ground",
    ),
    Rule(
        "T-021",
        "needs_assessments",
        "info",
        "ground_without_the_exception_flag",
        "week20_exception",
        "have a ground for an exception and no flag",
        "x.exception_ground is not null and coalesce(x.week20_exception, 'N') = 'N'",
        "set the flag of the return, or clear the ground",
        "week20_exception exception_ground",
    ),
    # --- Requests and assessments: one person twice --------------------------------------------
    Rule(
        "T-025",
        "needs_assessments",
        "warning",
        "two_requests_of_one_child_on_one_day",
        "received_date",
        "are one of two or more that one child made on the same day",
        _repeated("needs_assessments", "person_key received_date"),
        "remove the one that was entered twice",
    ),
    Rule(
        "T-026",
        "needs_assessments",
        "warning",
        "two_open_requests_of_one_child",
        "person_id",
        "are open while another of the same child is open too",
        _repeated("needs_assessments", "person_key", _LIVE_REQUEST),
        "close or remove the one that is not being worked on",
        "request_outcome assessment_outcome final_plan_date",
    ),
    Rule(
        "T-027",
        "needs_assessments",
        "info",
        "request_beside_a_plan_and_no_reassessment",
        "reassessment",
        "came from a child who had a plan, and are not marked as a request to assess again",
        "coalesce(x.reassessment, 'N') <> 'Y' and (x.file, x.line) in (select (y.file, y.line)"
        " from raw.accepted_needs_assessments as y"
        " join raw.accepted_plans as p on p.person_key = y.person_key"
        f" where p.start_date < y.received_date and (({_LIVE_PLAN.format('p')})"
        " or p.ceased_date > y.received_date))",
        "mark it as a request to assess again, or give the plan the day on which it ceased",
        "reassessment plans.ceased_date",
    ),
    # --- Requests and assessments: what the next return needs ----------------------------------
    Rule(
        "T-030",
        "needs_assessments",
        "warning",
        "the_next_return_needs_it_and_it_cannot_be_used",
        "",
        "belong in the next January return and cannot be used",
        _in_year(
            *("received_date", "request_outcome_date", "assessment_outcome_date"),
            *("final_plan_date", "ended_date"),
        ),
        "mend these rows before the return",
        table="quality.quarantine",
    ),
    Rule(
        "T-031",
        "needs_assessments",
        "warning",
        "decided_in_the_year_with_a_code_that_is_not_known",
        "request_outcome",
        "were decided in the year of the next return with an outcome that is no code of it",
        "(x.request_outcome is null and x.request_outcome_date between $year_from and $year_to)"
        " or (x.assessment_outcome is null"
        " and x.assessment_outcome_date between $year_from and $year_to)",
        "write the outcome as a code of the return, or add it to the column mapping",
        "request_outcome request_outcome_date assessment_outcome assessment_outcome_date",
    ),
    Rule(
        "T-032",
        "needs_assessments",
        "info",
        "received_in_the_year_without_its_source",
        "request_source",
        "were received in the year of the next return and do not say who asked",
        "x.request_source is null and x.received_date between $year_from and $year_to"
        " and coalesce(x.start_basis, 'request') = 'request'",
        "add who made the request",
        "request_source",
    ),
    # --- Plans ---------------------------------------------------------------------------------
    Rule(
        "T-101",
        "plans",
        "warning",
        "plan_before_its_request",
        "start_date",
        "were made before the request that led to them was received",
        "x.start_date < request.received_date and x.transferred_in_date is null",
        "mend the start of the plan, or name the request that led to it",
        "request_id needs_assessments.received_date",
        _REQUEST,
    ),
    Rule(
        "T-102",
        "plans",
        "info",
        "plan_starts_on_another_day_than_it_was_sent",
        "start_date",
        "start on another day than the request says the final plan was sent",
        "x.start_date <> request.final_plan_date and x.transferred_in_date is null",
        "mend one of the two: the start of a plan is the day on which it was first sent",
        "request_id needs_assessments.final_plan_date",
        _REQUEST,
    ),
    Rule(
        "T-103",
        "plans",
        "warning",
        "moved_in_before_it_was_made",
        "transferred_in_date",
        "moved in from another authority before they were made",
        "x.transferred_in_date < x.start_date",
        "give the day on which the other authority made the plan as its start",
        "transferred_in_date",
    ),
    Rule(
        "T-104",
        "plans",
        "info",
        "request_of_the_plan_not_known",
        "request_id",
        "name a request that no usable row has",
        "x.reason = 'unknown_parent' and x.column_name = 'request_id'",
        "deliver the request, or leave the cell empty where it is older than the extract",
        "request_id",
        table="raw.cell_issues",
    ),
    Rule(
        "T-105",
        "plans",
        "warning",
        "two_plans_in_force_for_one_child",
        "person_id",
        "are in force while another of the same child is in force too",
        _repeated("plans", "person_key", _LIVE_PLAN),
        "give the older one the day on which it ceased, or remove the one entered twice",
        "ceased_date",
    ),
    Rule(
        "T-106",
        "plans",
        "warning",
        "two_plans_of_one_child_made_on_one_day",
        "start_date",
        "are one of two or more that one child was given on the same day",
        _repeated("plans", "person_key start_date"),
        "remove the one that was entered twice",
    ),
    Rule(
        "T-107",
        "plans",
        "warning",
        "events_after_the_plan_had_ceased",
        "ceased_date",
        "have something that happened after they had ceased",
        "greatest(x.last_reviewed_date, x.transfer_named_date, x.gp_informed_date) > x.ceased_date",
        "mend the day on which the plan ceased, or of what came after it",
        "ceased_date",
    ),
    Rule(
        "T-108",
        "plans",
        "warning",
        "next_setting_named_before_there_was_a_plan",
        "transfer_named_date",
        "name the next setting before they were made",
        "x.transfer_named_date < x.start_date",
        "mend the day on which the next setting was named",
        "transfer_named_date",
    ),
    Rule(
        "T-109",
        "plans",
        "warning",
        "plan_of_another_child_than_its_request",
        "request_id",
        "belong to another child than the request that they name",
        _OTHER_CHILD.format("request"),
        "name the request of the same child",
        "request_id needs_assessments.received_date",
        _REQUEST,
    ),
    Rule(
        "T-110",
        "plans",
        "warning",
        "plan_after_a_refusal_without_an_order",
        "request_id",
        "follow a request that was refused or withdrawn, with no appeal or mediation recorded",
        "(request.request_outcome in ('N', 'W') or request.assessment_outcome in ('N', 'W'))"
        " and request.final_plan_date is null and x.transferred_in_date is null"
        f" and {_NO_ORDER.format('request')}",
        "record the appeal or the mediation, or mend the outcome of the request",
        "request_id needs_assessments.request_outcome needs_assessments.assessment_outcome",
        _REQUEST,
    ),
    Rule(
        "T-111",
        "plans",
        "info",
        "ceased_in_the_year_without_a_reason",
        "ceased_reason",
        "ceased in the year of the next return and do not say why",
        "x.ceased_reason is null and x.ceased_date between $year_from and $year_to",
        "add the code of why the plan ceased",
        "ceased_date ceased_reason",
    ),
    Rule(
        "T-112",
        "plans",
        "warning",
        "the_next_return_needs_it_and_it_cannot_be_used",
        "",
        "belong in the next January return and cannot be used",
        f"coalesce(json_type(x.cells, 'ceased_date') = 'NULL', false) or {_in_year('ceased_date')}",
        "mend these rows before the return",
        table="quality.quarantine",
    ),
    Rule(
        "T-113",
        "plans",
        "info",
        "impossible_age_when_the_plan_was_made",
        "date_of_birth",
        "have a birth date after they were made, or too long before for any plan",
        "x.reason = 'birth_date'",
        "mend the birth date: the age is not known, and the return refuses it",
        "date_of_birth",
        table="raw.cell_issues",
    ),
    # --- Annual reviews ------------------------------------------------------------------------
    Rule(
        "T-201",
        "annual_reviews",
        "warning",
        "review_before_the_plan_was_made",
        "meeting_date",
        "were held before the plan was made",
        "x.meeting_date < plan.start_date",
        "name the plan that was reviewed, or mend the day of the meeting",
        "plans.start_date",
        _PLAN,
    ),
    Rule(
        "T-202",
        "annual_reviews",
        "warning",
        "review_after_the_plan_had_ceased",
        "meeting_date",
        "were held after the plan had ceased",
        "x.meeting_date > plan.ceased_date and x.meeting_date <= $as_of",
        "mend the day of the meeting, or the day on which the plan ceased",
        "plans.ceased_date",
        _PLAN,
    ),
    Rule(
        "T-203",
        "annual_reviews",
        "info",
        "meeting_booked_for_a_plan_that_has_ceased",
        "meeting_date",
        "are booked for a plan that has ceased",
        "x.meeting_date > plan.ceased_date and x.meeting_date > $as_of",
        "cancel the meeting, or mend the day on which the plan ceased",
        "plans.ceased_date",
        _PLAN,
    ),
    Rule(
        "T-204",
        "annual_reviews",
        "warning",
        "two_reviews_of_one_plan_on_one_day",
        "meeting_date",
        "are one of two or more of the same plan on the same day",
        _repeated("annual_reviews", "plan_id meeting_date"),
        "remove the one that was entered twice",
    ),
    Rule(
        "T-205",
        "annual_reviews",
        "warning",
        "amended_plan_without_a_decision_to_amend",
        "final_plan_date",
        "have an amended plan though it was decided to change nothing or to end the plan",
        "x.final_plan_date is not null and x.decision in ('maintain', 'cease')",
        "set the decision to amend, or remove the day of the amended plan",
        "decision final_plan_date",
    ),
    Rule(
        "T-206",
        "annual_reviews",
        "warning",
        "amended_and_decided_not_to_amend",
        "no_amendment_date",
        "have an amended plan and a decision not to amend after all",
        "x.final_plan_date is not null and x.no_amendment_date is not null",
        "keep the one that happened",
        "final_plan_date no_amendment_date",
    ),
    Rule(
        "T-207",
        "annual_reviews",
        "warning",
        "amended_plan_before_the_decision",
        "final_plan_date",
        "have an amended plan from before it was decided to amend",
        "x.final_plan_date < x.decision_date",
        "mend the day of the amended plan or of the decision",
        "decision_date final_plan_date",
    ),
    Rule(
        "T-208",
        "annual_reviews",
        "warning",
        "review_of_another_child_than_its_plan",
        "plan_id",
        "name another child than the plan does",
        _OTHER_CHILD.format("plan"),
        "name the plan of the same child",
        "person_id plans.start_date",
        _PLAN,
    ),
    # --- Appeals and mediation agreements ------------------------------------------------------
    Rule(
        "T-301",
        "tribunals",
        "warning",
        "neither_request_nor_plan_is_known",
        "request_id",
        "are about no request and no plan that we know",
        "x.request_id is null and x.plan_id is null",
        "name the request or the plan that they are about",
        "request_id plan_id",
    ),
    Rule(
        "T-302",
        "tribunals",
        "warning",
        "decision_before_the_request_it_is_about",
        "decision_date",
        "are against a decision from before the request was received",
        "x.decision_date < request.received_date",
        "mend the day of the decision, or name the request that it is about",
        "decision_date request_id needs_assessments.received_date",
        _REQUEST,
    ),
    Rule(
        "T-303",
        "tribunals",
        "warning",
        "heard_before_it_was_registered",
        "hearing_date",
        "have a hearing before they were registered",
        "x.hearing_date < x.registered_date",
        "mend the day of the hearing or of the registration",
        "hearing_date registered_date",
    ),
    Rule(
        "T-304",
        "tribunals",
        "warning",
        "ended_before_it_was_registered",
        "outcome_date",
        "ended before they were registered",
        "x.outcome_date < x.registered_date",
        "mend the day of the outcome or of the registration",
        "outcome_date registered_date",
    ),
    Rule(
        "T-305",
        "tribunals",
        "warning",
        "won_or_agreed_without_a_remedy",
        "remedy",
        "were won, conceded or agreed and do not say what must be done",
        "x.outcome in ('upheld', 'part_upheld', 'conceded', 'consent_order', 'agreed')"
        " and x.remedy is null",
        "add the remedy: without it no limit to comply can run",
        "outcome remedy",
    ),
    Rule(
        "T-306",
        "tribunals",
        "warning",
        "remedy_though_lost_or_withdrawn",
        "remedy",
        "were lost, withdrawn or struck out and yet say that something must be done",
        "x.outcome in ('dismissed', 'withdrawn', 'struck_out')"
        " and coalesce(x.remedy, 'none') <> 'none'",
        "mend the outcome, or remove the remedy",
        "outcome remedy",
    ),
    Rule(
        "T-307",
        "tribunals",
        "warning",
        "two_appeals_of_one_child_registered_on_one_day",
        "registered_date",
        "are one of two or more of one child, on one ground, registered on the same day",
        _repeated(
            "tribunals", "person_key ground registered_date", "{0}.registered_date is not null"
        ),
        "remove the one that was entered twice",
        "ground registered_date",
    ),
    Rule(
        "T-308",
        "tribunals",
        "warning",
        "appeal_of_another_child_than_its_request",
        "request_id",
        "belong to another child than the request that they name",
        _OTHER_CHILD.format("request"),
        "name the request of the same child",
        "request_id needs_assessments.received_date",
        _REQUEST,
    ),
    Rule(
        "T-309",
        "tribunals",
        "warning",
        "appeal_of_another_child_than_its_plan",
        "plan_id",
        "belong to another child than the plan that they name",
        _OTHER_CHILD.format("plan"),
        "name the plan of the same child",
        "plan_id plans.start_date",
        _PLAN,
    ),
    Rule(
        "T-310",
        "tribunals",
        "warning",
        "exception_ends_before_it_begins",
        "exception_to",
        "have an exception that ends before it begins",
        "x.exception_to < x.exception_from",
        "mend one of the two days of the exception",
        "exception_from exception_to",
    ),
    # --- Advice --------------------------------------------------------------------------------
    Rule(
        "T-401",
        "advice",
        "warning",
        "advice_for_a_request_that_was_not_assessed",
        "request_id",
        "serve a request that was refused or withdrawn before they were made",
        "request.request_outcome in ('N', 'W')"
        " and x.requested_date > request.request_outcome_date"
        f" and {_NO_ORDER.format('request')}",
        "mend the outcome of the request, or remove the request for advice",
        "needs_assessments.request_outcome needs_assessments.request_outcome_date",
        _REQUEST,
    ),
    Rule(
        "T-402",
        "advice",
        "warning",
        "advice_asked_before_the_request",
        "requested_date",
        "were made before the request that they serve was received",
        "x.requested_date < request.received_date",
        "mend the day on which advice was asked for, or name the request that it serves",
        "needs_assessments.received_date",
        _REQUEST,
    ),
    Rule(
        "T-403",
        "advice",
        "info",
        "advice_asked_after_the_final_plan",
        "requested_date",
        "were made after the final plan of the request that they serve",
        "x.requested_date > request.final_plan_date",
        "name the request that it serves, or mend one of the two dates",
        "needs_assessments.final_plan_date",
        _REQUEST,
    ),
    Rule(
        "T-404",
        "advice",
        "warning",
        "one_contributor_asked_twice_on_one_day",
        "contributor",
        "ask one contributor twice on one day for one request",
        _repeated("advice", "request_id contributor requested_date", "{0}.contributor <> 'other'"),
        "remove the one that was entered twice",
    ),
    Rule(
        "T-405",
        "advice",
        "warning",
        "exception_ends_before_it_begins",
        "exception_to",
        "have an exception that ends before it begins",
        "x.exception_to < x.exception_from",
        "mend one of the two days of the exception",
        "exception_from exception_to",
    ),
    # --- Health referrals ----------------------------------------------------------------------
    Rule(
        "T-501",
        "health_waits",
        "warning",
        "two_referrals_of_one_child_on_one_day",
        "referred_date",
        "are one of two or more of one child to one pathway on the same day",
        _repeated("health_waits", "person_key pathway referred_date"),
        "remove the one that was entered twice",
    ),
    Rule(
        "T-502",
        "health_waits",
        "warning",
        "contact_though_not_accepted",
        "accepted",
        "were not accepted and yet have a first contact or a completed assessment",
        "x.accepted = 'N' and (x.first_contact_date is not null or x.completed_date is not null)",
        "mend whether the referral was accepted",
        "accepted first_contact_date completed_date",
    ),
    Rule(
        "T-503",
        "health_waits",
        "warning",
        "completed_before_the_first_contact",
        "completed_date",
        "were completed before the first contact",
        "x.completed_date < x.first_contact_date",
        "mend one of the two dates",
        "first_contact_date completed_date",
    ),
    Rule(
        "T-504",
        "health_waits",
        "warning",
        "contact_after_the_referral_had_left",
        "ended_date",
        "have something that happened after they had left",
        "greatest(x.first_contact_date, x.completed_date) > x.ended_date",
        "mend the day on which the referral left",
        "first_contact_date completed_date ended_date",
    ),
)
