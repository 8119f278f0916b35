select
    record_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    region_code,
    household_id,
    head_person_id,
    left_reason,
    effective_date,
    {{ mask_numbers('document_number') }} as document_number,
    source_file,
    source_sheet,
    source_row
from {{ source('accepted', 'mentas') }}
