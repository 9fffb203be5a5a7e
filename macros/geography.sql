{#- Puts the geography that settings name in the place of the rows of the seed. -#}
{% macro own_geography() -%}
    {%- if var('geography', none) and execute -%}
        delete from {{ this }};
        insert into {{ this }} by name
        select * from read_csv('{{ var("geography") | replace("'", "''") }}', header = true, all_varchar = true)
    {%- endif -%}
{%- endmacro %}
