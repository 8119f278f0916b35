{{ config(schema='carried', alias='household') }}
-- Households by semester, over all semesters, built now or earlier. A household is seen in the semester in which it was
-- first known, and in each semester with rows of it.
with named as (
    select
        household_key,
        household_id,
        first_semester
    from {{ ref('stg_household_entity') }}
    union all
    -- Split by decision: the key is that of the first row that was decided to be another household.
    select
        separate_household_key as household_key,
        {{ first_by('household_id', ['semester', 'separate_rank', 'record_id']) }} as household_id,
        min(semester) as first_semester
    from {{ ref('int_duplicate__decide') }}
    where separate_household_key is not null
    group by separate_household_key
),

seen as (
    select
        semester,
        household_key,
        member_count
    from {{ ref('int_registry__assess') }}
    where cluster_rank = 1
    union all
    select distinct
        semester,
        household_key,
        cast(null as bigint) as member_count
    from {{ ref('int_receipt__link') }}
    where household_key is not null
    union all
    select
        changed.semester,
        unnest([changed.household_key, changed.other_household_key]) as household_key,
        cast(null as bigint) as member_count
    from {{ ref('stg_household_change') }} as changed
    union all
    select
        person.semester,
        person.household_key,
        cast(null as bigint) as member_count
    from {{ ref('stg_person_change') }} as person
    union all
    select
        first_semester as semester,
        household_key,
        cast(null as bigint) as member_count
    from named
    where {{ is_built('first_semester') }}
)

select
    seen.semester,
    {{ semester_key('seen.semester') }} as semester_key,
    seen.household_key,
    min(named.household_id) as household_id,
    max(seen.member_count) as member_count
from seen
inner join named on seen.household_key = named.household_key
group by seen.semester, seen.household_key
union all
select
    semester,
    semester_key,
    household_key,
    household_id,
    member_count
from {{ standing('household') }}
