select
    semester,
    {{ semester_key('semester') }} as semester_key,
    household_key,
    mentas_institution_code,
    mentas_record_id,
    matched_by,
    match_probability
from {{ source('linkage', 'graduation_match') }}
where {{ is_built() }}
