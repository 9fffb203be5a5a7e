"""From the records of a SEN2 return to our extracts, by SQL.

`build` makes `returned_needs_assessments`, `returned_plans` and `returned_annual_reviews` (line and
our columns as text, one row a request, plan or review) and `return_fates`, in which every record of
the return stands once: as a `row` of an extract, `joined` to one, to be `set_aside`, or
`quarantined`.

How the return's facts become ours:

- A request that is H (historical) and has no date is a placeholder: older plans hang on it.
- An H that has a received date is a request. It was decided to assess where an assessment stands
  below it; else which way it was decided is unknown, and H goes on as it is.
- An assessment that is H led to a plan where one stands below it. Where none does, and where a
  request is H without a day or an assessment, the case has left on a day that nobody wrote down: it
  is not open.
- A plan's start is the day on which the final plan was sent, for plans that were made here. A plan
  that moved in is no new plan: its active plan names the authority it came from, or its assessment
  is H although it started within the year of the return. A request above it has left, too.
- A refusal to assess with an assessment and a plan below it stays one: it was put right later.
- The last review's decision belongs to the last meeting where it is not older than it.
"""

from __future__ import annotations

import duckdb

from pipeline.sources.sen2 import MODULES, codes, fields_of

_YES = "in ('1', 'true', 'yes', 'y', 't')"
_NO = "in ('0', 'false', 'no', 'n', 'f')"


def build(
    con: duckdb.DuckDBPyConnection,
    year: int | None,
    has_own_ids: bool,
    has_postcodes: bool,
) -> None:
    """Make the extracts and the fates from the tables of the modules.

    `year` is that of the census day. `has_own_ids`: the return numbers its records, else ids are
    made. With `has_postcodes` the temporary table `postcodes` (postcode, district) tells where
    people live.
    """
    district = "postcodes.district" if has_postcodes else "null::varchar"
    join_district = (
        "left join postcodes on postcodes.postcode = upper(replace(x.postcode, ' ', ''))"
        if has_postcodes
        else ""
    )
    if has_own_ids:
        made_id = "x.own"
    else:
        made_id = (
            "substr(ehc_pseudonym(concat_ws('|', coalesce(person_id, ''), asked,"
            " dense_rank() over (partition by person_id, asked order by first_alike))), 1, 12)"
        )
    con.execute(
        f"""
        create temp table sen2_people as
        select
            own, line, personbirthdate as date_of_birth,
            coalesce({_code("sex")}, {_code("gendercurrent")}) as sex,
            ethnicity, {district} as district,
            coalesce(
                upper(replace(upn, ' ', '')),
                replace(uniquelearnernumber, ' ', ''),
                case when surname is not null and personbirthdate is not null then concat_ws('|',
                    lower(surname), lower(coalesce(forename, '')),
                    coalesce(ehc_day(personbirthdate)::varchar, personbirthdate)) end,
                {"x.own" if has_own_ids else "null"}
            ) as person_id
        from sen2_person as x {join_district}
        qualify row_number() over (partition by own order by line) = 1
        """
    )
    con.execute(_RELATED)
    con.execute(_REQUESTS.format(made_id=made_id, **_contents()))
    con.execute(_NEEDS_ASSESSMENTS.format(**_needs_assessments(year)))
    con.execute(_PLANS.format(ceasereason=_code("ceasereason", "n.ceasereason")))
    con.execute(_REVIEWS.format(decision=_code("reviewoutcome", "a.reviewoutcome")))
    con.execute(_FATES)


def records(con: duckdb.DuckDBPyConnection) -> int:
    """How many records the modules hold."""
    counts = " + ".join(f"(select count(*) from sen2_{module})" for module in MODULES)
    return int(con.execute(f"select {counts}").fetchall()[0][0])


