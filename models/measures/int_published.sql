with figures as (

    select * from {{ source('raw', 'published_figures') }}

),

files as (

    select * from {{ source('raw', 'published_files') }}

),

columns as (

    select * from {{ ref('published_columns') }}

),

parts as (

    -- the figures of a measure for everybody in a calendar year; a heading may carry its year
    select
        columns.measure,
        columns.vintage,
        columns.part,
        columns.heading,
        figures.file,
        figures.time_period,
        figures.geographic_level,
        figures.area_code,
        figures.area_name,
        figures.value
    from figures
    inner join columns
        on figures.layout = columns.layout
        and figures.indicator
        = replace(columns.heading, '{yy}', right(cast(figures.time_period as varchar), 2))
    where
        figures.breakdown is null
        and figures.area_code is not null
        and length(cast(figures.time_period as varchar)) = 4

),

headings as (

    -- one row for each heading and area; rows that contradict each other give no figure
    select
        measure,
        vintage,
        part,
        heading,
        file,
        time_period,
        geographic_level,
        area_code,
        min(area_name) as area_name,
        case when count(value) = count(*) and min(value) = max(value) then min(value) end as value
    from parts
    group by
        measure, vintage, part, heading, file, time_period, geographic_level, area_code

),

wanted as (

    select
        measure,
        vintage,
        count(*) as headings
    from columns
    group by measure, vintage

),

measures as (

    -- both parts of a measure, where the file has all its headings; a part with a gap is none
    select
        headings.measure,
        headings.vintage,
        headings.file,
        headings.time_period,
        headings.geographic_level,
        headings.area_code,
        min(headings.area_name) as area_name,
        case
            when {{ count_where("headings.value is null") }} = 0
                then sum(case when headings.part = 'numerator' then headings.value end)
        end as numerator,
        case
            when {{ count_where("headings.value is null") }} = 0
                then sum(case when headings.part = 'denominator' then headings.value end)
        end as denominator
    from headings
    inner join wanted
        on headings.measure = wanted.measure and headings.vintage = wanted.vintage
    group by
        headings.measure,
        headings.vintage,
        headings.file,
        headings.time_period,
        headings.geographic_level,
        headings.area_code,
        wanted.headings
    having count(*) = wanted.headings

),

sound as (

    -- a part that is larger than its whole is a slip: neither is used
    select
        measure,
        vintage,
        file,
        time_period,
        geographic_level,
        area_code,
        area_name,
        case when numerator <= denominator then numerator end as numerator,
        case when numerator <= denominator then denominator end as denominator
    from measures

),

ranked as (

    -- of several files that tell the same, the one that reaches furthest; then the last by name
    select
        sound.*,
        files.layout,
        row_number() over (
            partition by sound.measure, sound.time_period, sound.area_code
            order by files.last_year desc, sound.file desc, sound.vintage desc
        ) as place
    from sound
    inner join files on sound.file = files.file

),

published as (

    select
        measure,
        time_period,
        geographic_level,
        area_code,
        area_name,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        concat(
            case
                when layout = 'appeals' then 'Ministry of Justice, SEND appeal rates'
                else 'Department for Education, Education, health and care plans'
            end,
            ', file ', file, ', in the layout of ', vintage
        ) as source
    from ranked
    where place = 1

)

select * from published
