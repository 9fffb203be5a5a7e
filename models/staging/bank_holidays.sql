with days as (

    {{ days_from("date '2014-01-01'", "make_date(cast(year(" ~ as_of() ~ ") as integer) + 3, 12, 31)") }}

),

changes as (

    select * from {{ ref('bank_holiday_changes') }}

),

years as (

    select distinct cast(year(day) as integer) as year from days

),

golden as (

    -- the Gregorian reckoning of Easter, in steps: golden number, century, and what follows from them
    select
        year,
        year % 19 as a,
        year // 100 as b,
        year % 100 as c
    from years

),

epact as (

    select
        year,
        a,
        (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30 as h,
        b,
        c
    from golden

),

sundays as (

    select
        year,
        a,
        h,
        (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7 as l
    from epact

),

easter as (

    -- Easter Sunday of each year
    select
        year,
        make_date(
            year,
            (h + l - 7 * ((a + 11 * h + 22 * l) // 451) + 114) // 31,
            (h + l - 7 * ((a + 11 * h + 22 * l) // 451) + 114) % 31 + 1
        ) as sunday
    from sundays

),

by_rule as (

    -- Good Friday and Easter Monday
    select {{ add_days('sunday', -2) }} as holiday from easter
    union
    select {{ add_days('sunday', 1) }} as holiday from easter

    union

    -- the first and last Mondays of May, and the last of August
    select day as holiday from days
    where
        {{ weekday('day') }} = 1
        and (
            (month(day) = 5 and (day(day) <= 7 or day(day) > 24))
            or (month(day) = 8 and day(day) > 24)
        )

    union

    -- New Year: on a weekend, the Monday that follows
    select day as holiday from days
    where
        month(day) = 1
        and ((day(day) = 1 and {{ weekday('day') }} <= 5) or (day(day) <= 3 and {{ weekday('day') }} = 1))

    union

    -- Christmas and Boxing Day: on a weekend, the Monday and the Tuesday that follow
    select day as holiday from days
    where
        month(day) = 12
        and (
            (day(day) in (25, 26) and {{ weekday('day') }} <= 5)
            or (day(day) in (27, 28) and {{ weekday('day') }} in (1, 2))
        )

),

with_changes as (

    select by_rule.holiday
    from by_rule
    left join changes
        on by_rule.holiday = changes.holiday
        and changes.change = 'removed'
    where changes.holiday is null

    union

    select holiday from changes
    where change = 'added'

)

select holiday from with_changes
