{%- set cuts = ['contributor', 'need', 'age_band', 'ground'] -%}

with events as (

    select * from {{ ref('int_clock_events') }}

),

months as (

    select * from {{ ref('int_months') }}

),

areas as (

    select * from {{ ref('areas') }}

),

cut_events as (

    -- one row for each event and cut
    {%- for cut in cuts %}
    select
        *,
        '{{ cut }}' as cut,
        cut_{{ cut }} as cut_value
    from events
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

changes as (

    -- what happened in each month for each value; a value that is missing is one that is not known
    select
        clock_id,
        la_code,
        cut,
        coalesce(cut_value, 'Not known') as cut_value,
        month,
        max(cut_value) is null as is_not_known,
        {%- for column in flow_counts() + stock_changes() %}
        {{ total(column) }} as {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from cut_events
    group by clock_id, la_code, cut, coalesce(cut_value, 'Not known'), month

),

applying as (

    -- a cut applies to a clock where any of its cases has a value for it
    select
        clock_id,
        cut
    from changes
    group by clock_id, cut
    having not min(is_not_known)

),

first_months as (

    -- the month of the first event of each clock
    select
        clock_id,
        min(month) as first_month
    from changes
    group by clock_id

),

clock_values as (

    -- the values that each authority ever had
    select distinct
        changes.clock_id,
        changes.la_code,
        changes.cut,
        changes.cut_value
    from changes
    inner join applying on changes.clock_id = applying.clock_id and changes.cut = applying.cut

),

grid as (

    -- every month since the first event, for each of those values
    select
        clock_values.clock_id,
        clock_values.la_code,
        clock_values.cut,
        clock_values.cut_value,
        months.month
    from clock_values
    inner join first_months on clock_values.clock_id = first_months.clock_id
    inner join months on first_months.first_month <= months.month

),

filled as (

    -- noughts where nothing happened, and the running totals at each month's end
    select
        grid.clock_id,
        grid.month,
        grid.la_code as area_code,
        areas.area_name,
        grid.cut,
        grid.cut_value,
        {%- for column in flow_counts() %}
        coalesce(changes.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        {%- for column in stock_changes()[:3] %}
        cast(sum(coalesce(changes.{{ column }}, 0)) over (
            partition by grid.clock_id, grid.la_code, grid.cut, grid.cut_value order by grid.month
        ) as bigint) as {{ column | replace('_change', '_at_end') }}{{ "," if not loop.last }}
        {%- endfor %}
    from grid
    inner join areas on areas.level = 'la' and grid.la_code = areas.area_code
    left join changes
        on grid.clock_id = changes.clock_id
        and grid.la_code = changes.la_code
        and grid.cut = changes.cut
        and grid.cut_value = changes.cut_value
        and grid.month = changes.month

)

select * from filled
