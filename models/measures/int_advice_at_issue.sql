{{ config(materialized='view', schema='staging') }}

with advice as (

    select * from {{ ref('stg_advice') }}

),

requests as (

    select * from {{ ref('stg_requests') }}

),

at_issue as (

    -- for each plan issued and contributor asked by then: what was missing, how old the rest
    select
        requests.request_id,
        requests.la_code,
        {{ last_day('requests.final_plan_date') }} as month,
        advice.contributor,
        max(case
            when advice.received_date <= requests.final_plan_date then 0
            else 1
        end) = 1 as is_missing,
        max(case
            when advice.received_date <= requests.final_plan_date
                then {{ days_between('advice.received_date', 'requests.final_plan_date') }}
        end) as oldest_advice_days
    from requests
    inner join advice
        on requests.request_id = advice.request_id
        and requests.final_plan_date >= advice.requested_date
    group by requests.request_id, requests.la_code, requests.final_plan_date, advice.contributor

)

select * from at_issue
