with plans as (

    select * from {{ source('raw', 'accepted_plans') }}

),

ended as (

    -- the day each plan ended; undated ones on the latest event of their row
    select
        *,
        case
            when ceased_date is not null then ceased_date
            when ceased_reason is not null then {{ latest([
                'start_date', 'transferred_in_date', 'last_reviewed_date', 'transfer_named_date',
            ]) }}
        end as ceased_on,
        {{ latest(['start_date', 'transferred_in_date']) }} as held_from
    from plans

),

as_known as (

    -- plans that the authority held by as_of, and what was known of them
    select
        file,
        line,
        plan_id as case_id,
        plan_id,
        person_key,
        request_id,
        la_code,
        district_code,
        district_name,
        age_band,
        primary_need,
        year_group,
        start_date,
        transferred_in_date,
        held_from,
        {{ happened('last_reviewed_date') }} as last_reviewed_date,
        -- the chain starts here even where the date lies ahead: then it has no cycle yet
        coalesce(last_reviewed_date, start_date) as chain_from,
        {{ happened('ceased_on') }} as ended_on,
        ceased_reason,
        next_transfer_kind,
        next_transfer_date,
        {{ happened('transfer_named_date') }} as transfer_named_date,
        {{ happened('gp_informed_date') }} as gp_informed_date,
        pfa_outcomes
    from ended
    where held_from <= {{ as_of() }}

)

select * from as_known
