-- The numbers of households that were split by decision: those that no row of the remaining household has.
with listed as (
    select
        semester_key,
        household_key,
        separate_household_key,
        household_id,
        head_person_id
    from {{ ref('int_duplicate__decide') }}
    union all
    select
        duplicate.semester_key,
        duplicate.household_key,
        related.separate_household_key,
        duplicate.related_household_id as household_id,
        duplicate.related_head_person_id as head_person_id
    from {{ ref('int_duplicate__decide') }} as duplicate
    left join {{ ref('int_duplicate__decide') }} as related on duplicate.related_record_id = related.record_id
),

numbered as (
    {% for number in ['household_id', 'head_person_id'] %}
        select
            semester_key,
            household_key,
            separate_household_key,
            {{ number }} as number_id
        from listed
        where {{ number }} is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    semester_key,
    household_key,
    number_id,
    min(separate_household_key) as separate_household_key
from numbered
group by semester_key, household_key, number_id
having count(*) = count(separate_household_key)
