with unioned as (

    select * from {{ ref('int_assessment_clocks') }}
    union all
    select * from {{ ref('int_advice_clocks') }}
    union all
    select * from {{ ref('int_review_clocks') }}
    union all
    select * from {{ ref('int_transfer_clocks') }}
    union all
    select * from {{ ref('int_tribunal_clocks') }}
    union all
    select * from {{ ref('int_health_clocks') }}

),

register as (

    select * from {{ ref('clock_register') }}

),

not_measurable as (

    select distinct clock_id from {{ ref('not_measurable') }}

)

select
    concat(unioned.clock_id, ':', unioned.case_id, ':', unioned.cycle) as clock_key,
    unioned.*
from unioned
inner join register
    on unioned.clock_id = register.clock_id
    and unioned.started_on between register.valid_from and coalesce(register.valid_to, unioned.started_on)
left join not_measurable on unioned.clock_id = not_measurable.clock_id
where
    not_measurable.clock_id is null
    and unioned.started_on <= {{ as_of() }}
    -- a case that had left before the clock would start never ran it
    and (unioned.ended_on is null or unioned.ended_on >= unioned.started_on)
