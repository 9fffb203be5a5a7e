with clocks as (

    select * from {{ ref('clock_verdicts') }}

),

register as (

    select * from {{ ref('clock_register') }}

),

cells as (

    select * from {{ ref('case_cells') }}

),

days as (

    -- the days that made each clock what it is, with the columns that can hold them
    {% for role, day, list in [
        ('started', 'started_on', 'started_by'),
        ('counted', 'counted_from', 'limited_by'),
        ('counted', 'second_counted_from', 'limited_by'),
        ('set', 'due_date_set', 'limited_by'),
        ('stopped', 'done_on', 'stopped_by'),
        ('ended', 'left_on', 'ended_by'),
    ] -%}
    select
        clocks.clock_key,
        clocks.clock_id,
        clocks.case_type,
        clocks.case_id,
        '{{ role }}' as role,
        clocks.{{ day }} as day,
        register.{{ list }} as columns_named
    from clocks
    inner join register
        on clocks.clock_id = register.clock_id
        and clocks.started_on between register.valid_from and coalesce(register.valid_to, clocks.started_on)
    where clocks.{{ day }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    days.clock_key,
    days.clock_id,
    days.case_type,
    days.case_id,
    days.role,
    days.day,
    cells.extract,
    cells.file,
    cells.line,
    cells.column_name,
    {{ is_named('cells', 'days.columns_named') }} as is_named
from days
inner join cells
    on days.case_type = cells.case_type
    and days.case_id = cells.case_id
    and days.day = cells.day
where
    {{ is_named('cells', 'days.columns_named') }}
    -- an end without a day of its own lies on the latest event of the row that says it
    or (
        days.role = 'ended'
        and cells.speaks_as <> 'child'
        and days.columns_named like concat('%', cells.extract, '.%')
    )
