with referrals as (

    select * from {{ ref('stg_referrals') }}

)

select
    concat('health_', pathway) as clock_id,
    cast(null as varchar) as other_clock_id,
    'referral' as case_type,
    case_id,
    1 as cycle,
    person_key,
    la_code,
    district_code,
    district_name,
    cast(null as varchar) as cut_contributor,
    cast(null as varchar) as cut_need,
    cast(null as varchar) as cut_age_band,
    cast(null as varchar) as cut_ground,
    referred_date as started_on,
    referred_date as counted_from,
    cast(null as date) as second_counted_from,
    cast(null as date) as due_date_set,
    -- the neurodivergent wait is for the assessment itself, the others for the first contact
    case when pathway = 'neurodivergent' then completed_date else first_contact_date end as stopped_on,
    ended_on,
    cast(null as varchar) as ground,
    cast(null as date) as ground_from,
    cast(null as date) as ground_to,
    cast(null as date) as advice_asked_on
from referrals
