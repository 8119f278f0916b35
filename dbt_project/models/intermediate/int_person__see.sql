{{ config(schema='carried', alias='person') }}
-- Persons by semester, over all semesters, built now or earlier. Of several NIKs of a person all but one are typos: the
-- registry's comes first, then the one of the person's key.
with seen as (
    select
        semester,
        semester_key,
        person_key,
        person_id,
        false as is_registered_head
    from {{ ref('int_receipt__link') }}
    where person_key is not null
    union all
    select
        semester,
        semester_key,
        head_person_key as person_key,
        head_person_id as person_id,
        true as is_registered_head
    from {{ ref('int_registry__assess') }}
    where head_person_key is not null
)

select
    semester,
    semester_key,
    person_key,
    min(person_id) filter (where is_registered_head) as registered_person_id,
    min(person_id) filter (where person_id = person_key) as own_person_id,
    min(person_id) as least_person_id
from seen
group by semester, semester_key, person_key
union all
select
    semester,
    semester_key,
    person_key,
    registered_person_id,
    own_person_id,
    least_person_id
from {{ standing('person') }}
