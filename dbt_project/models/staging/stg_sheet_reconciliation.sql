select
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    source_file,
    source_sheet,
    dataset,
    rows_received,
    rows_accepted,
    rows_rejected
from {{ source('accepted', 'sheet_reconciliation') }}
where {{ is_built() }}
