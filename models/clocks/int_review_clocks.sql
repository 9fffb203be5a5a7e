with plans as (

    select * from {{ ref('stg_plans') }}

),

reviews as (

    select * from {{ ref('stg_reviews') }}

),

chains as (

    -- the day each plan's chain of reviews begins: its move here, else its last review or its start
    select
        *,
        coalesce(transferred_in_date, chain_from) as begins_on
    from plans

),

review_ends as (

    -- every day on which a review of the plan ended
    select
        plan_id,
        decision_date as ended_review_on
    from reviews
    where decision_date is not null

    union

    -- a last review after the move is one that this extract does not hold
    select
        plan_id,
        last_reviewed_date as ended_review_on
    from plans
    where last_reviewed_date > transferred_in_date

),

links as (

    -- the days from which a cycle of the chain runs
    select
        plan_id,
        begins_on as started_on
    from chains

    union

    select
        chains.plan_id,
        review_ends.ended_review_on as started_on
    from chains
    inner join review_ends
        on chains.plan_id = review_ends.plan_id
        and chains.begins_on < review_ends.ended_review_on

),

cycles as (

    -- each cycle with the end of the review that stops it
    select
        plan_id,
        started_on,
        row_number() over (partition by plan_id order by started_on) as cycle,
        lead(started_on) over (partition by plan_id order by started_on) as stopped_on
    from links

),

reviewed_before_move as (

    -- the last review, or the making, of each plan that moved in, on or before its move
    select
        chains.plan_id,
        {{ latest([
            'case when chains.start_date <= chains.transferred_in_date then chains.start_date end',
            'max(case when chains.last_reviewed_date <= chains.transferred_in_date'
            ~ ' then chains.last_reviewed_date end)',
            'max(review_ends.ended_review_on)',
        ]) }} as reviewed_on
    from chains
    left join review_ends
        on chains.plan_id = review_ends.plan_id
        and chains.transferred_in_date >= review_ends.ended_review_on
    where chains.transferred_in_date is not null
    group by chains.plan_id, chains.start_date, chains.transferred_in_date

),

chain_clocks as (

    -- one clock a cycle; the first after a move has a rule of its own
    select
        case
            when cycles.cycle = 1 and chains.transferred_in_date is not null then 'transfer_review'
            else 'ar_review_12m'
        end as clock_id,
        'plan' as case_type,
        chains.case_id,
        cast(cycles.cycle as integer) as cycle,
        chains.person_key,
        chains.la_code,
        chains.district_code,
        chains.district_name,
        chains.primary_need,
        chains.age_band,
        cycles.started_on,
        case
            when cycles.cycle = 1 and chains.transferred_in_date is not null
                then reviewed_before_move.reviewed_on
            else cycles.started_on
        end as counted_from,
        case when cycles.cycle = 1 then chains.transferred_in_date end as second_counted_from,
        cycles.stopped_on,
        chains.ended_on
    from cycles
    inner join chains on cycles.plan_id = chains.plan_id
    left join reviewed_before_move on cycles.plan_id = reviewed_before_move.plan_id
    where chains.ended_on is null or chains.ended_on > cycles.started_on

),

met_here as (

    -- reviews that met while the plan was held here
    select * from reviews
    where meeting_date >= held_from

),

meeting_steps as (

    -- what a review meeting, or its invitation or notice, sets going
    select
        'ar_notice_2w' as clock_id,
        review_id,
        invitation_date as started_on,
        meeting_date as stopped_on,
        cast(null as date) as step_ended_on
    from met_here
    where invitation_date >= held_from

    union all

    select
        'ar_report_2w' as clock_id,
        review_id,
        meeting_date as started_on,
        report_date as stopped_on,
        ended_on as step_ended_on
    from met_here

    union all

    select
        'ar_decision_4w' as clock_id,
        review_id,
        meeting_date as started_on,
        decision_date as stopped_on,
        ended_on as step_ended_on
    from met_here

    union all

    select
        'ar_amend_notice_4w' as clock_id,
        review_id,
        meeting_date as started_on,
        amendment_notice_date as stopped_on,
        ended_on as step_ended_on
    from met_here
    where decision = 'amend'

    union all

    select
        'ar_final_8w' as clock_id,
        review_id,
        amendment_notice_date as started_on,
        {{ earliest(['final_plan_date', 'no_amendment_date']) }} as stopped_on,
        ended_on as step_ended_on
    from met_here
    where amendment_notice_date is not null

    union all

    select
        'ar_final_12w' as clock_id,
        review_id,
        meeting_date as started_on,
        {{ earliest(['final_plan_date', 'no_amendment_date']) }} as stopped_on,
        ended_on as step_ended_on
    from met_here
    where decision = 'amend'

),

meeting_clocks as (

    -- the same in the shape of the chain's clocks
    select
        meeting_steps.clock_id,
        'review' as case_type,
        met_here.case_id,
        1 as cycle,
        met_here.person_key,
        met_here.la_code,
        met_here.district_code,
        met_here.district_name,
        met_here.primary_need,
        met_here.age_band,
        meeting_steps.started_on,
        meeting_steps.started_on as counted_from,
        cast(null as date) as second_counted_from,
        meeting_steps.stopped_on,
        meeting_steps.step_ended_on as ended_on
    from meeting_steps
    inner join met_here on meeting_steps.review_id = met_here.review_id

),

unioned as (

    select * from chain_clocks
    union all
    select * from meeting_clocks

)

select
    clock_id,
    cast(null as varchar) as other_clock_id,
    case_type,
    case_id,
    cycle,
    person_key,
    la_code,
    district_code,
    district_name,
    cast(null as varchar) as cut_contributor,
    primary_need as cut_need,
    age_band as cut_age_band,
    cast(null as varchar) as cut_ground,
    started_on,
    counted_from,
    second_counted_from,
    cast(null as date) as due_date_set,
    stopped_on,
    ended_on,
    cast(null as varchar) as ground,
    cast(null as date) as ground_from,
    cast(null as date) as ground_to,
    cast(null as date) as advice_asked_on
from unioned
