select distinct
    semester_key,
    separate_household_key
from {{ ref('int_duplicate__decide') }}
where separate_household_key is not null
