with appeals as (

    select * from {{ ref('int_appeal_cases') }}

),

areas as (

    select * from {{ ref('areas') }}

),

district_areas as (

    select * from {{ ref('district_areas') }}

),

counted as (

    -- cases by area and year, with what each was about and how it ended
    select
        appeals.time_period,
        district_areas.level,
        district_areas.area_code,
        appeals.route,
        appeals.ground,
        appeals.outcome,
        {{ count_where('true') }} as appeals,
        {{ count_where('appeals.hearing_date is not null') }} as heard,
        {{ count_where('appeals.is_decided') }} as decided,
        {{ count_where('appeals.is_not_won') }} as not_won,
        {{ quantile('appeals.days_to_outcome', 0.5) }} as median_days_to_outcome,
        {{ count_where('appeals.is_decided and appeals.days_to_dco is not null') }} as dco_told,
        {{ quantile('case when appeals.is_decided then appeals.days_to_dco end', 0.5) }}
            as dco_days_median
    from appeals
    inner join district_areas
        on appeals.la_code = district_areas.la_code
        and appeals.district_code = district_areas.district_code
    group by
        appeals.time_period,
        district_areas.level,
        district_areas.area_code,
        appeals.route,
        appeals.ground,
        appeals.outcome

),

named as (

    -- the same with the names of the areas
    select
        counted.time_period,
        counted.level,
        counted.area_code,
        areas.area_name,
        counted.route,
        counted.ground,
        counted.outcome,
        counted.appeals,
        counted.heard,
        counted.decided,
        counted.not_won,
        counted.median_days_to_outcome,
        counted.dco_told,
        counted.dco_days_median
    from counted
    inner join areas on counted.level = areas.level and counted.area_code = areas.area_code

)

select * from named
