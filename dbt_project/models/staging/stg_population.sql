select
    semester,
    {{ semester_key('semester') }} as semester_key,
    region_code,
    population,
    population_is_estimated,
    population_source
from {{ source('reference', 'population') }}
where {{ is_built() }}
