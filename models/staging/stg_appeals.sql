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

    -- each appeal or agreement with the request or plan that it is about
    select
        appeals.appeal_id,
        coalesce(requests.la_code, plans.la_code) as la_code,
        coalesce(requests.district_code, plans.district_code) as district_code,
        coalesce(requests.district_name, plans.district_name) as district_name,
        coalesce(requests.age_band, plans.age_band) as age_band,
        coalesce(requests.primary_need, plans.primary_need) as primary_need,
        -- the row says where the child lives, or its case does
        appeals.district_name = 'Not known'
        and coalesce(requests.district_code, plans.district_code) is not null as place_is_of_case
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
        case when cases.place_is_of_case then cases.la_code else appeals.la_code end as la_code,
        case
            when cases.place_is_of_case then cases.district_code else appeals.district_code
        end as district_code,
        case
            when cases.place_is_of_case then cases.district_name else appeals.district_name
        end as district_name,
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
