{{ config(schema='marts', materialized='table') }}

with universe as (

    select * from {{ ref('clock_universe') }}

),

register as (

    -- the rules, with an area's own local standards laid over the default ones
    select
        clock_id,
        valid_from,
        valid_to,
        {{ limit_in_force() }} as limit_value,
        limit_unit,
        second_limit_value,
        second_limit_unit,
        counts_first_day,
        minimum_period,
        rolls_forward,
        exception_grounds
    from {{ ref('clock_register') }}

),

grounds as (

    select * from {{ ref('exception_grounds') }}

),

tribunal_days as (

    select * from {{ ref('tribunal_days') }}

),

counted as (

    -- where there are two limits, the later governs
    select
        universe.*,
        register.minimum_period,
        register.rolls_forward,
        {{ latest([
            limit_end('register', 'universe.counted_from'),
            limit_end('register', 'universe.second_counted_from',
                'second_limit_value', 'second_limit_unit', anniversary=false),
        ]) }} as limit_ends_on,
        register.exception_grounds
    from universe
    inner join register
        on universe.clock_id = register.clock_id
        and universe.started_on
            between register.valid_from and coalesce(register.valid_to, universe.started_on)

),

due as (

    -- a date that the order itself sets comes before every limit
    select
        counted.*,
        coalesce(
            counted.due_date_set,
            case when counted.rolls_forward then tribunal_days.kept_on else counted.limit_ends_on end
        ) as due_on
    from counted
    left join tribunal_days on counted.limit_ends_on = tribunal_days.day

),

excused as (

    -- the ground, where the clock admits it, it has begun and its own dates do not disprove it
    select
        due.*,
        case when
            {{ admits('due', 'grounds', 'due.due_on') }}
            and coalesce(due.ground_from <= {{ as_of() }}, true)
            and not coalesce(
                {{ days_between('due.ground_from', 'due.ground_to') }} < grounds.min_days, false
            )
            and not coalesce(
                due.ground_from is not null
                and due.ground_to is not null
                and (due.ground_to <= due.started_on or due.ground_from > due.due_on),
                false
            )
            and not coalesce(
                grounds.is_closure
                and due.advice_asked_on not between
                    {{ add_days('due.ground_from', '-grounds.window_days') }}
                    and {{ add_days('due.ground_to', '-grounds.window_days') }},
                false
            )
            then due.ground
        end as exception_ground
    from due
    left join grounds on due.ground = grounds.ground

),

settled as (

    -- the stop or the end, whichever came first; on the same day the stop
    select
        *,
        case when ended_on is null or stopped_on <= ended_on then stopped_on end as done_on,
        case when stopped_on is null or ended_on < stopped_on then ended_on end as left_on
    from excused

),

measured as (

    -- the day on which days are counted, and how far it lies past the limit (or short of a minimum)
    select
        *,
        coalesce(done_on, left_on, {{ as_of() }}) as counted_on,
        case when minimum_period then -1 else 1 end
        * {{ days_between('due_on', 'coalesce(done_on, left_on, ' ~ as_of() ~ ')') }} as days_past
    from settled

)

select
    clock_key,
    clock_id,
    case_type,
    case_id,
    person_key,
    la_code,
    district_code,
    district_name,
    cut_contributor,
    cut_need,
    cut_age_band,
    cut_ground,
    started_on,
    due_on,
    done_on as stopped_on,
    left_on as ended_on,
    exception_ground,
    case
        when left_on is not null then 'ended'
        when done_on is not null and days_past <= 0 then 'met'
        when days_past > 0 and exception_ground is not null then 'exception'
        when done_on is not null then 'late'
        when days_past <= 0 then 'open_in_time'
        else 'open_overdue'
    end as status,
    {{ days_between('started_on', 'counted_on') }} as days_taken,
    case when days_past > 0 then days_past else 0 end as days_overdue
from measured
