select
    institution_code,
    {{ surrogate_key(['institution_code']) }} as institution_key,
    institution_name,
    institution_type,
    dense_rank() over (order by institution_type) as institution_type_number
from {{ source('reference', 'institution') }}
