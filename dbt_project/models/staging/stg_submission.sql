select
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    channel_state,
    is_expected,
    version,
    received_at,
    is_late,
    files
from {{ source('accepted', 'submission') }}
where {{ is_built() }}
