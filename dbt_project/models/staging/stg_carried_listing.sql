-- Of semesters that this build makes anew, what they left before does not count.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    household_key,
    poor_surveyed_date
from {{ source('standing', 'listing') }}
where not ({{ is_built() }})
