select
    registry.record_id as registry_row_key,
    registry.semester_key,
    institution.institution_key,
    registry.region_key,
    registry.household_key,
    registry.household_id,
    coalesce(registry.head_person_key, 'unknown') as head_person_key,
    registry.poverty_status,
    registry.decile,
    registry.member_count,
    registry.surveyed_date,
    registry.is_counted,
    registry.is_duplicate,
    registry.has_left_poverty,
    registry.left_reason,
    registry.left_date,
    registry.is_verified_poor,
    coalesce(unit.institutions, 0) as assisting_institutions
from {{ ref('int_registry__assess') }} as registry
left join {{ ref('int_assisted_unit__summarise') }} as unit
    on
        registry.semester_key = unit.semester_key
        and registry.household_key = unit.assisted_unit_id
        and unit.assisted_unit_type = 'household'
left join {{ ref('stg_institution') }} as institution on registry.institution_code = institution.institution_code
