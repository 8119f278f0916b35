select
    semester_key,
    household_key,
    household_id,
    member_count
from {{ ref('int_household__see') }}
where {{ is_built() }}
