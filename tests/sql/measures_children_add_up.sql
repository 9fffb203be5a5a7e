-- What this is: in every month the districts of a locality add up to it, the localities to their
-- authority, and so on; in the queue of today and in the plans by review as well.
-- When it matters: two pages of one report would contradict each other.
-- How to resolve: a district without a parent, or a join that loses areas (district_areas).
{%- set monthly = flow_counts()
    + ['open_at_end', 'overdue_at_end', 'overdue_exception_at_end', 'overdue_days_at_end'] %}
{%- set marts = {
    'clock_monthly': (['clock_id', 'month'], monthly),
    'backlog_age': (['clock_id', 'age_band'], ['open', 'overdue', 'overdue_exception']),
    'review_gap': (['reading', 'band'], ['plans', 'of_plans']),
} %}
with areas as (

    select * from {{ ref('areas') }}

),
{%- for mart, (keys, counts) in marts.items() %}

{{ mart }}_children as (

    -- the areas below each parent, added up
    select
        areas.parent_level as level,
        areas.parent_code as area_code,
        {%- for key in keys %}
        mart.{{ key }},
        {%- endfor %}
        {%- for count in counts %}
        sum(mart.{{ count }}) as {{ count }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref(mart) }} as mart
    inner join areas on mart.level = areas.level and mart.area_code = areas.area_code
    where areas.parent_code is not null
    group by areas.parent_level, areas.parent_code
        {%- for key in keys %}, mart.{{ key }}{% endfor %}

),

{{ mart }}_apart as (

    -- parents that are not the sum of their children
    select
        '{{ mart }}' as mart,
        parents.level,
        parents.area_code,
        concat_ws(
            ' '
            {%- for key in keys %},
            cast(parents.{{ key }} as varchar)
            {%- endfor %}
        ) as of_what
    from {{ ref(mart) }} as parents
    left join {{ mart }}_children as children
        on parents.level = children.level
        and parents.area_code = children.area_code
        {%- for key in keys %}
        and parents.{{ key }} = children.{{ key }}
        {%- endfor %}
    where
        parents.level <> 'district'
        and (
            {%- for count in counts %}
            coalesce(children.{{ count }}, 0) <> parents.{{ count }}
            {{- " or" if not loop.last }}
            {%- endfor %}
        )

){{ "," if not loop.last }}
{%- endfor %}

{% for mart in marts %}
select * from {{ mart }}_apart
{{ "union all" if not loop.last }}
{%- endfor %}
