with cuts as (

    select * from {{ ref('clock_cuts') }}

),

ages as (

    select * from {{ ref('int_advice_at_issue') }}

),

issued as (

    -- plans issued in a month for which the contributor had been asked
    select
        month,
        la_code,
        contributor,
        {{ count_where('true') }} as plans_issued,
        {{ count_where('is_missing') }} as missing_at_issue,
        {{ quantile('oldest_advice_days', 0.5) }} as median_oldest_advice_days
    from ages
    group by month, la_code, contributor

),

asked as (

    -- the advice clock's own counts for each contributor
    select
        month,
        area_code,
        area_name,
        cut_value as contributor,
        started as asked,
        stopped as returned,
        stopped_in_time as returned_in_time
    from cuts
    where clock_id = 'advice_return_6w' and cut = 'contributor'

),

monthly as (

    -- both side by side
    select
        asked.month,
        asked.area_code,
        asked.area_name,
        asked.contributor,
        asked.asked,
        asked.returned,
        asked.returned_in_time,
        coalesce(issued.plans_issued, 0) as plans_issued,
        coalesce(issued.missing_at_issue, 0) as missing_at_issue,
        issued.median_oldest_advice_days
    from asked
    left join issued
        on asked.month = issued.month
        and asked.area_code = issued.la_code
        and asked.contributor = issued.contributor

)

select * from monthly
