with plans as (

    select * from {{ ref('stg_plans') }}
    where next_transfer_date is not null

),

register as (

    select * from {{ ref('clock_register') }}

),

moves as (

    -- the next move of each plan: its clock, and the day from which its window is open
    select
        *,
        case
            when next_transfer_kind in (
                'early_years', 'infant_junior', 'primary_secondary', 'middle'
            ) then 'phase_transfer_feb15'
            when next_transfer_kind = 'secondary_post16' then 'phase_transfer_mar31'
            when next_transfer_kind = 'post16_post16' then 'post16_transfer_5m'
        end as clock_id,
        {{ latest([add_months('next_transfer_date', -12), 'held_from']) }} as started_on
    from plans

)

select
    moves.clock_id,
    cast(null as varchar) as other_clock_id,
    'plan' as case_type,
    moves.case_id,
    1 as cycle,
    moves.person_key,
    moves.la_code,
    moves.district_code,
    moves.district_name,
    cast(null as varchar) as cut_contributor,
    moves.primary_need as cut_need,
    moves.age_band as cut_age_band,
    cast(null as varchar) as cut_ground,
    moves.started_on,
    moves.next_transfer_date as counted_from,
    cast(null as date) as second_counted_from,
    cast(null as date) as due_date_set,
    -- a date before the window opened belongs to an earlier move
    case
        when moves.transfer_named_date >= moves.started_on then moves.transfer_named_date
    end as stopped_on,
    moves.ended_on,
    cast(null as varchar) as ground,
    cast(null as date) as ground_from,
    cast(null as date) as ground_to,
    cast(null as date) as advice_asked_on
from moves
inner join register
    on moves.clock_id = register.clock_id
    and moves.started_on between register.valid_from and coalesce(register.valid_to, moves.started_on)
-- a plan made or moved in after the last day has missed nothing
where moves.started_on <= {{ limit_end('register', 'moves.next_transfer_date', reading_in_force()) }}
