with landed as (

    select
        extract,
        file,
        line,
        column_name,
        reason,
        delivered,
        to_do
    from {{ source('raw', 'cell_issues') }}

),

recorded as (

    -- the row of each case for which somebody can record a ground
    {%- for model, extract, case_type in [
        ('stg_requests', 'needs_assessments', 'request'),
        ('stg_advice', 'advice', 'advice'),
        ('stg_appeals', 'tribunals', 'appeal'),
    ] %}
    select
        '{{ extract }}' as extract,
        '{{ case_type }}' as case_type,
        case_id,
        file,
        line
    from {{ ref(model) }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

grounds_at_work as (

    -- grounds that should have begun by as_of: how many clocks of the case admit each, and excuse it
    select
        recorded.extract,
        recorded.file,
        recorded.line,
        clocks.ground as delivered,
        {{ count_where("clocks.ground_fate <> 'not_admitted'") }} as admitted,
        {{ count_where("clocks.ground_fate = 'stands'") }} as standing
    from {{ ref('clock_verdicts') }} as clocks
    inner join recorded
        on clocks.case_type = recorded.case_type
        and clocks.case_id = recorded.case_id
    where clocks.ground is not null and coalesce(clocks.ground_from <= {{ as_of() }}, true)
    group by recorded.extract, recorded.file, recorded.line, clocks.ground

),

idle_grounds as (

    -- grounds that excuse no clock of their case
    select
        extract,
        file,
        line,
        'exception_ground' as column_name,
        case when admitted = 0 then 'ground_not_admitted' else 'ground_disproved' end as reason,
        delivered,
        case
            when admitted = 0
                then 'No clock of this case admits this ground. Clear the cell, or record the ground that applied.'
            else 'Its own dates disprove this ground. Check exception_from, exception_to and the day advice was asked.'
        end as to_do
    from grounds_at_work
    where standing = 0

),

named_before_window as (

    -- a next setting that was named before the window of the next move had opened
    select
        'plans' as extract,
        plans.file,
        plans.line,
        'transfer_named_date' as column_name,
        'named_before_window' as reason,
        cast(plans.transfer_named_date as varchar) as delivered,
        'The date belongs to an earlier move. Enter the day the next setting was named, or clear the cell.'
            as to_do
    from {{ ref('stg_plans') }} as plans
    inner join {{ ref('int_transfer_clocks') }} as moves on plans.case_id = moves.case_id
    where plans.transfer_named_date < moves.started_on

)

select * from landed
union all
select * from idle_grounds
union all
select * from named_before_window
