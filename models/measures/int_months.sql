{{ config(materialized='table', schema='staging') }}

with clocks as (

    select * from {{ ref('clocks') }}

),

span as (

    -- the first day on which anything happened; as_of where nothing did
    select coalesce(least(min(started_on), min(due_on)), {{ as_of() }}) as first_day
    from clocks

),

numbered as (

    -- one row for each month since then
    select
        first_day,
        {{ months_apart('first_day', as_of()) }} as months_back,
        {{ each_number('0', months_apart('first_day', as_of())) }} as months_on
    from span

),

months as (

    -- each month with the day on which its stocks are counted: its last, or as_of if that is earlier
    select
        {{ last_day(add_months('first_day', 'months_on')) }} as month,
        least({{ last_day(add_months('first_day', 'months_on')) }}, {{ as_of() }}) as ends_on,
        months_back - months_on < {{ var('months_below_authority') }} as is_recent
    from numbered

)

select * from months
