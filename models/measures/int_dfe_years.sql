{{ config(materialized='view', schema='staging') }}

with requests as (

    select * from {{ ref('stg_requests') }}

),

plans as (

    select * from {{ ref('stg_plans') }}

),

areas as (

    select * from {{ ref('areas') }}

),

authorities as (

    select * from {{ ref('authorities') }}

),

first_days as (

    -- the day of the first request and the day from which the first plan was held
    select min(received_date) as first_day from requests
    union all
    select min(held_from) as first_day from plans

),

first_years as (

    -- the calendar year of the earlier of the two; that of as_of where there is neither
    select year(coalesce(min(first_day), {{ as_of() }})) as first_year
    from first_days

),

numbered as (

    -- each calendar year from then to that of as_of
    select {{ each_number('first_year', 'year(' ~ as_of() ~ ')') }} as time_period
    from first_years

),

years as (

    -- each with its last day, or as_of if that is earlier
    select
        cast(time_period as integer) as time_period,
        least(
            {{ add_months("cast('2000-12-31' as date)", '(time_period - 2000) * 12') }},
            {{ as_of() }}
        ) as ends_on
    from numbered

),

published_areas as (

    -- the areas that the Department publishes, as its files name them
    select
        areas.level,
        areas.area_code,
        case areas.level
            when 'national' then 'National'
            when 'region' then 'Regional'
            else 'Local authority'
        end as geographic_level,
        case areas.level
            when 'region' then areas.area_code
            when 'la' then authorities.region_code
        end as region_code,
        case areas.level
            when 'region' then areas.area_name
            when 'la' then authorities.region
        end as region_name,
        case areas.level when 'la' then areas.area_code end as new_la_code,
        case areas.level when 'la' then areas.area_name end as la_name
    from areas
    left join authorities on areas.area_code = authorities.la_code
    where areas.level in ('national', 'region', 'la')

),

area_years as (

    -- every year for each of those areas
    select
        years.time_period,
        years.ends_on,
        published_areas.*
    from years
    cross join published_areas

)

select * from area_years
