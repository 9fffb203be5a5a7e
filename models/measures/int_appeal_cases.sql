{{ config(materialized='view', schema='staging') }}

with appeals as (

    select * from {{ ref('stg_appeals') }}

),

cases as (

    -- appeals and agreements that had begun by as_of, by the calendar year of their registration
    select
        appeal_id,
        la_code,
        district_code,
        coalesce(route, 'not known') as route,
        coalesce(ground, 'not known') as ground,
        case
            when outcome is not null then outcome
            -- a date without a readable outcome: it ended, nobody can say how
            when outcome_date is not null then 'not known'
            else 'live'
        end as outcome,
        cast(year(coalesce(registered_date, outcome_date, decision_date)) as integer)
            as time_period,
        hearing_date,
        outcome_date is not null as is_decided,
        coalesce({{ is_granted('outcome') }}, false) as is_not_won,
        {{ days_between('decision_date', 'outcome_date') }} as days_to_outcome,
        {{ days_between('outcome_date', 'dco_notified_date') }} as days_to_dco
    from appeals
    where coalesce(registered_date, outcome_date, decision_date) is not null

)

select * from cases
