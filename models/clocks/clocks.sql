{{ config(schema='marts') }}

with verdicts as (

    select * from {{ ref('clock_verdicts') }}

)

select
    clock_key,
    clock_id,
    case_type,
    case_id,
    person_key,
    la_code,
    district_code,
    district_name,
    cut_contributor,
    cut_need,
    cut_age_band,
    cut_ground,
    started_on,
    due_on,
    done_on as stopped_on,
    left_on as ended_on,
    exception_ground,
    status,
    days_taken,
    days_overdue
from verdicts
