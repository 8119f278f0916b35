-- Of semesters that this build makes anew, what they left before does not count.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    household_key,
    finding_id,
    mentas_record_id,
    matched_by
from {{ source('standing', 'departure') }}
where not ({{ is_built() }})
