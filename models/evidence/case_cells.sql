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

{#- Which rows speak for a case: kind of case, extract, key of the case in it, and as what the row
speaks: its own, its parent's (the request or plan it belongs to) or its child's. -#}
{%- set spoken_for = [
    ('request', 'needs_assessments', 'request_id', 'own'),
    ('request', 'tribunals', 'request_id', 'child'),
    ('advice', 'advice', 'advice_id', 'own'),
    ('advice', 'needs_assessments', 'request_id', 'parent'),
    ('plan', 'plans', 'plan_id', 'own'),
    ('plan', 'annual_reviews', 'plan_id', 'child'),
    ('review', 'annual_reviews', 'review_id', 'own'),
    ('review', 'plans', 'plan_id', 'parent'),
    ('appeal', 'tribunals', 'appeal_id', 'own'),
    ('referral', 'health_waits', 'referral_id', 'own'),
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

    {% for case_type, extract, key, speaks_as in spoken_for -%}
    {% for column_name in dated[extract] -%}
    select
        '{{ case_type }}' as case_type,
        {{ 'cases.case_id' if speaks_as == 'parent' else 'accepted.' ~ key }} as case_id,
        '{{ speaks_as }}' as speaks_as,
        '{{ extract }}' as extract,
        accepted.file,
        accepted.line,
        '{{ column_name }}' as column_name,
        accepted.{{ column_name }} as day
    from {{ source('raw', 'accepted_' ~ extract) }} as accepted
    {% if speaks_as == 'parent' -%}
    inner join cases on accepted.{{ key }} = cases.known_by and cases.case_type = '{{ case_type }}'
    {% endif -%}
    where accepted.{{ column_name }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from cells
