select
    semester.semester_key,
    semester.semester,
    cast(substring(semester.semester, 1, 4) as integer) as calendar_year,
    region.region_level,
    region.region_code,
    region.region_name,
    population.population,
    population.population_is_estimated,
    population.population_source
from {{ ref('stg_semester') }} as semester
cross join {{ ref('stg_region') }} as region
left join {{ ref('stg_population') }} as population
    on
        semester.semester_key = population.semester_key
        and region.region_code = population.region_code
where {{ is_built('semester.semester') }}
