{{ config(materialized='view', schema='staging') }}

with clocks as (

    select * from {{ ref('clocks') }}

),

judged as (

    -- each clock with the day on which it left the queue, and how it stands against its limit
    select
        *,
        coalesce(stopped_on, ended_on) as left_on,
        -- the ledger says whether it was in time: for a minimum period that is on or after due_on
        status = 'met' as in_time,
        status <> 'met' and exception_ground is not null as excused
    from clocks

),

events as (

    -- the day each clock started
    select
        *,
        'started' as event,
        started_on as happened_on
    from judged

    union all

    -- the day it was stopped or ended
    select
        *,
        case when stopped_on is null then 'ended' else 'stopped' end as event,
        left_on as happened_on
    from judged
    where left_on is not null

    union all

    -- the last day in time, where the case was still there
    select
        *,
        'due' as event,
        due_on as happened_on
    from judged
    where due_on <= {{ as_of() }} and (ended_on is null or ended_on > due_on)

    union all

    -- the first day past the limit of those that were still open then
    select
        *,
        'overdue' as event,
        greatest({{ add_days('due_on', 1) }}, started_on) as happened_on
    from judged
    where
        greatest({{ add_days('due_on', 1) }}, started_on) <= {{ as_of() }}
        and (left_on is null or left_on > due_on)

),

changes as (

    -- what each of these days adds to the counts; leaving takes an overdue clock out of the queue
    select
        *,
        case
            when event = 'overdue' then 1
            when event in ('stopped', 'ended') and left_on > due_on then -1
            else 0
        end as overdue_change
    from events

),

counted as (

    -- the same as columns that only need to be added up
    select
        clock_key,
        clock_id,
        case_id,
        la_code,
        district_code,
        cut_contributor,
        cut_need,
        cut_age_band,
        cut_ground,
        {{ last_day('happened_on') }} as month,
        case when event = 'started' then 1 else 0 end as started,
        case when event = 'stopped' then 1 else 0 end as stopped,
        case when event = 'ended' then 1 else 0 end as ended,
        case when event = 'stopped' and in_time then 1 else 0 end as stopped_in_time,
        case when event = 'stopped' and excused then 1 else 0 end as stopped_exception,
        case when event = 'due' then 1 else 0 end as due,
        case when event = 'due' and in_time then 1 else 0 end as due_met,
        case when event = 'due' and excused then 1 else 0 end as due_exception,
        case
            when event = 'started' then 1
            when event in ('stopped', 'ended') then -1
            else 0
        end as open_change,
        overdue_change,
        case when excused then overdue_change else 0 end as overdue_exception_change,
        overdue_change * {{ day_number('due_on') }} as overdue_due_days_change
    from changes

)

select * from counted
