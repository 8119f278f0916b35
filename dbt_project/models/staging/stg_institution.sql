select
    institution_code,
    {{ surrogate_key(['institution_code']) }} as institution_key,
    institution_name,
    institution_type
from {{ source('reference', 'institution') }}
