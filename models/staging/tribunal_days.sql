with days as (

    {{ days_from("date '2014-01-01'", "make_date(cast(year(" ~ as_of() ~ ") as integer) + 3, 12, 31)") }}

),

holidays as (

    select * from {{ ref('bank_holidays') }}

),

working_days as (

    -- Monday to Friday, bank holidays apart
    select days.day
    from days
    left join holidays on days.day = holidays.holiday
    where {{ weekday('days.day') }} <= 5 and holidays.holiday is null

),

kept_from as (

    -- the first day on which a time that ends on this day may be kept:
    -- August and the days from 25 December to 1 January count as one long day off
    select
        day,
        case
            when month(day) = 8 then make_date(cast(year(day) as integer), 9, 1)
            when month(day) = 12 and day(day) >= 25
                then make_date(cast(year(day) as integer) + 1, 1, 2)
            when month(day) = 1 and day(day) = 1
                then make_date(cast(year(day) as integer), 1, 2)
            else day
        end as open_from
    from days

)

select
    kept_from.day,
    min(working_days.day) as kept_on
from kept_from
inner join working_days
    on kept_from.open_from <= working_days.day
    -- no run of days off is longer than this
    and working_days.day <= {{ add_days('kept_from.open_from', 10) }}
group by kept_from.day
