select
    record_id,
    person_key,
    match_probability
from {{ source('linkage', 'person_match') }}
where {{ is_built() }}
