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

finished as (

    -- plans issued, by the day of the plan
    select
        la_code,
        district_code,
        final_plan_date as finished_on,
        'issued' as outcome,
        cast(null as boolean) as is_within
    from requests
    where final_plan_date is not null

    union all

    -- decisions not to issue a plan, by the day the family was told
    select
        requests.la_code,
        requests.district_code,
        requests.refused_to_issue_on as finished_on,
        'not issued' as outcome,
        {{ is_within_weeks('requests.days_to_refusal', 'rules') }} as is_within
    from requests
    inner join rules on {{ is_rule_of('rules', 'not_to_issue_16w', 'requests.received_date') }}
    where requests.refused_to_issue_on is not null

    union all

    -- assessments that the family withdrew from
    select
        la_code,
        district_code,
        ended_on as finished_on,
        'withdrawn' as outcome,
        cast(null as boolean) as is_within
    from requests
    where assessment_outcome = 'W' and ended_on is not null and final_plan_date is null

),

counted as (

    -- the same by area and year
    select
        cast(year(finished.finished_on) as integer) as time_period,
        district_areas.level,
        district_areas.area_code,
        {{ count_where('true') }} as assess_in_year,
        {{ count_where("finished.outcome = 'issued'") }} as assess_issued,
        {{ count_where("finished.outcome = 'not issued'") }} as assess_not_issued,
        {{ count_where("finished.outcome = 'withdrawn'") }} as assess_withdrawn,
        {{ count_where('finished.is_within') }} as outcome_decision_within_time,
        {{ count_where('not finished.is_within') }} as outcome_decision_over_time
    from finished
    inner join district_areas
        on finished.la_code = district_areas.la_code
        and finished.district_code = district_areas.district_code
    group by year(finished.finished_on), district_areas.level, district_areas.area_code

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
        coalesce(counted.assess_in_year, 0) as assess_in_year,
        coalesce(counted.assess_issued, 0) as assess_issued,
        {{ percent('counted.assess_issued', 'counted.assess_in_year') }} as assess_issued_pc,
        coalesce(counted.assess_not_issued, 0) as assess_not_issued,
        {{ percent('counted.assess_not_issued', 'counted.assess_in_year') }}
            as assess_not_issued_pc,
        coalesce(counted.assess_withdrawn, 0) as assess_withdrawn,
        {{ percent('counted.assess_withdrawn', 'counted.assess_in_year') }} as assess_withdrawn_pc,
        coalesce(counted.outcome_decision_within_time, 0) as outcome_decision_within_time,
        coalesce(counted.outcome_decision_over_time, 0) as outcome_decision_over_time,
        {{ percent('counted.outcome_decision_within_time', 'counted.assess_not_issued') }}
            as outcome_decision_within_time_pc,
        {{ percent('counted.outcome_decision_over_time', 'counted.assess_not_issued') }}
            as outcome_decision_over_time_pc
    from area_years
    inner join first_year on area_years.time_period >= first_year.time_period
    left join counted
        on area_years.time_period = counted.time_period
        and area_years.level = counted.level
        and area_years.area_code = counted.area_code

)

select * from published
