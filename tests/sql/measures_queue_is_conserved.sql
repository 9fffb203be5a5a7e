-- What this is: for each clock, area and month, what was open, and what started, less what was
-- stopped or ended, is what is open now; and no queue is smaller than nothing.
-- When it matters: a month that does not follow from the one before shows a trend that is not there.
-- How to resolve: look for a clock whose events lie outside its life (int_clock_events).
with queues as (

    -- each month beside the one before it
    select
        *,
        lag(open_at_end) over (
            partition by clock_id, level, area_code order by month
        ) as open_at_start
    from {{ ref('clock_monthly') }}

)

select
    clock_id,
    month,
    level,
    area_code,
    open_at_start,
    open_at_end
from queues
where
    coalesce(open_at_start, 0) + started - stopped - ended <> open_at_end
    or open_at_end < 0
