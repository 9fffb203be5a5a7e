{{ config(materialized='view') }}

with readings as (

    {% for setting in reading_in_force() -%}
    select
        '{{ setting }}' as setting,
        '{{ reading_in_force()[setting] | lower }}' as setting_value,
        '{{ other_reading(setting)[setting] | lower }}' as other_value,
        clock_key,
        clock_id,
        case_id,
        due_on,
        status,
        days_overdue
    from (
        {{ verdicts(other_reading(setting), setting) }}
    ) as {{ setting }}
    {% if setting == 'phase_transfer_on_the_day' -%}
    -- a plan made or moved in after the last day has no such clock
    where started_on <= due_on
    {% endif -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from readings
