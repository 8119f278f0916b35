select
    record_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    region_code,
    {{ region_key('region_code') }} as region_key,
    household_id,
    head_person_id,
    member_count,
    decile,
    poverty_status,
    surveyed_date,
    source_file,
    source_sheet,
    source_row
from {{ source('accepted', 'keluarga') }}
where {{ is_built() }}
