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

ledger as (

    select
        clocks.*,
        register.exception_grounds
    from {{ ref('clocks') }} as clocks
    inner join {{ ref('clock_register') }} as register
        on clocks.clock_id = register.clock_id
        and clocks.started_on between register.valid_from and coalesce(register.valid_to, clocks.started_on)

),

grounds as (

    select * from {{ ref('exception_grounds') }}

),

recorded as (

    -- cases for which somebody recorded a ground that should have begun by as_of
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
        line,
        exception_ground as delivered
    from {{ ref(model) }}
    where exception_ground is not null and coalesce(exception_from <= {{ as_of() }}, true)
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

grounds_at_work as (

    -- for how many of the case's clocks the ground is admitted, and for how many it stands
    select
        recorded.extract,
        recorded.file,
        recorded.line,
        recorded.delivered,
        sum(case when {{ admits('ledger', 'grounds', 'ledger.due_on') }} then 1 else 0 end) as admitted,
        count(ledger.exception_ground) as standing
    from recorded
    inner join ledger
        on recorded.case_type = ledger.case_type
        and recorded.case_id = ledger.case_id
    left join grounds on recorded.delivered = grounds.ground
    group by recorded.extract, recorded.file, recorded.line, recorded.delivered

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
