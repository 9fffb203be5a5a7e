with register as (

    select * from {{ ref('clock_register') }}

),

extract_columns as (

    select * from {{ ref('extract_columns') }}

),

delivered as (

    select * from {{ source('raw', 'delivered_columns') }}

),

needs as (

    -- one of the columns that start a clock, one of those that stop it, and each of those that say
    -- whether it runs
    select
        register.clock_id,
        extract_columns.extract,
        extract_columns.column_name,
        'start' as need
    from register
    inner join extract_columns on {{ is_named('extract_columns', 'register.started_by') }}

    union all

    select
        register.clock_id,
        extract_columns.extract,
        extract_columns.column_name,
        'stop' as need
    from register
    inner join extract_columns on {{ is_named('extract_columns', 'register.stopped_by') }}

    union all

    select
        register.clock_id,
        extract_columns.extract,
        extract_columns.column_name,
        concat(extract_columns.extract, '.', extract_columns.column_name) as need
    from register
    inner join extract_columns on {{ is_named('extract_columns', 'register.also_needs') }}

),

checked as (

    -- each of them with whether any that would do for the same need came
    select
        needs.clock_id,
        needs.extract,
        needs.column_name,
        max(case when delivered.column_name is null then 0 else 1 end)
            over (partition by needs.clock_id, needs.need) as need_is_met
    from needs
    left join delivered
        on needs.extract = delivered.extract
        and needs.column_name = delivered.column_name

)

select distinct
    clock_id,
    extract,
    column_name
from checked
where need_is_met = 0
