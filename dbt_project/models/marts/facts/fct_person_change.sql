-- A person without a key in any receipt or registry up to the semester is in no mart, and is left out.
with named as (
    select
        person_key,
        min(semester_key) as first_semester_key
    from {{ ref('int_person__see') }}
    group by person_key
)

select
    found.semester_key,
    found.household_key,
    found.person_key,
    found.other_person_key,
    found.match_probability
from {{ ref('stg_person_change') }} as found
inner join named as kept
    on
        found.person_key = kept.person_key
        and found.semester_key >= kept.first_semester_key
inner join named as ended
    on
        found.other_person_key = ended.person_key
        and found.semester_key >= ended.first_semester_key
