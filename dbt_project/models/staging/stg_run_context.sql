select
    run_started_at,
    run_date,
    assessed_pairs
from {{ source('reference', 'run_context') }}
