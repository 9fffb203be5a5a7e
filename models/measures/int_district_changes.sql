{{ config(schema='staging') }}

with events as (

    select * from {{ ref('int_clock_events') }}

)

select
    clock_id,
    la_code,
    district_code,
    month,
    {%- for column in flow_counts() + stock_changes() %}
    {{ total(column) }} as {{ column }}{{ "," if not loop.last }}
    {%- endfor %}
from events
group by clock_id, la_code, district_code, month
