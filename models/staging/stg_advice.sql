with advice as (

    select * from {{ source('raw', 'accepted_advice') }}

),

requests as (

    select * from {{ ref('stg_requests') }}

),

granted as (

    select * from {{ ref('stg_granted') }}

),

asked_after_reversal as (

    -- advice asked once a refusal to assess had been put aside: that refusal ends nothing
    select distinct advice.advice_id
    from advice
    inner join requests on advice.request_id = requests.request_id
    inner join granted
        on requests.request_id = granted.request_id
        and requests.refused_to_assess_on <= granted.outcome_date
        and advice.requested_date >= granted.outcome_date

),

as_known as (

    -- advice asked by as_of, with the place and the end of its request
    select
        advice.file,
        advice.line,
        advice.advice_id as case_id,
        advice.advice_id,
        advice.request_id,
        requests.person_key,
        requests.la_code,
        requests.district_code,
        requests.district_name,
        requests.age_band,
        requests.primary_need,
        advice.contributor,
        advice.requested_date,
        {{ happened('advice.received_date') }} as received_date,
        {{ earliest([
            'requests.ended_on',
            'case when asked_after_reversal.advice_id is null then requests.refused_to_assess_on end',
        ]) }} as ended_on,
        advice.exception_ground,
        advice.exception_from,
        advice.exception_to
    from advice
    inner join requests on advice.request_id = requests.request_id
    left join asked_after_reversal on advice.advice_id = asked_after_reversal.advice_id
    where advice.requested_date <= {{ as_of() }}

)

select * from as_known
