select
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    channel_state,
    is_expected,
    version,
    first_received_at,
    received_at,
    is_late,
    files,
    due_datasets
from {{ source('accepted', 'submission') }}
where {{ is_built() }}