def unknown_codes(con: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Fields with codes that seeds/sen2_codes.csv does not hold, and in how many cells."""
    fields = {
        ("request", "requestoutcome"),
        ("request", "requestsource"),
        ("assessment", "assessmentoutcome"),
        ("named_plan", "ceasereason"),
        ("active_plan", "reviewoutcome"),
        ("person", "sex"),
        ("person", "gendercurrent"),
        ("need", "sentype"),
        ("placement", "sensetting"),
        ("plan_detail", "sensetting"),
    }
    counted = " union all ".join(
        f"select '{name}' as field, count(*) as cells from sen2_{module}"
        f" where upper({name}) not in ({', '.join(_text(code) for code in codes()[name])})"
        for module, name in sorted(fields)
    )
    return con.execute(
        f"select field, sum(cells)::bigint from ({counted})"
        " group by 1 having sum(cells) > 0 order by 1"
    ).fetchall()


def _code(field: str, cell: str = "") -> str:
    """What the code in a cell becomes; one that is not known stays as it is, for all to see."""
    cell = cell or field
    ways = " ".join(
        f"when {_text(code)} then {_text(becomes) if becomes else 'null'}"
        for code, becomes in codes()[field].items()
    )
    return f"case upper({cell}) {ways} else {cell} end"


def _contents() -> dict[str, str]:
    """The fields of a module in one text, an empty one as well, by module."""
    return {
        module: ", ".join(f"coalesce({prefix}.{one.name}, '')" for one in fields_of(module))
        for module, prefix in {
            "request": "x",
            "assessment": "sen2_assessments",
            "named_plan": "p",
            "active_plan": "p",
        }.items()
    }


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _flag(*cells: str) -> str:
    """Y where any of these flags is set, N where none is and one of them says so."""
    yes = " or ".join(f"coalesce(lower({cell}) {_YES}, false)" for cell in cells)
    no = " or ".join(f"lower({cell}) {_NO}" for cell in cells)
    first = ", ".join(cells)
    return f"case when {yes} then 'Y' when {no} then 'N' else coalesce({first}) end"


def _needs_assessments(year: int | None) -> dict[str, str]:
    """The columns of a request that take more than to be copied."""
    # The period of a return is the calendar year before its census day.
    in_the_year = f"coalesce(year(ehc_day(p.startdate)) >= {year - 1}, false)" if year else "false"
    moved_in = f"(v.transferla is not null or (a.is_historical and {in_the_year}))"
    return {
        "request_outcome": "case when r.is_historical and a.own is not null then 'Y' else "
        + _code("requestoutcome", "r.requestoutcome")
        + " end",
        "request_source": _code("requestsource", "r.requestsource"),
        "assessment_outcome": "case when a.is_historical and p.startdate is not null then 'Y' else "
        + _code("assessmentoutcome", "a.assessmentoutcome")
        + " end",
        "moved_in": moved_in,
        "final_plan_date": f"case when not coalesce({moved_in}, false) then p.startdate end",
        "week20_exception": _flag("a.week20"),
        "mediation_held": _flag("r.requestmediation", "a.assessmentmediation"),
        "appeal_held": _flag("r.requesttribunal", "a.assessmenttribunal"),
        "exported": f"r.exported is not null and lower(r.exported) not {_NO}",
    }


# Each request with its person and its id. A placeholder is one that is H and holds no date.
# A child that stands twice in a return without numbers of its own is counted once: requests of a
# person that are alike, with all that hangs on them, bear one id and so are duplicates.
_REQUESTS = """
create temp table sen2_below as
select parent, string_agg(content, '|' order by content) as contents from (
    select parent, concat_ws('|', 'assessment', {assessment}) as content from sen2_assessments
    union all
    select p.parent, concat_ws('|', 'plan', {named_plan}, d.setting)
    from sen2_plans as p left join sen2_named as d on d.own = p.own
    union all
    select p.parent, concat_ws('|', 'held', {active_plan}, h.sentype, h.setting)
    from sen2_active_plans as p left join sen2_held as h on h.request = p.parent
) group by parent;

create temp table sen2_requests as
with asked as (
    select
        x.*, p.* exclude (own, line),
        coalesce(ehc_day(x.receiveddate)::varchar, x.receiveddate, '') as asked,
        concat_ws('|', {request}, date_of_birth, sex, ethnicity, district, b.contents) as content
    from sen2_request as x
    left join sen2_people as p on p.own = x.parent
    left join sen2_below as b on b.parent = x.own
),
alike as (
    select *, min(place) over (partition by person_id, asked, content) as first_alike
    from (select *, row_number() over (order by line, try_cast(own as bigint)) as place from asked)
)
select
    x.* exclude (content, place),
    upper(x.requestoutcome) is not distinct from 'H' as is_historical,
    upper(x.requestoutcome) is not distinct from 'H'
        and x.receiveddate is null and x.requestoutcomedate is null as is_placeholder,
    {made_id} as request_id,
    row_number() over (partition by x.own order by x.line) as copy
from alike as x;
"""

# Of several records where one is due: that which counts is the first, `place` = 1.
_RELATED = """
create temp table sen2_assessments as
select
    *, upper(assessmentoutcome) is not distinct from 'H' as is_historical,
    row_number() over (partition by parent order by line) as place,
    min(line) over (partition by parent) as first_line,
    count(distinct [assessmentoutcome, assessmentoutcomedate, week20, assessmentmediation,
        assessmenttribunal]) over (partition by parent) as contents
from sen2_assessment;

create temp table sen2_plans as
select *, dense_rank() over (partition by parent order by ehc_day(startdate), startdate) as number
from sen2_named_plan;

create temp table sen2_active_plans as
select
    *, row_number() over (partition by parent order by line) as place,
    min(line) over (partition by parent) as first_line,
    count(distinct [transferla, reviewmeeting, reviewoutcome, lastreview])
        over (partition by parent) as contents
from sen2_active_plan;

create temp table sen2_placements as
select
    *, row_number() over (
        partition by parent
        order by coalesce(placementrank, '1'), leavingdate is not null,
            ehc_day(entrydate) desc nulls last, line
    ) as place
from sen2_placement;

create temp table sen2_plan_details as
select
    *, row_number() over (partition by parent order by coalesce(placementrank, '1'), line) as place
from sen2_plan_detail;

create temp table sen2_held as
select
    a.parent as request,
    first(n.sentype order by try_cast(n.sentyperank as integer) nulls last, n.line) as sentype,
    first(coalesce(s.sensetting, s.urn, s.ukprn) order by s.place) as setting
from sen2_active_plans as a
left join sen2_need as n on n.parent = a.own
left join sen2_placements as s on s.parent = a.own and s.place = 1
where a.place = 1 group by a.parent;

create temp table sen2_named as
select
    p.own, p.parent as request,
    first(coalesce(d.sensetting, d.urn, d.ukprn) order by d.line) as setting
from sen2_plans as p join sen2_plan_details as d on d.parent = p.own and d.place = 1
group by p.own, p.parent;
"""

_NEEDS_ASSESSMENTS = """
create temp table returned_needs_assessments as
select
    r.line, r.request_id, r.person_id, r.district, r.date_of_birth, r.sex, r.ethnicity,
    h.sentype as primary_need, coalesce(h.setting, d.setting) as setting_type,
    {request_source} as request_source, r.receiveddate as received_date,
    {request_outcome} as request_outcome, r.requestoutcomedate as request_outcome_date,
    {assessment_outcome} as assessment_outcome, a.assessmentoutcomedate as assessment_outcome_date,
    {final_plan_date} as final_plan_date,
    {week20_exception} as week20_exception, {mediation_held} as mediation_held,
    {appeal_held} as appeal_held,
    case
        when {exported} then 'moved_out'
        when a.is_historical and p.startdate is null then 'other'
        when r.is_historical and r.requestoutcomedate is null and a.own is null then 'other'
        when {moved_in} then 'other'
    end as ended_reason
from sen2_requests as r
left join sen2_assessments as a on a.parent = r.own and a.place = 1
left join (
    select parent, first(startdate order by number, line) as startdate from sen2_plans group by 1
) as p on p.parent = r.own
left join sen2_active_plans as v on v.parent = r.own and v.place = 1
left join sen2_held as h on h.request = r.own
left join (
    select request, first(setting order by own) as setting from sen2_named group by 1
) as d on d.request = r.own
where not r.is_placeholder
order by r.line;
"""

_PLANS = """
create temp table returned_plans as
select
    n.line,
    coalesce(r.request_id, n.own) || case when n.number > 1 then '-' || n.number else '' end
        as plan_id,
    r.person_id, case when not r.is_placeholder then r.request_id end as request_id,
    r.district, r.date_of_birth, r.sex, r.ethnicity,
    case when a.own is not null then h.sentype end as primary_need,
    coalesce(case when a.own is not null then h.setting end, d.setting) as setting_type,
    n.startdate as start_date, a.lastreview as last_reviewed_date,
    n.ceasedate as ceased_date, {ceasereason} as ceased_reason,
    a.phasetransferfinaldate as transfer_named_date
from (select *, max(number) over (partition by parent) as newest from sen2_plans) as n
left join sen2_requests as r on r.own = n.parent and r.copy = 1
left join sen2_active_plans as a on a.parent = n.parent and a.place = 1 and n.number = n.newest
left join sen2_held as h on h.request = n.parent
left join sen2_named as d on d.own = n.own
order by n.line;
"""

_REVIEWS = """
create temp table returned_annual_reviews as
select
    a.line, plan_id as review_id, plan_id, person_id, a.reviewmeeting as meeting_date,
    case when not is_older then {decision} end as decision,
    case when not is_older then a.lastreview end as decision_date,
    a.reviewdraft as amendment_notice_date
from (
    select *, coalesce(ehc_day(lastreview) < ehc_day(reviewmeeting), false) as is_older
    from sen2_active_plans
) as a
left join (
    select
        r.own, r.person_id,
        r.request_id || case when max(n.number) > 1 then '-' || max(n.number) else '' end as plan_id
    from sen2_requests as r left join sen2_plans as n on n.parent = r.own
    where r.copy = 1 group by r.own, r.person_id, r.request_id
) as p on p.own = a.parent
where a.place = 1 and a.reviewmeeting is not null
order by a.line;
"""

_FATES = """
create temp table return_fates as
select
    'needs_assessments' as extract, file, line, 'person' as module,
    case when named and copy = 1 then 'joined' else 'quarantined' end as fate,
    case when copy > 1 then 'duplicate' else 'orphan' end as reason,
    case when copy > 1 then 'another record of the same person counts'
        else 'no request of the return belongs to this person' end as detail
from (
    select *, coalesce(own in (select parent from sen2_request), false) as named,
        row_number() over (partition by own order by line) as copy
    from sen2_person
)
union all
select 'needs_assessments', file, line, 'request',
    case when is_placeholder then 'set_aside' else 'row' end,
    case when is_placeholder then 'placeholder_request' end, null
from sen2_requests
union all
select 'needs_assessments', file, line, 'assessment',
    case when is_known and place = 1 then 'joined' else 'quarantined' end,
    case when not is_known then 'orphan' when contents > 1 then 'conflicting' else 'duplicate' end,
    case when not is_known then 'no request of the return has this assessment'
        else 'the assessment of the same request in line ' || first_line || ' counts' end
from (
    select *, coalesce(parent in (select own from sen2_request), false) as is_known
    from sen2_assessments
)
union all
select 'plans', file, line, 'named_plan', 'row', null, null from sen2_plans
union all
select 'plans', file, line, 'plan_detail',
    case when not is_known then 'quarantined' when place = 1 then 'joined' else 'set_aside' end,
    case when not is_known then 'orphan' else 'second_placement' end,
    'no named plan of the return has this plan detail'
from (
    select *, coalesce(parent in (select own from sen2_named_plan), false) as is_known
    from sen2_plan_details
)
union all
select 'plans', file, line, 'active_plan',
    case when is_known and place = 1 and has_plan then 'joined' else 'quarantined' end,
    case when not is_known then 'orphan'
        when place > 1 then case when contents > 1 then 'conflicting' else 'duplicate' end
        else 'needed_date' end,
    case when not is_known then 'no request of the return has this active plan'
        when place > 1
            then 'the active plan of the same request in line ' || first_line || ' counts'
        else 'start_date is empty: no named plan of the return belongs to this active plan' end
from (
    select *, coalesce(parent in (select own from sen2_request), false) as is_known,
        coalesce(parent in (select parent from sen2_named_plan), false) as has_plan
    from sen2_active_plans
)
union all
select 'plans', file, line, 'placement',
    case when not is_known then 'quarantined' when place = 1 then 'joined' else 'set_aside' end,
    case when not is_known then 'orphan' else 'second_placement' end,
    'no active plan of the return has this placement'
from (
    select *, coalesce(parent in (select own from sen2_active_plan), false) as is_known
    from sen2_placements
)
union all
select 'plans', file, line, 'need',
    case when coalesce(parent in (select own from sen2_active_plan), false)
        then 'joined' else 'quarantined' end,
    'orphan', 'no active plan of the return has this need'
from sen2_need;
"""
