select
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    source_file,
    source_sheet,
    dataset,
    amount_column,
    received_idr,
    accepted_idr,
    rejected_idr
from {{ source('accepted', 'control_total') }}
where {{ is_built() }}
