-- What this is: of the rules of one clock, at most one is in force on any day.
-- When it matters: two rules in force would give a case two rows and two due dates.
-- How to resolve: mend valid_from and valid_to in seeds/clock_register.csv.
select
    earlier.clock_id,
    earlier.valid_from,
    later.valid_from as overlapped_by
from {{ ref('clock_register') }} as earlier
inner join {{ ref('clock_register') }} as later
    on earlier.clock_id = later.clock_id
    and earlier.valid_from < later.valid_from
where coalesce(earlier.valid_to, later.valid_from) >= later.valid_from
