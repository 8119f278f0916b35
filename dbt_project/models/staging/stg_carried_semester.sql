-- Of semesters that this build makes anew, what they left before does not count.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    start_date,
    end_date,
    deadline
from {{ source('standing', 'semester') }}
where not ({{ is_built() }})
