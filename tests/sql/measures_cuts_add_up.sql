-- What this is: the values of each cut add up to the authority's own counts in every month.
-- When it matters: a share by contributor, need, age or ground would be of the wrong whole.
-- How to resolve: see how clock_cuts names cases that have no value for the cut.
{%- set counts = flow_counts() + ['open_at_end', 'overdue_at_end', 'overdue_exception_at_end'] %}
with cuts as (

    -- each cut as a whole
    select
        clock_id,
        month,
        area_code,
        cut,
        {%- for count in counts %}
        sum({{ count }}) as {{ count }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('clock_cuts') }}
    group by clock_id, month, area_code, cut

)

select
    cuts.clock_id,
    cuts.month,
    cuts.area_code,
    cuts.cut
from cuts
left join {{ ref('clock_monthly') }} as whole
    on cuts.clock_id = whole.clock_id
    and cuts.month = whole.month
    and cuts.area_code = whole.area_code
    and whole.level = 'la'
where
    {%- for count in counts %}
    cuts.{{ count }} is distinct from whole.{{ count }}
    {{- " or" if not loop.last }}
    {%- endfor %}
