with plans as (

    select * from {{ ref('stg_plans') }}

),

reviews as (

    select * from {{ ref('stg_reviews') }}

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

years as (

    select distinct
        time_period,
        ends_on
    from area_years

),

held as (

    -- the plans live at the end of each year; no review is expected in the year of their start
    select
        years.time_period,
        years.ends_on,
        plans.plan_id,
        plans.la_code,
        plans.district_code,
        year(plans.held_from) < years.time_period as is_expected
    from years
    inner join plans
        on years.ends_on >= plans.held_from
        and (plans.ended_on is null or years.ends_on < plans.ended_on)

),

last_meetings as (

    -- the last meeting of each of them by then
    select
        held.time_period,
        held.plan_id,
        max(reviews.meeting_date) as last_met_on
    from held
    inner join reviews on held.plan_id = reviews.plan_id and held.ends_on >= reviews.meeting_date
    group by held.time_period, held.plan_id

),

decisions as (

    -- the decisions on each of them by then, the last one first
    select
        held.time_period,
        held.plan_id,
        {{ is_within_weeks(
            days_between('reviews.meeting_date', 'reviews.decision_date'), 'rules'
        ) }} as is_within,
        row_number() over (
            partition by held.time_period, held.plan_id
            order by reviews.decision_date desc, reviews.meeting_date desc, reviews.review_id desc
        ) as newest
    from held
    inner join reviews on held.plan_id = reviews.plan_id and held.ends_on >= reviews.decision_date
    inner join rules on {{ is_rule_of('rules', 'ar_decision_4w', 'reviews.meeting_date') }}

),

plan_years as (

    -- one row for each plan and year with all that is known of its reviews
    select
        held.*,
        year(last_meetings.last_met_on) as met_in,
        decisions.is_within as decided_within
    from held
    left join last_meetings
        on held.time_period = last_meetings.time_period and held.plan_id = last_meetings.plan_id
    left join decisions
        on held.time_period = decisions.time_period
        and held.plan_id = decisions.plan_id
        and decisions.newest = 1

),

counted as (

    -- the same by area; the decisions are those of every live plan, whatever their year
    select
        plan_years.time_period,
        district_areas.level,
        district_areas.area_code,
        {{ count_where('true') }} as total_ehc_plans,
        {{ count_where('is_expected') }} as review_expected,
        {{ count_where('not is_expected') }} as review_not_expected,
        {{ count_where('is_expected and met_in = plan_years.time_period') }} as review_meeting_year,
        {{ count_where('is_expected and met_in < plan_years.time_period') }}
            as review_meeting_prior,
        {{ count_where('is_expected and met_in is null') }} as no_review_meeting,
        {{ count_where('decided_within') }} as decision_4_weeks,
        {{ count_where('not decided_within') }} as decision_over_4_weeks
    from plan_years
    inner join district_areas
        on plan_years.la_code = district_areas.la_code
        and plan_years.district_code = district_areas.district_code
    group by plan_years.time_period, district_areas.level, district_areas.area_code

),

first_year as (

    select cast(min(year(held_from)) as integer) as time_period from plans

),

published as (

    -- every year since the first plan, in the Department's columns without their year stamps
    select
        area_years.time_period,
        area_years.geographic_level,
        area_years.region_code,
        area_years.region_name,
        area_years.new_la_code,
        area_years.la_name,
        coalesce(counted.total_ehc_plans, 0) as total_ehc_plans,
        coalesce(counted.review_expected, 0) as review_expected,
        coalesce(counted.review_not_expected, 0) as review_not_expected,
        coalesce(counted.review_meeting_year, 0) as review_meeting_year,
        coalesce(counted.review_meeting_prior, 0) as review_meeting_prior,
        coalesce(counted.no_review_meeting, 0) as no_review_meeting,
        coalesce(counted.decision_4_weeks, 0) as decision_4_weeks,
        coalesce(counted.decision_over_4_weeks, 0) as decision_over_4_weeks,
        {{ percent(
            'counted.decision_4_weeks',
            '(counted.decision_4_weeks + counted.decision_over_4_weeks)'
        ) }} as pc_decision_4_weeks,
        {{ percent(
            'counted.decision_over_4_weeks',
            '(counted.decision_4_weeks + counted.decision_over_4_weeks)'
        ) }} as pc_decision_over_4_weeks
    from area_years
    inner join first_year on area_years.time_period >= first_year.time_period
    left join counted
        on area_years.time_period = counted.time_period
        and area_years.level = counted.level
        and area_years.area_code = counted.area_code

)

select * from published
