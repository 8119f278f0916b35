select
    record_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    source_file,
    source_sheet,
    is_copy,
    region_code,
    household_id,
    head_person_id,
    member_count,
    poverty_status
from {{ source('accepted', 'rejected_household') }}
where {{ is_built() }}
