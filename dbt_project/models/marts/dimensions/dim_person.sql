select
    person_key,
    coalesce(min(registered_person_id), min(own_person_id), min(least_person_id)) as person_id,
    min(semester) as first_semester
from {{ ref('int_person__see') }}
group by person_key
union all
select
    'unknown' as person_key,
    cast(null as varchar) as person_id,
    cast(null as varchar) as first_semester
