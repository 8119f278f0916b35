select
    record_id,
    related_record_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    household_id,
    related_household_id,
    matched_by,
    match_probability
from {{ source('linkage', 'registry_duplicate') }}
where {{ is_built() }}
