select
    request_id,
    outcome_date
from {{ source('raw', 'accepted_tribunals') }}
where
    request_id is not null
    and {{ is_granted('outcome') }}
    and outcome_date <= {{ as_of() }}
