-- What this is: the queue of the last month, made by adding up changes, is the one that the ledger
-- shows on the day of the report: as many open, overdue and excused, and as many days overdue.
-- When it matters: an error in one month would stand in every later one.
-- How to resolve: compare int_clock_events with the statuses of the ledger for the clock named.
with ledger as (

    -- the clocks that are open on the day of the report
    select
        clock_id,
        la_code,
        count(*) as open_now,
        count(case when status in ('open_overdue', 'exception') then 1 end) as overdue_now,
        count(case when status = 'exception' then 1 end) as excused_now,
        sum(days_overdue) as overdue_days_now
    from {{ ref('clocks') }}
    where stopped_on is null and ended_on is null
    group by clock_id, la_code

),

last_month as (

    -- the queues of the month of the report
    select *
    from {{ ref('clock_monthly') }}
    where level = 'la' and month = {{ last_day(as_of()) }}

)

select
    coalesce(last_month.clock_id, ledger.clock_id) as clock_id,
    last_month.open_at_end,
    ledger.open_now,
    last_month.overdue_at_end,
    ledger.overdue_now
from last_month
full outer join ledger
    on last_month.clock_id = ledger.clock_id and last_month.area_code = ledger.la_code
where
    coalesce(last_month.open_at_end, 0) <> coalesce(ledger.open_now, 0)
    or coalesce(last_month.overdue_at_end, 0) <> coalesce(ledger.overdue_now, 0)
    or coalesce(last_month.overdue_exception_at_end, 0) <> coalesce(ledger.excused_now, 0)
    or coalesce(last_month.overdue_days_at_end, 0) <> coalesce(ledger.overdue_days_now, 0)
