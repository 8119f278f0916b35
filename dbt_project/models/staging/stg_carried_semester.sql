-- Without the semesters that this build makes, whose earlier rows it replaces.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    start_date,
    end_date,
    deadline
from {{ source('standing', 'semester') }}
where not ({{ is_built() }})
