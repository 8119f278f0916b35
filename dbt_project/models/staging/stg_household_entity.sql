select
    household_key,
    household_id,
    first_semester
from {{ source('linkage', 'household_entity') }}
