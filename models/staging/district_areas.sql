{{ config(materialized='table') }}

with areas as (

    select * from {{ ref('areas') }}

),

districts as (

    -- every district as an area of its own
    select
        la_code,
        area_code as district_code,
        level,
        area_code,
        parent_level,
        parent_code
    from areas
    where level = 'district'

),

-- a district, the locality or authority above it, and so on: four steps reach the country
{%- for step in range(1, 5) %}

step_{{ step }} as (

    -- the areas {{ step }} above each district
    select
        below.la_code,
        below.district_code,
        above.level,
        above.area_code,
        above.parent_level,
        above.parent_code
    from {{ 'districts' if step == 1 else 'step_' ~ (step - 1) }} as below
    inner join areas as above
        on below.parent_level = above.level and below.parent_code = above.area_code

),
{%- endfor %}

every_level as (

    -- every area that a case of the district counts in
    select * from districts
    {%- for step in range(1, 5) %}
    union all
    select * from step_{{ step }}
    {%- endfor %}

)

select
    la_code,
    district_code,
    level,
    area_code
from every_level
