{{ config(materialized='table') }}

with drop_info as (

    select * from {{ source('raw', 'drop_info') }}

),

authorities as (

    select * from {{ ref('authorities') }}

),

geography as (

    select * from {{ source('raw', 'geography') }}

),

held as (

    -- the authorities of the drop: its own, and any other that a case names
    select local_authority as la_code from drop_info
    union
    select la_code from {{ ref('stg_requests') }}
    union
    select la_code from {{ ref('stg_plans') }}
    union
    select la_code from {{ ref('stg_appeals') }}
    union
    select la_code from {{ ref('stg_referrals') }}

),

named as (

    -- each authority with its name and region, whether it has company and whether it is not the
    -- drop's own
    select
        held.la_code,
        coalesce(authorities.la_name, drop_info.la_name, held.la_code) as la_name,
        authorities.region_code,
        authorities.region,
        count(*) over () > 1 as has_company,
        drop_info.local_authority is null as is_guest
    from held
    left join authorities on held.la_code = authorities.la_code
    left join drop_info on held.la_code = drop_info.local_authority
    where held.la_code is not null

),

placed as (

    -- the districts of each authority, a place for those not known among them
    select
        named.la_code,
        geography.district_code,
        geography.district_name,
        geography.locality,
        geography.tile_row,
        geography.tile_col
    from named
    inner join geography on named.la_code = geography.la_code

    union all

    select
        la_code,
        concat(la_code, '-not-known') as district_code,
        'Not known' as district_name,
        cast(null as varchar) as locality,
        cast(null as integer) as tile_row,
        cast(null as integer) as tile_col
    from named

),

districts as (

    -- where an authority has localities, a district without one is in a locality not known
    select
        *,
        case
            when count(locality) over (partition by la_code) > 0
                then coalesce(locality, 'Not known')
        end as locality_name
    from placed

),

areas as (

    -- the same areas from the country to the district; country and region only for several
    select
        'national' as level,
        'E92000001' as area_code,
        'England' as area_name,
        cast(null as varchar) as parent_level,
        cast(null as varchar) as parent_code,
        cast(null as varchar) as la_code,
        cast(null as integer) as tile_row,
        cast(null as integer) as tile_col
    from named
    where has_company
    group by has_company

    union all

    select
        'region' as level,
        region_code as area_code,
        region as area_name,
        'national' as parent_level,
        'E92000001' as parent_code,
        cast(null as varchar) as la_code,
        cast(null as integer) as tile_row,
        cast(null as integer) as tile_col
    from named
    where has_company
    group by region_code, region

    union all

    select
        'la' as level,
        la_code as area_code,
        la_name as area_name,
        case when has_company then 'region' end as parent_level,
        case when has_company then region_code end as parent_code,
        la_code,
        cast(null as integer) as tile_row,
        cast(null as integer) as tile_col
    from named

    union all

    select
        'locality' as level,
        concat(la_code, '-', {{ slug('locality_name') }}) as area_code,
        locality_name as area_name,
        'la' as parent_level,
        la_code as parent_code,
        la_code,
        cast(null as integer) as tile_row,
        cast(null as integer) as tile_col
    from districts
    where locality_name is not null
    group by la_code, locality_name

    union all

    select
        'district' as level,
        district_code as area_code,
        district_name as area_name,
        case when locality_name is null then 'la' else 'locality' end as parent_level,
        case
            when locality_name is null then la_code
            else concat(la_code, '-', {{ slug('locality_name') }})
        end as parent_code,
        la_code,
        tile_row,
        tile_col
    from districts

),

ordered as (

    -- each with the name of its page, and its place in a list: largest level first, then by name
    select
        areas.level,
        areas.area_code,
        areas.area_name,
        areas.parent_level,
        areas.parent_code,
        areas.la_code,
        case
            when named.is_guest and areas.level in ('locality', 'district')
                then concat({{ slug('named.la_name') }}, '-', {{ slug('areas.area_name') }})
            else {{ slug('areas.area_name') }}
        end as slug,
        areas.tile_row,
        areas.tile_col,
        cast(row_number() over (
            order by
                case areas.level
                    when 'national' then 1
                    when 'region' then 2
                    when 'la' then 3
                    when 'locality' then 4
                    else 5
                end,
                named.la_name,
                areas.area_name = 'Not known',
                areas.area_name,
                areas.area_code
        ) as integer) as position
    from areas
    left join named on areas.la_code = named.la_code

)

select * from ordered
