{{ config(materialized='view') }}

{{ verdicts(reading_in_force()) }}
