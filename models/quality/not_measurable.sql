with needs as (

    select * from {{ ref('clock_columns') }}

),

delivered as (

    select * from {{ source('raw', 'delivered_columns') }}

),

checked as (

    -- each column that a clock needs, with whether it came, and whether any that would do came
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

select
    clock_id,
    extract,
    column_name
from checked
where need_is_met = 0
