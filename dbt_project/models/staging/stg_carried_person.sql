-- Without the semesters that this build makes, whose earlier rows it replaces.
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    person_key,
    registered_person_id,
    own_person_id,
    least_person_id
from {{ source('standing', 'person') }}
where not ({{ is_built() }})
