{#- What the measures share: months, quantiles and rates in their portable forms. -#}

{# One row for each whole number from the first to the last; stands in a select list. #}
{% macro each_number(first, last) -%}
    unnest(generate_series({{ first }}, {{ last }}))
{%- endmacro %}

{# Months from one date's calendar month to another's. #}
{% macro months_apart(from_date, to_date) -%}
    (
        (year({{ to_date }}) - year({{ from_date }})) * 12
        + month({{ to_date }}) - month({{ from_date }})
    )
{%- endmacro %}

{# Days from a fixed day, so that dates can be added up; only differences of it mean anything. #}
{% macro day_number(date) -%}
    {{ days_between("cast('2000-01-01' as date)", date) }}
{%- endmacro %}

{# An exact interpolated quantile, to one decimal. #}
{% macro quantile(values, share) -%}
    cast(round(percentile_cont({{ share }}) within group (order by {{ values }}), 1) as double)
{%- endmacro %}

{# A count of the rows for which a condition holds; nought, never null. #}
{% macro count_where(condition) -%}
    cast(count(case when {{ condition }} then 1 end) as bigint)
{%- endmacro %}

{# A sum of counts; nought, never null. #}
{% macro total(counts) -%}
    cast(coalesce(sum({{ counts }}), 0) as bigint)
{%- endmacro %}

{# A percentage to one decimal, as the Department writes them; null where there is no whole. #}
{% macro percent(part, whole) -%}
    cast(round(100.0 * {{ part }} / nullif({{ whole }}, 0), 1) as double)
{%- endmacro %}

{# A name as part of a code or a file name: lower case, one hyphen between words. #}
{% macro slug(name) -%}
    trim(regexp_replace(lower({{ name }}), '[^a-z0-9]+', '-', 'g'), '-')
{%- endmacro %}

{# Whether a rule of the register is the one of a clock that is in force on a day. #}
{% macro is_rule_of(rule, clock_id, day) -%}
    {{ rule }}.clock_id = '{{ clock_id }}'
    and {{ day }} between {{ rule }}.valid_from and coalesce({{ rule }}.valid_to, {{ day }})
{%- endmacro %}

{# Whether days are within a rule's limit in weeks, as the Department counts: 20 weeks are 140. #}
{% macro is_within_weeks(days, rule) -%}
    {{ days }} <= {{ rule }}.limit_value * 7
{%- endmacro %}

{# The counts of a month that belong to the days on which something happened. #}
{% macro flow_counts() -%}
    {{ return([
        'started', 'stopped', 'ended', 'stopped_in_time', 'stopped_exception',
        'due', 'due_met', 'due_exception',
    ]) }}
{%- endmacro %}

{# The changes whose running totals are the counts at a month's end. #}
{% macro stock_changes() -%}
    {{ return([
        'open_change', 'overdue_change', 'overdue_exception_change', 'overdue_due_days_change',
    ]) }}
{%- endmacro %}
