with plans as (

    select * from {{ ref('stg_plans') }}

),

reviews as (

    select * from {{ ref('stg_reviews') }}

),

bands as (

    select * from {{ ref('age_bands') }}

),

areas as (

    select * from {{ ref('areas') }}

),

district_areas as (

    select * from {{ ref('district_areas') }}

),

plan_reviews as (

    -- for each plan its last meeting and the last day on which a review ended
    select
        plan_id,
        max(meeting_date) as last_met_on,
        max(decision_date) as last_decided_on
    from reviews
    group by plan_id

),

last_amendments as (

    -- for each plan its last review that decided to amend, and whether that was carried through
    select
        plan_id,
        meeting_date,
        coalesce(final_plan_date, no_amendment_date) as completed_on,
        row_number() over (
            partition by plan_id order by meeting_date desc, decision_date desc, review_id desc
        ) as newest
    from reviews
    where decision = 'amend'

),

active as (

    -- the plans that the authority holds, with what each waits for and since when
    select
        plans.plan_id,
        plans.la_code,
        plans.district_code,
        plans.pfa_outcomes,
        try_cast(plans.year_group as integer) as school_year,
        {{ latest(['plans.last_reviewed_date', 'plan_reviews.last_decided_on']) }} as reviewed_on,
        plan_reviews.last_met_on,
        case when last_amendments.completed_on is null then last_amendments.meeting_date end
            as unamended_since
    from plans
    left join plan_reviews on plans.plan_id = plan_reviews.plan_id
    left join last_amendments
        on plans.plan_id = last_amendments.plan_id and last_amendments.newest = 1
    where plans.ended_on is null

),

waits as (

    -- the day from which each reading counts; a meeting is undecided where no review ended after it
    select
        plan_id,
        'since_last_review' as reading,
        reviewed_on as since
    from active
    where reviewed_on is not null

    union all

    select
        plan_id,
        'no_decision' as reading,
        last_met_on as since
    from active
    where last_met_on is not null and (reviewed_on is null or reviewed_on < last_met_on)

    union all

    select
        plan_id,
        'no_amendment' as reading,
        unamended_since as since
    from active
    where unamended_since is not null

),

banded as (

    -- the band of whole months that each of those days lies back
    select
        waits.plan_id,
        bands.reading,
        bands.band
    from waits
    inner join bands
        on waits.reading = bands.reading
        and {{ add_months('waits.since', 'bands.from_value') }} <= {{ as_of() }}
        and (
            bands.to_value is null
            or {{ add_months('waits.since', 'bands.to_value') }} > {{ as_of() }}
        )

    union all

    -- the plans that were never reviewed
    select
        active.plan_id,
        bands.reading,
        bands.band
    from active
    inner join bands on bands.reading = 'since_last_review' and bands.from_value is null
    where active.reviewed_on is null

    union all

    -- the older pupils' plans by what they say of adulthood
    select
        active.plan_id,
        bands.reading,
        bands.band
    from active
    inner join bands
        on bands.reading = 'no_preparation'
        and active.school_year >= bands.from_value
        and bands.band = case active.pfa_outcomes
            when 'Y' then 'with'
            when 'N' then 'without'
            else 'not recorded'
        end

),

counted as (

    -- plans by area and band
    select
        district_areas.level,
        district_areas.area_code,
        banded.reading,
        banded.band,
        {{ count_where('true') }} as plans
    from banded
    inner join active on banded.plan_id = active.plan_id
    inner join district_areas
        on active.la_code = district_areas.la_code
        and active.district_code = district_areas.district_code
    group by district_areas.level, district_areas.area_code, banded.reading, banded.band

),

older as (

    -- the school year from which plans prepare for adulthood
    select min(from_value) as from_value from bands
    where reading = 'no_preparation'

),

area_plans as (

    -- the plans that each reading could have found in each area
    select
        district_areas.level,
        district_areas.area_code,
        {{ count_where('true') }} as all_plans,
        {{ count_where('active.school_year >= older.from_value') }} as older_plans
    from active
    cross join older
    inner join district_areas
        on active.la_code = district_areas.la_code
        and active.district_code = district_areas.district_code
    group by district_areas.level, district_areas.area_code

),

grid as (

    -- every band of every reading for each area that holds a plan
    select
        areas.level,
        areas.area_code,
        areas.area_name,
        bands.reading,
        bands.band,
        bands.position as band_position,
        coalesce(counted.plans, 0) as plans,
        case bands.reading
            when 'no_preparation' then area_plans.older_plans
            else area_plans.all_plans
        end as of_plans
    from area_plans
    inner join areas on area_plans.level = areas.level and area_plans.area_code = areas.area_code
    inner join bands
        on bands.reading in ('since_last_review', 'no_decision', 'no_amendment', 'no_preparation')
    left join counted
        on area_plans.level = counted.level
        and area_plans.area_code = counted.area_code
        and bands.reading = counted.reading
        and bands.band = counted.band

)

select * from grid
