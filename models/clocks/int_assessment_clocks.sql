with requests as (

    select * from {{ ref('stg_requests') }}

),

running as (

    -- the clocks of each request and re-assessment
    select
        'assess_decision_6w' as clock_id,
        request_id,
        received_date as started_on,
        request_decided_on as stopped_on,
        ended_on
    from requests
    where not is_reassessment

    union all

    select
        'not_to_issue_16w' as clock_id,
        request_id,
        received_date as started_on,
        refused_to_issue_on as stopped_on,
        cast(null as date) as ended_on
    from requests
    where
        not is_reassessment
        and refused_to_issue_on is not null
        -- an order that came first brought its own clock
        and (superseded_on is null or superseded_on > refused_to_issue_on)

    union all

    select
        'final_plan_20w' as clock_id,
        request_id,
        received_date as started_on,
        final_plan_date as stopped_on,
        {{ earliest(['refused_to_assess_on', 'refused_to_issue_on', 'ended_on', 'superseded_on']) }}
            as ended_on
    from requests
    where not is_reassessment

    union all

    select
        'draft_reps_15d' as clock_id,
        request_id,
        draft_plan_date as started_on,
        final_plan_date as stopped_on,
        cast(null as date) as ended_on
    from requests
    where draft_plan_date is not null and final_plan_date is not null

    union all

    select
        'reassess_decision_15d' as clock_id,
        request_id,
        received_date as started_on,
        request_decided_on as stopped_on,
        ended_on
    from requests
    where is_reassessment

    union all

    select
        'reassess_final_14w' as clock_id,
        request_id,
        request_outcome_date as started_on,
        final_plan_date as stopped_on,
        {{ earliest(['refused_to_issue_on', 'ended_on']) }} as ended_on
    from requests
    where is_reassessment and request_outcome = 'Y'

)

select
    running.clock_id,
    cast(null as varchar) as other_clock_id,
    'request' as case_type,
    requests.case_id,
    1 as cycle,
    requests.person_key,
    requests.la_code,
    requests.district_code,
    requests.district_name,
    cast(null as varchar) as cut_contributor,
    requests.primary_need as cut_need,
    requests.age_band as cut_age_band,
    cast(null as varchar) as cut_ground,
    running.started_on,
    running.started_on as counted_from,
    cast(null as date) as second_counted_from,
    cast(null as date) as due_date_set,
    running.stopped_on,
    running.ended_on,
    requests.exception_ground as ground,
    requests.exception_from as ground_from,
    requests.exception_to as ground_to,
    requests.advice_requested_date as advice_asked_on
from running
inner join requests on running.request_id = requests.request_id
