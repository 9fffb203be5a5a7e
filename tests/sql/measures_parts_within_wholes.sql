-- What this is: no part is larger than the whole it is taken from, and none is negative.
-- When it matters: a rate above 100% or below nought on a page that managers trust.
-- How to resolve: the mart and the part named here; the descriptions say of what each part is.
{%- set clocks = [
    ('stopped_in_time + stopped_exception', 'stopped'), ('due_met + due_exception', 'due'),
    ('overdue_at_end', 'open_at_end'), ('overdue_exception_at_end', 'overdue_at_end'),
    ('overdue_at_end', 'overdue_days_at_end'),
] %}
{%- set parts = {
    'clock_monthly': clocks,
    'clock_cuts': clocks[:4],
    'backlog_age': [('overdue', 'open'), ('overdue_exception', 'overdue')],
    'review_gap': [('plans', 'of_plans')],
    'dfe_timeliness': [
        ('plans_issued_den_ex', 'plans_issued_den'),
        ('plans_issued_den', 'plans_issued_den_with_appealed'),
        ('plans_issued_20_weeks_ex', 'plans_issued_within_20_weeks'),
        ('plans_issued_20_weeks_ex', 'plans_issued_den_ex'),
    ],
    'dfe_requests': [
        (
            'requests_decided_to_assess + requests_decided_not_to_assess'
            ~ ' + requests_decision_not_made + requests_withdrawn',
            'requests_received_in_year',
        ),
        ('request_outcome_six_weeks + request_outcome_over_6_weeks', 'requests_received_in_year'),
    ],
    'dfe_annual_reviews': [('decision_4_weeks + decision_over_4_weeks', 'total_ehc_plans')],
    'appeals': [
        ('heard', 'appeals'), ('decided', 'appeals'),
        ('not_won', 'decided'), ('dco_told', 'decided'),
    ],
    'appeal_times': [('decided', 'appeals'), ('not_won', 'decided'), ('timed', 'decided')],
    'advice_monthly': [('returned_in_time', 'returned'), ('missing_at_issue', 'plans_issued')],
    'advice_age': [('plans_with_advice_missing', 'plans_issued')],
    'comparators': [('numerator', 'denominator')],
} %}
{%- for mart, pairs in parts.items() %}
{%- set outer = loop %}
{%- for part, whole in pairs %}
select
    '{{ mart }}' as mart,
    '{{ part }}' as part,
    '{{ whole }}' as whole,
    count(*) as rows_apart
from {{ ref(mart) }}
where {{ part }} > {{ whole }} or {{ part }} < 0
having count(*) > 0
{{ "union all" if not (outer.last and loop.last) }}
{%- endfor %}
{%- endfor %}
