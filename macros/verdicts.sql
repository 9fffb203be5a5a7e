{#
  Every clock of the universe with its verdict, as the law is read in `reading`: the only place that
  decides a status. With `setting`, only the clocks that this setting can touch.
#}
{% macro verdicts(reading, setting=none) -%}
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

    -- each clock with the last day of its limit, and of its second limit where the rule has one
    select
        universe.*,
        register.limit_value,
        register.limit_unit,
        register.second_limit_value,
        register.second_limit_unit,
        register.counts_first_day,
        register.minimum_period,
        register.rolls_forward,
        register.exception_grounds,
        {{ limit_end('register', 'universe.counted_from', reading) }} as first_limit_on,
        {{ limit_end('register', 'universe.second_counted_from', reading,
            'second_limit_value', 'second_limit_unit', anniversary=false) }} as second_limit_on
    from universe
    inner join register
        on {% if setting == 'combined_order_weeks' %}universe.other_clock_id{% else %}universe.clock_id{% endif %} = register.clock_id
        and universe.started_on
            between register.valid_from and coalesce(register.valid_to, universe.started_on)
    {% if setting == 'day_one_is_receipt' -%}
    where register.limit_unit = 'weeks'
    {%- elif setting == 'phase_transfer_on_the_day' -%}
    where register.limit_unit = 'calendar_date'
    {%- elif setting == 'review_on_the_anniversary' -%}
    where register.limit_unit = 'months' and register.counts_first_day
    {%- endif %}

),

due as (

    -- the later of two limits governs; a date that the order itself sets comes before every limit
    select
        counted.*,
        coalesce(
            counted.due_date_set,
            case
                when counted.rolls_forward then tribunal_days.kept_on
                else {{ latest(['counted.first_limit_on', 'counted.second_limit_on']) }}
            end
        ) as due_on
    from counted
    left join tribunal_days
        on {{ latest(['counted.first_limit_on', 'counted.second_limit_on']) }} = tribunal_days.day

),

tried as (

    -- what becomes of a recorded ground: the first test that it fails, or `stands`
    select
        due.*,
        case
            when due.ground is null then null
            when not {{ admits('due', 'grounds', 'due.due_on') }} then 'not_admitted'
            when due.ground_from > {{ as_of() }} then 'not_begun'
            when {{ days_between('due.ground_from', 'due.ground_to') }} < grounds.min_days then 'too_short'
            when
                due.ground_from is not null
                and due.ground_to is not null
                and (due.ground_to <= due.started_on or due.ground_from > due.due_on)
                then 'outside_the_clock'
            when
                grounds.is_closure
                and due.ground_from is not null
                and due.ground_to is not null
                and due.advice_asked_on not between
                    {{ add_days('due.ground_from', '-grounds.window_days') }}
                    and {{ add_days('due.ground_to', '-grounds.window_days') }}
                then 'advice_outside_the_window'
            else 'stands'
        end as ground_fate
    from due
    left join grounds on due.ground = grounds.ground

),

settled as (

    -- the stop or the end, whichever came first; on the same day the stop
    select
        *,
        case when ground_fate = 'stands' then ground end as exception_ground,
        case when ended_on is null or stopped_on <= ended_on then stopped_on end as done_on,
        case when stopped_on is null or ended_on < stopped_on then ended_on end as left_on
    from tried

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
    *,
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
{%- endmacro %}
