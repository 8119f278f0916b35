select
    record_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    dataset,
    household_key,
    is_registered,
    cluster_rank,
    match_probability
from {{ source('linkage', 'household_membership') }}
where {{ is_built() }}
