with at_issue as (

    select * from {{ ref('int_advice_at_issue') }}

),

areas as (

    select * from {{ ref('areas') }}

),

plans as (

    -- each plan issued, with the age of the oldest advice in it
    select
        month,
        la_code,
        request_id,
        max(oldest_advice_days) as oldest_advice_days,
        max(case when is_missing then 1 else 0 end) = 1 as is_missing
    from at_issue
    group by month, la_code, request_id

),

monthly as (

    -- the same by authority and month
    select
        plans.month,
        plans.la_code as area_code,
        areas.area_name,
        {{ count_where('true') }} as plans_issued,
        {{ count_where('plans.is_missing') }} as plans_with_advice_missing,
        {{ quantile('plans.oldest_advice_days', 0.5) }} as median_oldest_advice_days
    from plans
    inner join areas on areas.level = 'la' and plans.la_code = areas.area_code
    group by plans.month, plans.la_code, areas.area_name

)

select * from monthly
