select
    household_key,
    household_id,
    semester as first_semester
from {{ source('linkage', 'household_entity') }}
