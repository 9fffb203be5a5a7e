with district_changes as (

    select * from {{ ref('int_district_changes') }}

),

months as (

    select * from {{ ref('int_months') }}

),

areas as (

    select * from {{ ref('areas') }}

),

district_areas as (

    select * from {{ ref('district_areas') }}

),

open_ages as (

    select * from {{ ref('int_open_ages') }}

),

days_taken as (

    select * from {{ ref('int_days_taken') }}

),

area_changes as (

    -- what changed in every area: what is in the districts is in their locality, and so on
    select
        district_changes.clock_id,
        district_areas.level,
        district_areas.area_code,
        district_changes.month,
        {%- for column in flow_counts() + stock_changes() %}
        {{ total('district_changes.' ~ column) }} as {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from district_changes
    inner join district_areas
        on district_changes.la_code = district_areas.la_code
        and district_changes.district_code = district_areas.district_code
    group by
        district_changes.clock_id,
        district_areas.level,
        district_areas.area_code,
        district_changes.month

),

first_months as (

    -- the month of the first event of each clock, wherever it was
    select
        clock_id,
        min(month) as first_month
    from area_changes
    group by clock_id

),

clock_areas as (

    -- the areas that ever had a case of the clock
    select distinct
        clock_id,
        level,
        area_code
    from area_changes

),

grid as (

    -- every month since the first event, for each of those areas
    select
        clock_areas.clock_id,
        clock_areas.level,
        clock_areas.area_code,
        months.month,
        months.ends_on
    from clock_areas
    inner join first_months on clock_areas.clock_id = first_months.clock_id
    inner join months on first_months.first_month <= months.month

),

filled as (

    -- noughts where nothing happened, and the running totals at each month's end
    select
        grid.*,
        {%- for column in flow_counts() %}
        coalesce(area_changes.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        {%- for column in stock_changes() %}
        cast(sum(coalesce(area_changes.{{ column }}, 0)) over (
            partition by grid.clock_id, grid.level, grid.area_code order by grid.month
        ) as bigint) as {{ column }}_so_far{{ "," if not loop.last }}
        {%- endfor %}
    from grid
    left join area_changes
        on grid.clock_id = area_changes.clock_id
        and grid.level = area_changes.level
        and grid.area_code = area_changes.area_code
        and grid.month = area_changes.month

),

monthly as (

    -- the counts with the ages of the queue beside them
    select
        filled.clock_id,
        filled.month,
        filled.level,
        filled.area_code,
        areas.area_name,
        {%- for column in flow_counts() %}
        filled.{{ column }},
        {%- endfor %}
        filled.open_change_so_far as open_at_end,
        filled.overdue_change_so_far as overdue_at_end,
        filled.overdue_exception_change_so_far as overdue_exception_at_end,
        -- each overdue clock adds the month's end less its due day
        cast(
            filled.overdue_change_so_far * {{ day_number('filled.ends_on') }}
            - filled.overdue_due_days_change_so_far
            as bigint
        ) as overdue_days_at_end,
        open_ages.oldest_days_open,
        open_ages.median_days_open,
        open_ages.p92_days_open,
        days_taken.median_days_taken
    from filled
    inner join areas on filled.level = areas.level and filled.area_code = areas.area_code
    left join open_ages
        on filled.clock_id = open_ages.clock_id
        and filled.level = open_ages.level
        and filled.area_code = open_ages.area_code
        and filled.month = open_ages.month
    left join days_taken
        on filled.clock_id = days_taken.clock_id
        and filled.level = days_taken.level
        and filled.area_code = days_taken.area_code
        and filled.month = days_taken.month

)

select * from monthly
