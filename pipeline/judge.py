"""The verdict on the rows of one extract: which are accepted, and why the others are not.

All of it is SQL made from the seeds, a few scans an extract, never a row in Python. `verdicts`
lists every reason for which a row is quarantined, in the order in which the first one counts;
`cell_issues` what is wrong with a cell of a row that is kept. In their conditions `cell_x` is the
text of column x as delivered and `x` what it was read as (`cells.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.cells import Context, admitted, quoted, read_cells
from pipeline.extracts import Column, date_pairs

# Part 3 of the Children and Families Act 2014, which made these duties, came into force.
FIRST_DAY = date(2014, 9, 1)
OLDEST = 26  # years: a plan ends before a person's 26th birthday, bar the end of a course
AGE_BANDS = ((0, 4), (5, 10), (11, 15), (16, 19), (20, 25))
NOT_KNOWN = "Not known"
# What exports write below their last case.
_TOTALS = ("total", "totals", "total:", "grand total", "sum", "count")


@dataclass(frozen=True)
class DatedOutcome:
    """An outcome and its date. A date is due beside the codes `due` (empty: beside any)."""

    outcome: str
    day: str
    due: tuple[str, ...] = ()
    awaited: str = ""  # a date beside this code says nothing: it is emptied


DATED_OUTCOMES = {
    "needs_assessments": (
        DatedOutcome("request_outcome", "request_outcome_date", ("Y", "N"), "A"),
        DatedOutcome("assessment_outcome", "assessment_outcome_date", ("N",), "A"),
    ),
    "annual_reviews": (DatedOutcome("decision", "decision_date"),),
    "tribunals": (DatedOutcome("outcome", "outcome_date"),),
}

# Which date should say when a case left, and what says that it has.
LEAVING = {
    "needs_assessments": (
        "ended_date",
        "(request_outcome = 'W' and request_outcome_date is null)"
        " or (assessment_outcome = 'W' and assessment_outcome_date is null)"
        " or ended_reason is not null",
    ),
    "plans": ("ceased_date", "ceased_reason is not null"),
    "health_waits": ("ended_date", "accepted = 'N' or ended_reason is not null"),
}


@dataclass(frozen=True)
class Finding:
    """Where `condition` holds, `column` has `reason`; `words`, in SQL, are a verdict's sentence."""

    reason: str
    column: str
    condition: str
    words: str = ""

    @property
    def line(self) -> str:
        """What is kept of it, in SQL: 'reason: sentence', or 'reason column' without words."""
        if self.words:
            return f"{quoted(self.reason + ': ')} || {self.words}"
        return quoted(f"{self.reason} {self.column}")


def verdicts(context: Context) -> list[Finding]:
    """Every reason for which a row of this extract is quarantined; the first that holds counts."""
    return [
        *_no_key(context),
        *_repeated(context),
        *_bad_dates(context),
        *_outcomes_and_dates(context),
        *_stops_before_starts(context),
        *_orphans(context),
    ]


def cell_issues(context: Context) -> list[Finding]:
    """Everything that can be wrong with a cell while its row is kept."""
    return [*_emptied(context), *_kept(context)]


def _no_key(context: Context) -> Iterator[Finding]:
    for column in context.columns:
        if column.needed and column.kind != "date":
            words = quoted(f"{column.name} is empty")
            yield Finding("no_key", column.name, f"cell_{column.name} is null", words)
    words = quoted(f"{context.key} says that the line adds others up, and is no case")
    total = f"lower(cell_{context.key}) in ({_list(_TOTALS)})"
    yield Finding("no_key", context.key, total, words)


def _repeated(context: Context) -> Iterator[Finding]:
    if context.has_repeats:
        same = "'every column is the same as in line ' || other_line"
        other = f"'the same {context.key} stands with other content in line ' || other_line"
        yield Finding("duplicate", context.key, "contents = 1", same)
        yield Finding("conflicting", context.key, "contents > 1", other)


def _bad_dates(context: Context) -> Iterator[Finding]:
    dates = context.of_kind("date")
    for column in dates:
        if column.needed:
            words = quoted(f"{column.name} is empty")
            yield Finding("needed_date", column.name, f"cell_{column.name} is null", words)
            words = quoted(f"{column.name} is no date that exists")
            yield Finding("needed_date", column.name, _unreadable(column), words)
    for column in dates:
        if column.starts_or_stops_a_clock and not column.needed:
            words = quoted(f"{column.name} is no date that exists")
            yield Finding("clock_date_unreadable", column.name, _unreadable(column), words)
    for column in dates:
        early = f"{column.name} < date '{FIRST_DAY}'"
        words = quoted(f"{column.name} lies before {FIRST_DAY.day} September {FIRST_DAY.year}")
        yield Finding("before_2014", column.name, early, words)
    for column in dates:
        if context.extracted_on and not column.may_be_planned:
            late = f"{column.name} > date '{context.extracted_on}'"
            words = quoted(f"{column.name} lies after the day of the extract")
            yield Finding("after_extraction", column.name, late, words)


