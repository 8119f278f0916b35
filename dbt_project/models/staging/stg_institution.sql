select
    institution_code,
    -- An institution whose type changes has another key from then on (dim_institution).
    {{ surrogate_key(['institution_code', 'institution_type']) }} as institution_key,
    institution_name,
    institution_type,
    dense_rank() over (order by institution_type) as institution_type_number
from {{ source('reference', 'institution') }}
