-- Without the semesters that this build makes, whose earlier rows it replaces.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    household_key,
    finding_id,
    mentas_record_id,
    matched_by
from {{ source('standing', 'departure') }}
where not ({{ is_built() }})
