{{ config(materialized='view', schema='staging') }}

with requests as (

    select * from {{ ref('stg_requests') }}

),

plans as (

    select * from {{ ref('stg_plans') }}

),

appeals as (

    select * from {{ ref('stg_appeals') }}

),

moved_in as (

    -- requests whose plan came from another authority
    select distinct request_id
    from plans
    where request_id is not null and transferred_in_date is not null

),

contested as (

    -- requests that an appeal or a mediation agreement names
    select distinct request_id
    from appeals
    where request_id is not null

),

counted as (

    -- the requests that the Department counts as new ones, with the days that each step took
    select
        requests.request_id,
        requests.la_code,
        requests.district_code,
        requests.request_outcome,
        requests.assessment_outcome,
        requests.ended_on,
        requests.ended_reason,
        requests.received_date,
        requests.request_decided_on,
        requests.refused_to_issue_on,
        requests.final_plan_date,
        {{ days_between('requests.received_date', 'requests.request_decided_on') }}
            as days_to_decision,
        {{ days_between('requests.received_date', 'requests.refused_to_issue_on') }}
            as days_to_refusal,
        {{ days_between('requests.received_date', 'requests.final_plan_date') }} as days_to_plan,
        coalesce(requests.week20_exception = 'Y', false) as is_flagged,
        contested.request_id is not null
        or coalesce(requests.mediation_held = 'Y', false)
        or coalesce(requests.appeal_held = 'Y', false) as is_contested
    from requests
    left join moved_in on requests.request_id = moved_in.request_id
    left join contested on requests.request_id = contested.request_id
    where not requests.is_reassessment and moved_in.request_id is null

)

select * from counted
