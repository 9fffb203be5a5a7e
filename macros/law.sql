{#- The law's arithmetic: from a row of the register and the day it counts from to the last day in time. -#}

{# The four points on which the law can be read in two ways, as the settings of the area have them. #}
{% macro reading_in_force() -%}
    {{ return({
        'day_one_is_receipt': var('day_one_is_receipt'),
        'phase_transfer_on_the_day': var('phase_transfer_on_the_day'),
        'review_on_the_anniversary': var('review_on_the_anniversary'),
        'combined_order_weeks': var('combined_order_weeks'),
    }) }}
{%- endmacro %}

{# The same with the other value of one setting. #}
{% macro other_reading(setting) -%}
    {%- set other = reading_in_force() -%}
    {%- if setting == 'combined_order_weeks' -%}
        {%- set changed = 5 if other[setting] == 2 else 2 -%}
    {%- else -%}
        {%- set changed = not other[setting] -%}
    {%- endif -%}
    {%- do other.update({setting: changed}) -%}
    {{ return(other) }}
{%- endmacro %}

{#
  The last day on which stopping is in time (for a minimum period, the first).
  `rule` is an alias of clock_register, `anchor` the day the limit counts from, `reading` how the law
  is read.
  - weeks and days: the day of the event is not counted (Dodds v Walker [1981]).
  - months: the corresponding date. Where the limit begins with the day itself, the day before it,
    but the last day of the month where there is no corresponding date.
  - calendar_date: the day before the date that the law names, in the year of the anchor.
#}
{% macro limit_end(rule, anchor, reading, value='limit_value', unit='limit_unit', anniversary=true) -%}
    case {{ rule }}.{{ unit }}
        when 'weeks' then {{ add_days(anchor, rule ~ '.' ~ value ~ ' * 7'
            ~ (' - 1' if reading.day_one_is_receipt else '')) }}
        when 'days' then {{ add_days(anchor, rule ~ '.' ~ value) }}
        when 'months' then
            case
                when {{ rule }}.counts_first_day
                    {% if anniversary and reading.review_on_the_anniversary -%} and false {% endif -%}
                    and day({{ add_months(anchor, rule ~ '.' ~ value) }}) = day({{ anchor }})
                    then {{ add_days(add_months(anchor, rule ~ '.' ~ value), -1) }}
                else {{ add_months(anchor, rule ~ '.' ~ value) }}
            end
        when 'calendar_date' then
            {%- set named = month_day_in_year_of(rule ~ '.' ~ value, anchor) %}
            {{ named if reading.phase_transfer_on_the_day else add_days(named, -1) }}
    end
{%- endmacro %}

{# Whether a rule admits a ground for a clock that falls due on a day. #}
{% macro admits(rule, ground, due_on) -%}
    (
        {{ ground }}.ground is not null
        and concat('|', {{ rule }}.exception_grounds, '|') like concat('%|', {{ ground }}.ground, '|%')
        and ({{ ground }}.due_from is null or {{ due_on }} >= {{ ground }}.due_from)
        and ({{ ground }}.due_to is null or {{ due_on }} <= {{ ground }}.due_to)
    )
{%- endmacro %}

{# Whether a list of the register (`extract.column|extract.column`) names a column. #}
{% macro is_named(column, list) -%}
    concat('|', {{ list }}, '|') like concat('%|', {{ column }}.extract, '.', {{ column }}.column_name, '|%')
{%- endmacro %}

{# Outcomes of an appeal or a mediation that leave the authority with something to do. #}
{% macro is_granted(outcome) -%}
    {{ outcome }} in ('upheld', 'part_upheld', 'conceded', 'consent_order', 'agreed')
{%- endmacro %}

{# The earliest, or latest, of some dates; a null is no date. Null where none is known. #}
{% macro earliest(dates) -%} least({{ dates | join(', ') }}) {%- endmacro %}
{% macro latest(dates) -%} greatest({{ dates | join(', ') }}) {%- endmacro %}

{# The limit of a rule: for a health pathway the area's own, where its settings give one. #}
{% macro limit_in_force() -%}
    {%- set own = var('local_standards') -%}
    {%- if own -%}
    case
        {%- for clock_id, weeks in own | dictsort %}
        when clock_id = '{{ clock_id }}' and kind = 'local_standard' then {{ weeks | int }}
        {%- endfor %}
        else limit_value
    end
    {%- else -%}
    limit_value
    {%- endif -%}
{%- endmacro %}
