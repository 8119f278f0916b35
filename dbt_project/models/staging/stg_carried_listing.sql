-- Without the semesters that this build makes, whose earlier rows it replaces.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    household_key,
    poor_surveyed_date
from {{ source('standing', 'listing') }}
where not ({{ is_built() }})
