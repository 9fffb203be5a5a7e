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

taken as (

    -- the days that the clocks stopped in a month had taken, below the authority for recent months
    select
        clocks.clock_id,
        months.month,
        district_areas.level,
        district_areas.area_code,
        {{ quantile(days_between('clocks.started_on', 'clocks.stopped_on'), 0.5) }}
            as median_days_taken
    from clocks
    inner join months on {{ last_day('clocks.stopped_on') }} = months.month
    inner join district_areas
        on clocks.la_code = district_areas.la_code
        and clocks.district_code = district_areas.district_code
    where months.is_recent or district_areas.level not in ('locality', 'district')
    group by
        clocks.clock_id,
        months.month,
        district_areas.level,
        district_areas.area_code

)

select * from taken
