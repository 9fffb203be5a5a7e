with appeals as (

    select * from {{ source('raw', 'accepted_tribunals') }}

),

requests as (

    select * from {{ ref('stg_requests') }}

),

plans as (

    select * from {{ ref('stg_plans') }}

),

cases as (

    -- each appeal or agreement with the need and age of the request or plan that it is about, and
    -- the first row of the three that knows where the child lives
    select
        appeals.appeal_id,
        coalesce(requests.age_band, plans.age_band) as age_band,
        coalesce(requests.primary_need, plans.primary_need) as primary_need,
        case
            when appeals.district_name <> 'Not known' then 'appeal'
            when requests.district_name <> 'Not known' then 'request'
            when plans.district_name <> 'Not known' then 'plan'
            else 'appeal'
        end as lives_as_in,
        requests.la_code as request_la_code,
        requests.district_code as request_district_code,
        requests.district_name as request_district_name,
        plans.la_code as plan_la_code,
        plans.district_code as plan_district_code,
        plans.district_name as plan_district_name
    from appeals
    left join requests on appeals.request_id = requests.request_id
    left join plans on appeals.plan_id = plans.plan_id

),

as_known as (

    -- what was known of each on as_of
    select
        appeals.file,
        appeals.line,
        appeals.appeal_id as case_id,
        appeals.appeal_id,
        appeals.person_key,
        appeals.request_id,
        appeals.plan_id,
        {%- for column in ['la_code', 'district_code', 'district_name'] %}
        case cases.lives_as_in
            when 'request' then cases.request_{{ column }}
            when 'plan' then cases.plan_{{ column }}
            else appeals.{{ column }}
        end as {{ column }},
        {%- endfor %}
        cases.age_band,
        cases.primary_need,
        appeals.route,
        appeals.ground,
        {{ happened('appeals.decision_date') }} as decision_date,
        {{ happened('appeals.certificate_date') }} as certificate_date,
        {{ happened('appeals.registered_date') }} as registered_date,
        {{ happened('appeals.hearing_date') }} as hearing_date,
        case when appeals.outcome_date <= {{ as_of() }} then appeals.outcome end as outcome,
        {{ happened('appeals.outcome_date') }} as outcome_date,
        case when appeals.outcome_date <= {{ as_of() }} then appeals.remedy end as remedy,
        case
            when appeals.complied_date <= {{ as_of() }} then appeals.remedy_outcome
        end as remedy_outcome,
        appeals.remedy_due_date,
        {{ happened('appeals.assessment_notified_date') }} as assessment_notified_date,
        {{ happened('appeals.draft_plan_date') }} as draft_plan_date,
        {{ happened('appeals.complied_date') }} as complied_date,
        {{ happened('appeals.dco_notified_date') }} as dco_notified_date,
        appeals.exception_ground,
        appeals.exception_from,
        appeals.exception_to
    from appeals
    inner join cases on appeals.appeal_id = cases.appeal_id

)

select * from as_known
