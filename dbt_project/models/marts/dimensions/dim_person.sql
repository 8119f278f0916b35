with seen as (
    select
        person_key,
        person_id,
        semester,
        false as is_registered_head
    from {{ ref('int_receipt__link') }}
    where person_key is not null
    union all
    select
        head_person_key as person_key,
        head_person_id as person_id,
        semester,
        true as is_registered_head
    from {{ ref('int_registry__assess') }}
    where head_person_key is not null
)

select
    person_key,
    -- Of several NIKs one is a slip: the registry knows best, then the one that the person is known by.
    coalesce(
        min(person_id) filter (where is_registered_head),
        min(person_id) filter (where person_id = person_key),
        min(person_id)
    ) as person_id,
    min(semester) as first_semester
from seen
group by person_key
