with referrals as (

    select * from {{ source('raw', 'accepted_health_waits') }}

),

ended as (

    -- the day each referral left; undated and declined ones on the latest event of their row
    select
        *,
        case
            when ended_date is not null then ended_date
            when ended_reason is not null or accepted = 'N' then {{ latest([
                'referred_date', 'first_contact_date', 'completed_date',
            ]) }}
        end as left_on
    from referrals

),

as_known as (

    -- referrals made by as_of, and what was known of them
    select
        file,
        line,
        referral_id as case_id,
        referral_id,
        person_key,
        la_code,
        district_code,
        district_name,
        pathway,
        provider,
        referred_date,
        accepted,
        {{ happened('first_contact_date') }} as first_contact_date,
        {{ happened('completed_date') }} as completed_date,
        {{ happened('left_on') }} as ended_on,
        ended_reason,
        redirected_to
    from ended
    where referred_date <= {{ as_of() }}

)

select * from as_known
