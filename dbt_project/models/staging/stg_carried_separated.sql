-- Of semesters that this build makes anew, what they left before does not count.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    separate_household_key
from {{ source('standing', 'separated') }}
where not ({{ is_built() }})
