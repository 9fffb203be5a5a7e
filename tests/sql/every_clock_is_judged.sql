-- What this is: the ledger holds exactly the clocks of the universe, once each.
-- When it matters: a join in clocks.sql that loses or doubles a row loses or doubles a child's clock.
-- How to resolve: compare the joins of clocks.sql with the keys of the seeds they read.
select
    universe.clock_key as in_universe,
    clocks.clock_key as in_ledger
from {{ ref('clock_universe') }} as universe
full outer join {{ ref('clocks') }} as clocks on universe.clock_key = clocks.clock_key
where universe.clock_key is null or clocks.clock_key is null
