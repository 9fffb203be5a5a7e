-- What this is: every clock of the ledger lies in a district that the list of areas knows.
-- When it matters: a clock in no area is in no count, and nobody would miss it.
-- How to resolve: compare the district codes that landing gives with seeds/geography.csv.
select
    clocks.la_code,
    clocks.district_code,
    count(*) as clocks_lost
from {{ ref('clocks') }} as clocks
left join {{ ref('district_areas') }} as district_areas
    on clocks.la_code = district_areas.la_code
    and clocks.district_code = district_areas.district_code
    and district_areas.level = 'la'
where district_areas.area_code is null
group by clocks.la_code, clocks.district_code
