select
    institution_key,
    institution_code,
    institution_name,
    institution_type
from {{ ref('stg_institution') }}
