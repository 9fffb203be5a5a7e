{%- set combined = ['amend_5w', 'school_2w'] -%}
{%- if var('combined_order_weeks') == 2 -%} {%- set combined = combined | reverse | list -%} {%- endif -%}

with appeals as (

    select * from {{ ref('stg_appeals') }}

),

granted as (

    -- orders, concessions and agreements that leave the authority with something to do
    select
        *,
        case route
            when 'appeal' then 'order_'
            when 'unopposed' then 'unopposed_'
            when 'mediation' then 'agreement_'
        end as prefix,
        -- what the law says of concessions about both, it does not say of orders and agreements
        remedy = 'amend_contents_and_placement' and route in ('appeal', 'mediation') as is_combined
    from appeals
    where {{ is_granted('outcome') }} and route is not null and remedy is not null

),

steps as (

    -- what each remedy asks for; the last step of a remedy takes a date that the order itself sets
    select
        'assess_notify_2w' as step,
        cast(null as varchar) as other_step,
        appeal_id,
        assessment_notified_date as stopped_on,
        false as is_last
    from granted
    where remedy = 'assess'

    union all

    select
        case
            when remedy_outcome = 'N' then 'assess_notissue_10w' else 'assess_final_14w'
        end as step,
        cast(null as varchar) as other_step,
        appeal_id,
        complied_date as stopped_on,
        true as is_last
    from granted
    where remedy = 'assess'

    union all

    select
        'make_draft_5w' as step,
        cast(null as varchar) as other_step,
        appeal_id,
        draft_plan_date as stopped_on,
        false as is_last
    from granted
    where remedy = 'make_plan'

    union all

    select
        case
            when remedy = 'make_plan' then 'make_final_11w'
            when remedy = 'amend_placement' then 'school_2w'
            when is_combined then '{{ combined[0] }}'
            when remedy in ('amend_contents', 'amend_contents_and_placement', 'maintain_amended')
                then 'amend_5w'
            when remedy = 'reconsider' then 'reconsider_2w'
            when remedy = 'other' and route = 'mediation' then 'other_2w'
        end as step,
        case when is_combined then '{{ combined[1] }}' end as other_step,
        appeal_id,
        complied_date as stopped_on,
        true as is_last
    from granted
    where remedy <> 'assess'

),

running as (

    -- the family's clock before the appeal, and the authority's after it
    select
        concat(granted.prefix, steps.step) as clock_id,
        case
            when steps.other_step is not null then concat(granted.prefix, steps.other_step)
        end as other_clock_id,
        granted.appeal_id,
        granted.outcome_date as started_on,
        cast(null as date) as second_counted_from,
        case when steps.is_last then granted.remedy_due_date end as due_date_set,
        steps.stopped_on
    from steps
    inner join granted on steps.appeal_id = granted.appeal_id
    where steps.step is not null

    union all

    select
        'appeal_window' as clock_id,
        cast(null as varchar) as other_clock_id,
        appeal_id,
        decision_date as started_on,
        certificate_date as second_counted_from,
        cast(null as date) as due_date_set,
        registered_date as stopped_on
    from appeals
    where decision_date is not null

)

select
    running.clock_id,
    running.other_clock_id,
    'appeal' as case_type,
    appeals.case_id,
    1 as cycle,
    appeals.person_key,
    appeals.la_code,
    appeals.district_code,
    appeals.district_name,
    cast(null as varchar) as cut_contributor,
    appeals.primary_need as cut_need,
    appeals.age_band as cut_age_band,
    appeals.ground as cut_ground,
    running.started_on,
    running.started_on as counted_from,
    running.second_counted_from,
    running.due_date_set,
    running.stopped_on,
    cast(null as date) as ended_on,
    appeals.exception_ground as ground,
    appeals.exception_from as ground_from,
    appeals.exception_to as ground_to,
    cast(null as date) as advice_asked_on
from running
inner join appeals on running.appeal_id = appeals.appeal_id
