select run_started_at
from {{ source('reference', 'run_context') }}
