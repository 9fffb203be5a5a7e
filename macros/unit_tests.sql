{#
  dbt's own cast of a cell of a unit test's input, but with blanks as nulls: a seed that a unit
  test reads (`- input: ref('clock_register')` without rows) has blank cells, nulls in its table.
#}
{% macro default__safe_cast(field, type) -%}
    cast({{ 'null' if field == "''" else field }} as {{ type }})
{%- endmacro %}