def _unreadable(column: Column) -> str:
    return f"cell_{column.name} is not null and {column.name} is null"


def _pairs(context: Context) -> list[DatedOutcome]:
    """Outcomes with their dates, where both columns were delivered."""
    pairs = DATED_OUTCOMES.get(context.extract, ())
    return [pair for pair in pairs if context.has(pair.outcome, pair.day)]


def _outcomes_and_dates(context: Context) -> Iterator[Finding]:
    """These look at the cells as delivered: an unknown code beside a date is an outcome."""
    for pair in _pairs(context):
        due = f"{pair.outcome} in ({_list(pair.due)})" if pair.due else _given(pair.outcome)
        words = quoted(f"{pair.outcome} stands without {pair.day}")
        missing = f"{due} and cell_{pair.day} is null"
        yield Finding("decided_without_date", pair.day, missing, words)
    for pair in _pairs(context):
        words = quoted(f"{pair.day} stands without {pair.outcome}")
        missing = f"{_given(pair.day)} and cell_{pair.outcome} is null"
        yield Finding("date_without_outcome", pair.outcome, missing, words)


def _given(column: str) -> str:
    return f"cell_{column} is not null"


def _list(values: tuple[str, ...]) -> str:
    return ", ".join(quoted(value) for value in values)


def _stops_before_starts(context: Context) -> Iterator[Finding]:
    for pair in date_pairs(context.extract):
        wrong = f"{pair.end} < {pair.start}"
        if pair.where_column:
            wrong += f" and {pair.where_column} in ({_list(pair.where_values)})"
        words = quoted(f"{pair.end} lies before {pair.start}")
        yield Finding("stop_before_start", pair.end, wrong, words)


def _orphans(context: Context) -> Iterator[Finding]:
    for column in context.of_kind("parent"):
        if column.needed and context.can_look_up(column):
            words = quoted(f"no accepted row of {column.code_list} has this {column.name}")
            yield Finding("orphan", column.name, _unreadable(column), words)


def _emptied(context: Context) -> Iterator[Finding]:
    """Cells that were emptied, because what stood in them says nothing that can be used."""
    for column in context.columns:
        unreadable = _unreadable(column)
        if column.kind in ("code", "flag"):
            yield Finding("unknown_code", column.name, unreadable)
        elif column.kind == "authority":
            unknown = f"cell_{column.name} is not null and known_la_code is null"
            yield Finding("unknown_authority", column.name, unknown)
        elif column.kind == "district" and context.has_districts:
            unknown = f"cell_{column.name} is not null and district_code is null"
            yield Finding("unknown_district", column.name, unknown)
        elif column.kind == "birth_date":
            possible = _possible_birth("born", context.first_date)
            wrong = f"cell_{column.name} is not null and not {possible}"
            yield Finding("birth_date", column.name, wrong)
        elif column.kind == "date" and not column.starts_or_stops_a_clock:
            yield Finding("date_unreadable", column.name, unreadable)
        elif column.kind == "parent" and not column.needed and context.can_look_up(column):
            yield Finding("unknown_parent", column.name, unreadable)
    for pair in _pairs(context):
        if pair.awaited:
            yield Finding("date_beside_awaited", pair.day, f"beside_{pair.day}")
    if context.extract == "plans":
        early = "last_reviewed_date < start_date"
        yield Finding("review_before_start", "last_reviewed_date", early)


def _kept(context: Context) -> Iterator[Finding]:
    """Cells that stay as they are and deserve a look."""
    names = {column.name for column in context.columns}
    if {"exception_from", "exception_to"} <= names:
        for missing, there in (
            ("exception_from", "exception_to"),
            ("exception_to", "exception_from"),
        ):
            half = f"exception_ground is not null and {there} is not null and {missing} is null"
            yield Finding("half_period", missing, half)
    if context.extract in LEAVING:
        day, left = LEAVING[context.extract]
        yield Finding("ended_undated", day, f"{day} is null and ({left})")
    if context.extract == "annual_reviews" and context.has("decision"):
        # An unknown decision is logged as such: nothing says that it was not to amend.
        no_amend = "coalesce(decision, 'none') <> 'amend'"
        told = "(decision is not null or cell_decision is null)"
        notice = f"amendment_notice_date is not null and {no_amend} and {told}"
        yield Finding("notice_without_amend", "amendment_notice_date", notice)


def _possible_birth(born: str, day: str) -> str:
    """Whether a birth date can be: on or before the row's first needed date, and not too long."""
    return f"coalesce({born} <= {day} and date_sub('year', {born}, {day}) <= {OLDEST}, false)"


def age_band(born: str, day: str) -> str:
    """The band of the age on a day, in SQL."""
    age = f"date_sub('year', {born}, {day})"
    bands = " ".join(f"when {age} between {a} and {b} then '{a}-{b}'" for a, b in AGE_BANDS)
    possible = _possible_birth(born, day)
    return f"case when not {possible} then '{NOT_KNOWN}' {bands} else '{NOT_KNOWN}' end"


