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

answered as (

    -- new requests by what became of each; an unreadable decision is one, either way
    select
        requests.la_code,
        requests.district_code,
        cast(year(requests.received_date) as integer) as time_period,
        requests.request_outcome,
        requests.request_decided_on is not null as is_decided,
        coalesce(
            requests.request_outcome = 'W'
            or (
                requests.request_decided_on is null
                and requests.ended_on is not null
                and requests.ended_reason = 'withdrawn'
            ),
            false
        ) as is_withdrawn,
        {{ is_within_weeks('requests.days_to_decision', 'rules') }} as is_within
    from requests
    inner join rules on {{ is_rule_of('rules', 'assess_decision_6w', 'requests.received_date') }}

),

counted as (

    -- the same by area and the year in which they were received
    select
        answered.time_period,
        district_areas.level,
        district_areas.area_code,
        {{ count_where('true') }} as requests_received_in_year,
        {{ count_where("request_outcome = 'Y'") }} as requests_decided_to_assess,
        {{ count_where("request_outcome = 'N'") }} as requests_decided_not_to_assess,
        {{ count_where('not is_decided and not is_withdrawn') }} as requests_decision_not_made,
        {{ count_where('is_withdrawn') }} as requests_withdrawn,
        {{ count_where('is_decided and is_within') }} as request_outcome_six_weeks,
        {{ count_where('is_decided and not is_within') }} as request_outcome_over_6_weeks
    from answered
    inner join district_areas
        on answered.la_code = district_areas.la_code
        and answered.district_code = district_areas.district_code
    group by answered.time_period, district_areas.level, district_areas.area_code

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
        coalesce(counted.requests_received_in_year, 0) as requests_received_in_year,
        coalesce(counted.requests_decided_to_assess, 0) as requests_decided_to_assess,
        coalesce(counted.requests_decided_not_to_assess, 0) as requests_decided_not_to_assess,
        coalesce(counted.requests_decision_not_made, 0) as requests_decision_not_made,
        coalesce(counted.requests_withdrawn, 0) as requests_withdrawn,
        {{ percent('counted.requests_decided_to_assess', 'counted.requests_received_in_year') }}
            as request_assess_pc,
        {{ percent('counted.requests_decided_not_to_assess', 'counted.requests_received_in_year') }}
            as request_not_assess_pc,
        {{ percent('counted.requests_decision_not_made', 'counted.requests_received_in_year') }}
            as request_outstanding_pc,
        {{ percent('counted.requests_withdrawn', 'counted.requests_received_in_year') }}
            as request_withdrawn_pc,
        coalesce(counted.request_outcome_six_weeks, 0) as request_outcome_six_weeks,
        coalesce(counted.request_outcome_over_6_weeks, 0) as request_outcome_over_6_weeks,
        {{ percent(
            'counted.request_outcome_six_weeks',
            '(counted.request_outcome_six_weeks + counted.request_outcome_over_6_weeks)'
        ) }} as request_outcome_six_weeks_pc,
        {{ percent(
            'counted.request_outcome_over_6_weeks',
            '(counted.request_outcome_six_weeks + counted.request_outcome_over_6_weeks)'
        ) }} as request_outcome_over_6_weeks_pc
    from area_years
    inner join first_year on area_years.time_period >= first_year.time_period
    left join counted
        on area_years.time_period = counted.time_period
        and area_years.level = counted.level
        and area_years.area_code = counted.area_code

)

select * from published
