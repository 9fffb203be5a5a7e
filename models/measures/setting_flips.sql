with clocks as (

    select * from {{ ref('clocks') }}

),

readings as (

    select * from {{ ref('clock_readings') }}

)

select
    readings.setting,
    readings.other_value,
    readings.clock_id,
    {{ count_where('true') }} as clocks,
    {{ count_where('readings.status <> clocks.status') }} as flips
from readings
inner join clocks on readings.clock_key = clocks.clock_key
group by readings.setting, readings.other_value, readings.clock_id
