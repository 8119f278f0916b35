select
    finding_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    rule_code,
    severity,
    dataset,
    region_code,
    record_id,
    source_file,
    source_sheet,
    source_row,
    source_column
from {{ source('accepted', 'validation_finding') }}
where {{ is_built() }}
