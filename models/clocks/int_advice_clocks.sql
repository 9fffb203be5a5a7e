with advice as (

    select * from {{ ref('stg_advice') }}

)

select
    'advice_return_6w' as clock_id,
    cast(null as varchar) as other_clock_id,
    'advice' as case_type,
    case_id,
    1 as cycle,
    person_key,
    la_code,
    district_code,
    district_name,
    contributor as cut_contributor,
    primary_need as cut_need,
    age_band as cut_age_band,
    cast(null as varchar) as cut_ground,
    requested_date as started_on,
    requested_date as counted_from,
    cast(null as date) as second_counted_from,
    cast(null as date) as due_date_set,
    received_date as stopped_on,
    ended_on,
    exception_ground as ground,
    exception_from as ground_from,
    exception_to as ground_to,
    cast(null as date) as advice_asked_on
from advice
