with clocks as (

    select * from {{ ref('clocks') }}

),

bands as (

    select * from {{ ref('age_bands') }}
    where reading = 'backlog'

),

areas as (

    select * from {{ ref('areas') }}

),

district_areas as (

    select * from {{ ref('district_areas') }}

),

queue as (

    -- the clocks open on as_of, with the whole weeks since each started
    select
        clock_id,
        la_code,
        district_code,
        {{ days_between('started_on', as_of()) }} / 7 as weeks_open,
        due_on < {{ as_of() }} as is_overdue,
        exception_ground is not null as is_excused
    from clocks
    where stopped_on is null and ended_on is null

),

banded as (

    -- the same in every area above its district
    select
        queue.clock_id,
        district_areas.level,
        district_areas.area_code,
        bands.band,
        {{ count_where('true') }} as open,
        {{ count_where('queue.is_overdue') }} as overdue,
        {{ count_where('queue.is_overdue and queue.is_excused') }} as overdue_exception
    from queue
    inner join bands
        on queue.weeks_open >= bands.from_value
        and (bands.to_value is null or queue.weeks_open < bands.to_value)
    inner join district_areas
        on queue.la_code = district_areas.la_code
        and queue.district_code = district_areas.district_code
    group by queue.clock_id, district_areas.level, district_areas.area_code, bands.band

),

clock_areas as (

    -- the areas where a clock of the kind is open
    select distinct
        clock_id,
        level,
        area_code
    from banded

),

grid as (

    -- every band for each of them, noughts included
    select
        clock_areas.clock_id,
        clock_areas.level,
        clock_areas.area_code,
        areas.area_name,
        bands.band as age_band,
        bands.position as band_position,
        coalesce(banded.open, 0) as open,
        coalesce(banded.overdue, 0) as overdue,
        coalesce(banded.overdue_exception, 0) as overdue_exception
    from clock_areas
    cross join bands
    inner join areas on clock_areas.level = areas.level and clock_areas.area_code = areas.area_code
    left join banded
        on clock_areas.clock_id = banded.clock_id
        and clock_areas.level = banded.level
        and clock_areas.area_code = banded.area_code
        and bands.band = banded.band

)

select * from grid
