with requests as (

    select * from {{ source('raw', 'accepted_needs_assessments') }}

),

granted as (

    select * from {{ ref('stg_granted') }}

),

superseded as (

    -- the day from which the remedy's own clocks govern a request
    select
        requests.request_id,
        min(granted.outcome_date) as superseded_on
    from requests
    inner join granted
        on requests.request_id = granted.request_id
        and requests.received_date <= granted.outcome_date
    group by requests.request_id

),

left_the_process as (

    -- requests that were withdrawn or ended, with the day; undated ones on their latest event
    select
        request_id,
        coalesce(
            {{ earliest([
                "case when request_outcome = 'W' then request_outcome_date end",
                "case when assessment_outcome = 'W' then assessment_outcome_date end",
                'ended_date',
            ]) }},
            {{ latest([
                'received_date', 'request_outcome_date', 'advice_requested_date',
                'assessment_outcome_date', 'draft_plan_date', 'final_plan_date',
            ]) }}
        ) as left_on
    from requests
    where
        request_outcome = 'W'
        or assessment_outcome = 'W'
        or ended_date is not null
        or ended_reason is not null

),

as_known as (

    -- what was known of each request on as_of
    select
        requests.file,
        requests.line,
        requests.request_id as case_id,
        requests.request_id,
        requests.person_key,
        requests.la_code,
        requests.district_code,
        requests.district_name,
        requests.age_band,
        requests.primary_need,
        requests.request_source,
        requests.start_basis,
        coalesce(requests.reassessment = 'Y', false) as is_reassessment,
        requests.received_date,
        case
            when requests.request_outcome_date > {{ as_of() }} then null
            when requests.request_outcome = 'W' and left_the_process.left_on > {{ as_of() }} then null
            else requests.request_outcome
        end as request_outcome,
        {{ happened('requests.request_outcome_date') }} as request_outcome_date,
        {{ happened('requests.advice_requested_date') }} as advice_requested_date,
        case
            when requests.assessment_outcome_date > {{ as_of() }} then null
            when requests.assessment_outcome = 'W' and left_the_process.left_on > {{ as_of() }} then null
            else requests.assessment_outcome
        end as assessment_outcome,
        {{ happened('requests.assessment_outcome_date') }} as assessment_outcome_date,
        {{ happened('requests.draft_plan_date') }} as draft_plan_date,
        {{ happened('requests.final_plan_date') }} as final_plan_date,
        requests.week20_exception,
        requests.mediation_held,
        requests.appeal_held,
        requests.exception_ground,
        requests.exception_from,
        requests.exception_to,
        requests.ended_reason,
        {{ happened('left_the_process.left_on') }} as ended_on,
        superseded.superseded_on
    from requests
    left join left_the_process on requests.request_id = left_the_process.request_id
    left join superseded on requests.request_id = superseded.request_id
    where requests.received_date <= {{ as_of() }}

),

decided as (

    -- an outcome that could not be read stops its own clock; a withdrawal is no decision
    select
        *,
        case
            when request_outcome is null or request_outcome in ('Y', 'N') then request_outcome_date
        end as request_decided_on,
        case when request_outcome = 'N' then request_outcome_date end as refused_to_assess_on,
        case when assessment_outcome = 'N' then assessment_outcome_date end as refused_to_issue_on
    from as_known

)

select * from decided
