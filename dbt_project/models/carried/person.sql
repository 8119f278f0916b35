select
    semester_key,
    person_key,
    registered_person_id,
    own_person_id,
    least_person_id
from {{ ref('int_person__see') }}
where {{ is_built() }}
