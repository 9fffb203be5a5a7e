{%- set readings = {'': 'counts_in_figure', '_with_appealed': 'true'} -%}

with requests as (

    select * from {{ ref('int_dfe_requests') }}

),

area_years as (

    select * from {{ ref('int_dfe_years') }}

),

district_areas as (

    select * from {{ ref('district_areas') }}

),

rules as (

    select * from {{ ref('clock_register') }}

),

bands as (

    select * from {{ ref('age_bands') }}

),

issued as (

    -- new plans with how long each took; settings say whether a contested one is in the figure
    select
        requests.la_code,
        requests.district_code,
        cast(year(requests.final_plan_date) as integer) as time_period,
        requests.days_to_plan,
        requests.is_flagged,
        {{ is_within_weeks('requests.days_to_plan', 'rules') }} as is_within,
        not {{ is_within_weeks('requests.days_to_plan', 'rules') }} and bands.band = 'up to a year'
            as is_later,
        bands.band = 'over a year' as is_over_a_year,
        {{ 'not requests.is_contested' if var('dfe_exclude_appealed') else 'true' }}
            as counts_in_figure
    from requests
    inner join rules on {{ is_rule_of('rules', 'final_plan_20w', 'requests.received_date') }}
    inner join bands
        on bands.reading = 'days_to_plan'
        and requests.days_to_plan >= bands.from_value
        and (bands.to_value is null or requests.days_to_plan < bands.to_value)

),

counted as (

    -- the same by area and year; flagged plans leave both parts of the figures that end in _ex
    select
        issued.time_period,
        district_areas.level,
        district_areas.area_code,
        {%- for suffix, reading in readings.items() %}
        {{ count_where(reading) }} as plans_issued_den{{ suffix }},
        {{ count_where(reading ~ ' and not is_flagged') }} as plans_issued_den_ex{{ suffix }},
        {{ count_where(reading ~ ' and is_within') }} as plans_issued_within_20_weeks{{ suffix }},
        {{ count_where(reading ~ ' and is_within and not is_flagged') }}
            as plans_issued_20_weeks_ex{{ suffix }},
        {{ count_where(reading ~ ' and is_later') }} as plans_issued_gt20weeks_ltyear{{ suffix }},
        {{ count_where(reading ~ ' and is_later and not is_flagged') }}
            as plans_issued_gt20weeks_ltyear_ex{{ suffix }},
        {{ count_where(reading ~ ' and is_over_a_year') }} as plans_issued_gt_1_year{{ suffix }},
        {{ count_where(reading ~ ' and is_over_a_year and not is_flagged') }}
            as plans_issued_gt_1_year_ex{{ suffix }},
        avg(case when {{ reading }} then issued.days_to_plan / 7.0 end) as weeks{{ suffix }},
        avg(case when {{ reading }} and not issued.is_flagged then issued.days_to_plan / 7.0 end)
            as weeks_exc{{ suffix }}{{ "," if not loop.last }}
        {%- endfor %}
    from issued
    inner join district_areas
        on issued.la_code = district_areas.la_code
        and issued.district_code = district_areas.district_code
    group by issued.time_period, district_areas.level, district_areas.area_code

),

first_year as (

    select cast(min(year(received_date)) as integer) as time_period from requests

),

published as (

    -- every year since the first request, in the columns of the Department's file
    select
        area_years.time_period,
        area_years.geographic_level,
        area_years.region_code,
        area_years.region_name,
        area_years.new_la_code,
        area_years.la_name,
        {%- for suffix in readings %}
        {%- for part, whole in [
            ('plans_issued_within_20_weeks', 'plans_issued_den'),
            ('plans_issued_20_weeks_ex', 'plans_issued_den_ex'),
            ('plans_issued_gt20weeks_ltyear', 'plans_issued_den'),
            ('plans_issued_gt20weeks_ltyear_ex', 'plans_issued_den_ex'),
            ('plans_issued_gt_1_year', 'plans_issued_den'),
            ('plans_issued_gt_1_year_ex', 'plans_issued_den_ex'),
        ] %}
        {%- if loop.first %}
        coalesce(counted.plans_issued_den{{ suffix }}, 0) as plans_issued_den{{ suffix }},
        coalesce(counted.plans_issued_den_ex{{ suffix }}, 0) as plans_issued_den_ex{{ suffix }},
        {%- endif %}
        coalesce(counted.{{ part }}{{ suffix }}, 0) as {{ part }}{{ suffix }},
        {{ percent('counted.' ~ part ~ suffix, 'counted.' ~ whole ~ suffix) }}
            as pc_{{ part }}{{ suffix }},
        {%- endfor %}
        cast(round(counted.weeks{{ suffix }}, 1) as double) as avg_weeks_issue_plan{{ suffix }},
        cast(round(counted.weeks_exc{{ suffix }}, 1) as double)
            as avg_weeks_issue_plan_exc{{ suffix }}{{ "," if not loop.last }}
        {%- endfor %}
    from area_years
    inner join first_year on area_years.time_period >= first_year.time_period
    left join counted
        on area_years.time_period = counted.time_period
        and area_years.level = counted.level
        and area_years.area_code = counted.area_code

)

select * from published
