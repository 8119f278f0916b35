select
    record_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    change,
    household_key,
    other_household_key,
    matched_by,
    match_probability
from {{ source('linkage', 'household_change') }}
where {{ is_built() }}
