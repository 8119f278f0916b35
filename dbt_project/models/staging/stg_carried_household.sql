-- Of semesters that this build makes anew, what they left before does not count.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    household_key,
    household_id,
    member_count
from {{ source('standing', 'household') }}
where not ({{ is_built() }})