def _year_group(context: Context) -> str:
    """The year group by age on the last 31 August before `as_of`: four years old is Reception."""
    year = context.as_of.year - (context.as_of <= date(context.as_of.year, 8, 31))
    age = f"date_sub('year', born, date '{year}-08-31')"
    return (
        f"case when not {_possible_birth('born', context.first_date)} or {age} < 3 then null"
        f" when {age} = 3 then 'N' when {age} = 4 then 'R'"
        f" else least({age} - 4, 15)::varchar end"
    )


def judged(context: Context) -> str:
    """SELECT of every landed row: `line`, the accepted form of each column that can hold anything,
    `reasons`, `issues`.

    `reasons` holds a line of 'reason: sentence' for each verdict, the one that counts first, and
    is empty where the row is accepted. `issues` holds a line of 'reason column' for each cell.
    """
    beside = [pair for pair in _pairs(context) if pair.awaited]
    flags = [f"coalesce({p.outcome} = '{p.awaited}', false)" for p in beside]
    emptied = [
        f"case when {flag} then null else {prefix}{pair.day} end as {prefix}{pair.day}"
        for pair, flag in zip(beside, flags, strict=True)
        for prefix in ("", "cell_")
    ]
    replaced = f" replace ({', '.join(emptied)})" if emptied else ""
    logged = "".join(
        f", {flag} and cell_{pair.day} is not null as beside_{pair.day}"
        for pair, flag in zip(beside, flags, strict=True)
    )
    stored = "".join(
        f"\n    {_stored(context, column)},"
        for column in context.columns
        if not context.is_blank(column)
    )
    return f"""
with cells as (
{read_cells(context)}
),
emptied as (
select *{replaced}{logged} from cells
)
select
    line,{stored}
    {_told(verdicts(context))} as reasons,
    {_told(cell_issues(context))} as issues
from emptied"""


def _told(findings: list[Finding]) -> str:
    """A line for each finding whose condition holds, in SQL."""
    if not findings:
        return "''"
    lines = ",\n        ".join(
        f"case when {found.condition} then {found.line} end" for found in findings
    )
    # Asked first whether there is any: most rows have none, and no text is put together for them.
    any_holds = " or ".join(f"({found.condition})" for found in findings)
    return f"case when {any_holds} then concat_ws(chr(10),\n        {lines}) else '' end"


def accepted(context: Context, column: Column) -> list[str]:
    """What a column of the extract is in an accepted row, selected from those that are stored."""
    if context.is_blank(column):
        return [f"null::{'date' if column.kind == 'date' else 'varchar'} as {column.name}"]
    stored = {"person": ["person_key"], "birth_date": ["age_band"]}
    if column.kind == "district":
        return ["district_code", "district_name"]
    return stored.get(column.kind, [column.name])


def _stored(context: Context, column: Column) -> str:
    """A column in the form in which an accepted row holds it."""
    if column.kind == "person":
        return "person_key"
    if column.kind == "district":
        unknown = "la_code || '-not-known'"
        return (
            f"coalesce(district_code, {unknown}) as district_code,"
            f" coalesce(district_name, '{NOT_KNOWN}') as district_name"
        )
    if column.kind == "birth_date":
        return f"{age_band('born', context.first_date)} as age_band"
    if column.name == "year_group":
        return f"coalesce(year_group, {_year_group(context)}) as year_group"
    if column.name == "last_reviewed_date":
        late_enough = "last_reviewed_date >= start_date"
        return f"case when {late_enough} then last_reviewed_date end as last_reviewed_date"
    return column.name


def to_do(context: Context) -> dict[tuple[str, str], str]:
    """What to do about each cell issue, by reason and column; `{cell}` is what stood there."""
    path = f"mappings/{context.mapping.path.name}"
    says: dict[tuple[str, str], str] = {}
    for found in cell_issues(context):
        column = next(column for column in context.columns if column.name == found.column)
        table = f"[values.{context.extract}.{found.column}]"
        known = " or ".join(admitted(column))
        says[found.reason, found.column] = {
            "unknown_code": f'Say what it means in {path}, under {table}: "{{cell}}" = one of'
            f" {known}; or mend it in the case system.",
            "unknown_authority": "Write the authority's ONS code, three-digit number or name; the"
            " drop's own was used.",
            "unknown_district": f'Name the district in {path}, under {table}: "{{cell}}" = its'
            " name or code; or mend it in the case system.",
            "birth_date": "Mend the birth date in the case system; the age is not known.",
            "date_unreadable": "Write the date as 2026-10-31.",
            "unknown_parent": f"Deliver the row of {column.code_list}, or leave the cell empty.",
            "date_beside_awaited": "Set the outcome, or remove the date: a decision that is"
            " awaited has none.",
            "review_before_start": "Mend one of the two dates: no review can come before the plan.",
            "half_period": "Give both days of the exception, or neither.",
            "ended_undated": "Give the day on which the case left.",
            "notice_without_amend": "Set the decision to amend, or remove the date of the notice.",
        }[found.reason]
    return says
