{#- The dated columns of each extract that can start, stop, end or limit a clock, or excuse it. -#}
{%- set dated = {
    'needs_assessments': [
        'received_date', 'request_outcome_date', 'advice_requested_date', 'assessment_outcome_date',
        'draft_plan_date', 'final_plan_date', 'exception_from', 'exception_to', 'ended_date',
    ],
    'plans': [
        'start_date', 'transferred_in_date', 'last_reviewed_date', 'ceased_date',
        'next_transfer_date', 'transfer_named_date',
    ],
    'annual_reviews': [
        'meeting_date', 'invitation_date', 'report_date', 'decision_date', 'amendment_notice_date',
        'final_plan_date', 'no_amendment_date',
    ],
    'tribunals': [
        'decision_date', 'certificate_date', 'registered_date', 'outcome_date', 'remedy_due_date',
        'assessment_notified_date', 'draft_plan_date', 'complied_date', 'exception_from', 'exception_to',
    ],
    'advice': ['requested_date', 'received_date', 'exception_from', 'exception_to'],
    'health_waits': ['referred_date', 'first_contact_date', 'completed_date', 'ended_date'],
} -%}

{#- Which rows speak for a case: kind of case, extract, key of the case in it, whether it is its own. -#}
{%- set spoken_for = [
    ('request', 'needs_assessments', 'request_id', true),
    ('request', 'tribunals', 'request_id', false),
    ('advice', 'advice', 'advice_id', true),
    ('advice', 'needs_assessments', 'request_id', false),
    ('plan', 'plans', 'plan_id', true),
    ('plan', 'annual_reviews', 'plan_id', false),
    ('review', 'annual_reviews', 'review_id', true),
    ('review', 'plans', 'plan_id', false),
    ('appeal', 'tribunals', 'appeal_id', true),
    ('referral', 'health_waits', 'referral_id', true),
] -%}

with cases as (

    -- the cases of each kind, with the key by which other extracts know them
    select
        'advice' as case_type,
        advice_id as case_id,
        request_id as known_by
    from {{ source('raw', 'accepted_advice') }}

    union all

    select
        'review' as case_type,
        review_id as case_id,
        plan_id as known_by
    from {{ source('raw', 'accepted_annual_reviews') }}

),

cells as (

    {% for case_type, extract, key, is_own in spoken_for -%}
    {% set is_parent = not is_own and case_type in ('advice', 'review') -%}
    {% for column_name in dated[extract] -%}
    select
        '{{ case_type }}' as case_type,
        {{ 'cases.case_id' if is_parent else 'accepted.' ~ key }} as case_id,
        {{ is_own }} as is_own,
        '{{ extract }}' as extract,
        accepted.file,
        accepted.line,
        '{{ column_name }}' as column_name,
        accepted.{{ column_name }} as day
    from {{ source('raw', 'accepted_' ~ extract) }} as accepted
    {% if is_parent -%}
    inner join cases on accepted.{{ key }} = cases.known_by and cases.case_type = '{{ case_type }}'
    {% endif -%}
    where accepted.{{ column_name }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from cells
