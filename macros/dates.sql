{#- The portable date arithmetic. Every sum over dates in a model goes through one of these. -#}

{% macro as_of() -%}
    cast('{{ var("as_of") }}' as date)
{%- endmacro %}

{# The date if it has happened by as_of, else null: a later event is not known yet. #}
{% macro happened(date) -%}
    case when {{ date }} <= {{ as_of() }} then {{ date }} end
{%- endmacro %}

{% macro add_days(date, days) -%}
    cast({{ date }} + cast({{ days }} as integer) as date)
{%- endmacro %}

{# The corresponding date in another month; where that month has none, its last day. #}
{% macro add_months(date, months) -%}
    cast({{ date }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{# Whole days from the first date to the second. #}
{% macro days_between(from_date, to_date) -%}
    cast({{ to_date }} - {{ from_date }} as integer)
{%- endmacro %}

{% macro last_day(date) -%}
    cast(last_day({{ date }}) as date)
{%- endmacro %}

{# A calendar date written month and day (214 is 14 February), in the year of another date. #}
{% macro month_day_in_year_of(month_day, date) -%}
    make_date(
        cast(year({{ date }}) as integer),
        cast(floor({{ month_day }} / 100) as integer),
        cast({{ month_day }} % 100 as integer)
    )
{%- endmacro %}

{# A set with one column, `day`: every date from the first to the last. #}
{% macro days_from(first, last) -%}
    select cast(day as date) as day
    from unnest(generate_series({{ first }}, {{ last }}, interval 1 day)) as days (day)
{%- endmacro %}

{# The day of the week: Monday is 1, Sunday is 7. #}
{% macro weekday(date) -%}
    cast(isodow({{ date }}) as integer)
{%- endmacro %}
