{%- set cuts = {'all': "'all'", 'route': 'route', 'ground': 'ground', 'outcome': 'outcome'} -%}

with appeals as (

    select * from {{ ref('int_appeal_cases') }}

),

areas as (

    select * from {{ ref('areas') }}

),

district_areas as (

    select * from {{ ref('district_areas') }}

),

cut_appeals as (

    -- each case once in every cut
    {%- for cut, value in cuts.items() %}
    select
        *,
        '{{ cut }}' as cut,
        {{ value }} as cut_value
    from appeals
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

counted as (

    -- cases decided by as_of and how long they took, by one cut at a time
    select
        cut_appeals.time_period,
        district_areas.level,
        district_areas.area_code,
        cut_appeals.cut,
        cut_appeals.cut_value,
        {{ count_where('true') }} as appeals,
        {{ count_where('cut_appeals.is_decided') }} as decided,
        {{ count_where('cut_appeals.is_not_won') }} as not_won,
        {{ count_where('cut_appeals.days_to_outcome is not null') }} as timed,
        {{ quantile('cut_appeals.days_to_outcome', 0.5) }} as median_days_to_outcome,
        {{ count_where('cut_appeals.is_decided and cut_appeals.days_to_dco is not null') }}
            as dco_told,
        {{ quantile('case when cut_appeals.is_decided then cut_appeals.days_to_dco end', 0.5) }}
            as dco_days_median
    from cut_appeals
    inner join district_areas
        on cut_appeals.la_code = district_areas.la_code
        and cut_appeals.district_code = district_areas.district_code
    group by
        cut_appeals.time_period,
        district_areas.level,
        district_areas.area_code,
        cut_appeals.cut,
        cut_appeals.cut_value

),

named as (

    -- the same with the names of the areas
    select
        counted.time_period,
        counted.level,
        counted.area_code,
        areas.area_name,
        counted.cut,
        counted.cut_value,
        counted.appeals,
        counted.decided,
        counted.not_won,
        counted.timed,
        counted.median_days_to_outcome,
        counted.dco_told,
        counted.dco_days_median
    from counted
    inner join areas on counted.level = areas.level and counted.area_code = areas.area_code

)

select * from named
