select
    region_code,
    geometry
from {{ source('reference', 'region_shape') }}
