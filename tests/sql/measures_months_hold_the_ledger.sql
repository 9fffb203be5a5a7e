-- What this is: over all months, each clock was started, stopped, ended, in time and excused as
-- often as the ledger says.
-- When it matters: an event outside the list of months would be in no figure.
-- How to resolve: see int_months for the first month and int_clock_events for the day of the event.
with ledger as (

    -- the ledger by clock
    select
        clock_id,
        count(*) as started,
        count(stopped_on) as stopped,
        count(ended_on) as ended,
        count(case when status = 'met' then 1 end) as stopped_in_time,
        count(case when status = 'exception' and stopped_on is not null then 1 end)
            as stopped_exception
    from {{ ref('clocks') }}
    group by clock_id

),

monthly as (

    -- all months of the authorities
    select
        clock_id,
        sum(started) as started,
        sum(stopped) as stopped,
        sum(ended) as ended,
        sum(stopped_in_time) as stopped_in_time,
        sum(stopped_exception) as stopped_exception
    from {{ ref('clock_monthly') }}
    where level = 'la'
    group by clock_id

)

select
    ledger.clock_id,
    ledger.started as in_ledger,
    monthly.started as in_months
from ledger
left join monthly on ledger.clock_id = monthly.clock_id
where
    ledger.started <> coalesce(monthly.started, 0)
    or ledger.stopped <> monthly.stopped
    or ledger.ended <> monthly.ended
    or ledger.stopped_in_time <> monthly.stopped_in_time
    or ledger.stopped_exception <> monthly.stopped_exception
