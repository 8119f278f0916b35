with units as (
    select
        semester_key,
        assisted_unit_type,
        assisted_unit_id,
        case when assisted_unit_type = 'household' then assisted_unit_id end as household_key,
        min(institution_code) <> max(institution_code) as has_several_institutions,
        {{ first_by('region_code', ['received_date', 'record_id']) }} as first_receipt_region_code
    from {{ ref('int_receipt__resolve') }}
    group by semester_key, assisted_unit_type, assisted_unit_id
),

registered_households as (
    select
        semester_key,
        household_key,
        region_code,
        is_verified_poor
    from {{ ref('int_registry__assess') }}
    where cluster_rank = 1
)

select
    unit.semester_key,
    unit.assisted_unit_type,
    unit.assisted_unit_id,
    unit.has_several_institutions,
    coalesce(registered.region_code, unit.first_receipt_region_code) as region_code,
    registered.household_key is not null as is_registered,
    coalesce(registered.is_verified_poor, false) as is_verified_poor
from units as unit
left join registered_households as registered
    on
        unit.semester_key = registered.semester_key
        and unit.household_key = registered.household_key
