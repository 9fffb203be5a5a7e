{{ config(materialized='view', schema='staging') }}

with clocks as (

    select * from {{ ref('clocks') }}

),

months as (

    select * from {{ ref('int_months') }}

),

district_areas as (

    select * from {{ ref('district_areas') }}

),

open_at_end as (

    -- every clock at the end of every month at which it was open, with its age
    select
        clocks.clock_id,
        clocks.la_code,
        clocks.district_code,
        months.month,
        months.is_recent,
        {{ days_between('clocks.started_on', 'months.ends_on') }} as days_open
    from clocks
    inner join months
        on clocks.started_on <= months.ends_on
        and coalesce(clocks.stopped_on, clocks.ended_on, {{ add_days(as_of(), 1) }})
        > months.ends_on

),

ages as (

    -- below the authority only for the recent months
    select
        open_at_end.clock_id,
        open_at_end.month,
        district_areas.level,
        district_areas.area_code,
        cast(max(open_at_end.days_open) as bigint) as oldest_days_open,
        {{ quantile('open_at_end.days_open', 0.5) }} as median_days_open,
        {{ quantile('open_at_end.days_open', 0.92) }} as p92_days_open
    from open_at_end
    inner join district_areas
        on open_at_end.la_code = district_areas.la_code
        and open_at_end.district_code = district_areas.district_code
    where open_at_end.is_recent or district_areas.level not in ('locality', 'district')
    group by
        open_at_end.clock_id,
        open_at_end.month,
        district_areas.level,
        district_areas.area_code

)

select * from ages
