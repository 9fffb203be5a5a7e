{%- set neighbours = var('statistical_neighbours', []) -%}

with published as (

    select * from {{ ref('comparators_published') }}

),

authorities as (

    select * from {{ ref('authorities') }}

),

drop_info as (

    select * from {{ source('raw', 'drop_info') }}

),

own as (

    -- the authority of the drop and its region
    select
        authorities.la_code,
        authorities.region_code
    from authorities
    inner join drop_info on authorities.la_code = drop_info.local_authority

),

lines as (

    -- the country, the region and the authority as they were published
    select
        published.measure,
        published.time_period,
        published.area_name as comparator,
        published.numerator,
        published.denominator,
        published.source
    from published
    inner join own
        on published.geographic_level = 'National'
        or published.area_code in (own.region_code, own.la_code)

    union all

    -- the authorities that settings call its neighbours
    select
        measure,
        time_period,
        'Statistical neighbours' as comparator,
        numerator,
        denominator,
        source
    from published
    where area_code in ({% for code in neighbours %}'{{ code }}', {% endfor %}'')

),

added as (

    -- one line each; the neighbours are taken together
    select
        measure,
        time_period,
        comparator,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(denominator) as bigint) as denominator,
        min(source) as source
    from lines
    group by measure, time_period, comparator

)

select * from added
