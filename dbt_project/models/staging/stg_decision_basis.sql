select
    finding_id,
    decided_status,
    decision_date,
    decided_on
from {{ source('reference', 'decision_basis') }}
