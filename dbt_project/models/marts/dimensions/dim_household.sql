select
    household_key,
    {{ first_by('household_id', ['semester']) }} as household_id,
    max_by(member_count, semester_key) filter (where member_count is not null) as member_count
from {{ ref('int_household__see') }}
group by household_key
union all
select
    'unknown' as household_key,
    'unknown' as household_id,
    cast(null as bigint) as member_count
