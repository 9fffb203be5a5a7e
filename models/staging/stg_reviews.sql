with reviews as (

    select * from {{ source('raw', 'accepted_annual_reviews') }}

),

plans as (

    select * from {{ ref('stg_plans') }}

),

as_known as (

    -- reviews met by as_of, with the place and the end of their plan
    select
        reviews.file,
        reviews.line,
        reviews.review_id as case_id,
        reviews.review_id,
        reviews.plan_id,
        coalesce(reviews.person_key, plans.person_key) as person_key,
        plans.la_code,
        plans.district_code,
        plans.district_name,
        plans.age_band,
        plans.primary_need,
        plans.held_from,
        plans.ended_on,
        reviews.meeting_date,
        reviews.invitation_date,
        {{ happened('reviews.report_date') }} as report_date,
        case
            when reviews.decision_date <= {{ as_of() }} then reviews.decision
        end as decision,
        {{ happened('reviews.decision_date') }} as decision_date,
        {{ happened('reviews.amendment_notice_date') }} as amendment_notice_date,
        {{ happened('reviews.final_plan_date') }} as final_plan_date,
        {{ happened('reviews.no_amendment_date') }} as no_amendment_date,
        reviews.early_years_or_phase_review,
        reviews.health_contribution,
        reviews.social_care_contribution,
        reviews.education_contribution,
        reviews.pfa_considered
    from reviews
    inner join plans on reviews.plan_id = plans.plan_id
    where reviews.meeting_date <= {{ as_of() }}

)

select * from as_known
