select
    run_started_at,
    run_date
from {{ source('reference', 'run_context') }}
