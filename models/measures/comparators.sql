{%- set neighbours = var('statistical_neighbours', []) -%}

with authorities as (

    select * from {{ ref('authorities') }}

),

drop_info as (

    select * from {{ source('raw', 'drop_info') }}

),

loaded as (

    select * from {{ ref('int_published') }}

),

published as (

    -- what was loaded, and what ships with the project where nothing was
    select * from loaded

    union all

    select shipped.*
    from {{ ref('comparators_published') }} as shipped
    left join loaded
        on shipped.measure = loaded.measure
        and shipped.time_period = loaded.time_period
        and shipped.area_code = loaded.area_code
    where loaded.measure is null

),

own as (

    -- the authority of the drop and its region
    select
        authorities.la_code,
        authorities.la_name,
        authorities.region_code,
        authorities.region
    from authorities
    inner join drop_info on authorities.la_code = drop_info.local_authority

),

neighbours as (

    -- those that settings list, else those of a table of neighbours that was loaded
    {% if neighbours -%}
    select la_code
    from authorities
    where la_code in ({% for code in neighbours %}'{{ code }}'{{ ", " if not loop.last }}{% endfor %})
    {%- else -%}
    select distinct listed.neighbour_code as la_code
    from {{ source('raw', 'statistical_neighbours') }} as listed
    inner join own on listed.la_code = own.la_code
    {%- endif %}

),

lines as (

    -- the country, the region and the authority as they were published
    select
        published.measure,
        published.time_period,
        case
            when published.area_code = own.region_code
                then coalesce(own.region, published.area_name)
            when published.area_code = own.la_code
                then coalesce(own.la_name, published.area_name)
            else published.area_name
        end as comparator,
        published.numerator,
        published.denominator,
        published.source
    from published
    inner join own
        on published.geographic_level = 'National'
        or published.area_code in (own.region_code, own.la_code)

    union all

    -- the neighbours
    select
        published.measure,
        published.time_period,
        'Statistical neighbours' as comparator,
        published.numerator,
        published.denominator,
        published.source
    from published
    inner join neighbours on published.area_code = neighbours.la_code

),

added as (

    -- one line each; the neighbours are taken together, those without a figure left out
    select
        measure,
        time_period,
        comparator,
        cast(sum(case when denominator is not null then numerator end) as bigint) as numerator,
        cast(sum(case when numerator is not null then denominator end) as bigint) as denominator,
        {{ count_where('numerator is not null and denominator is not null') }} as areas,
        count(*) as of_areas,
        min(source) as source
    from lines
    group by measure, time_period, comparator

)

select * from added
