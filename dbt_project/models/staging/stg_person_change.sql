select
    semester,
    {{ semester_key('semester') }} as semester_key,
    person_key,
    other_person_key,
    household_key,
    match_probability
from {{ source('linkage', 'person_change') }}
where {{ is_built() }}
