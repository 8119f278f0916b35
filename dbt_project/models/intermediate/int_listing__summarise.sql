-- A household's listings in the registry of a semester: their number, its numbers, and when it was last found poor.
select
    membership.semester_key,
    coalesce(duplicate.separate_household_key, membership.household_key) as household_key,
    count(*) as listing_count,
    min(listed.household_id) as household_id,
    min(listed.head_person_id) as head_person_id,
    max(listed.surveyed_date) filter (where listed.poverty_status = 'miskin') as poor_surveyed_date
from {{ ref('stg_keluarga') }} as listed
inner join {{ ref('stg_household_membership') }} as membership
    on listed.record_id = membership.record_id
left join {{ ref('int_duplicate__decide') }} as duplicate on listed.record_id = duplicate.record_id
where membership.dataset = 'keluarga'
group by membership.semester_key, coalesce(duplicate.separate_household_key, membership.household_key)
