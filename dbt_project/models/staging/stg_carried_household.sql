-- Without the semesters that this build makes, whose earlier rows it replaces.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    household_key,
    household_id,
    member_count
from {{ source('standing', 'household') }}
where not ({{ is_built() }})
