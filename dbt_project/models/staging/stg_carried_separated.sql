-- Without the semesters that this build makes, whose earlier rows it replaces.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    separate_household_key
from {{ source('standing', 'separated') }}
where not ({{ is_built() }})
