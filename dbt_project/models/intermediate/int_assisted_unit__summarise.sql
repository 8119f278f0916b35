-- The strategies, programme groups and types of institutions that assist a household are bits of a number, because
-- lists would cost several times as much with millions of receipts.
with units as (
    select
        receipt.semester_key,
        receipt.assisted_unit_type,
        receipt.assisted_unit_id,
        case when receipt.assisted_unit_type = 'household' then receipt.assisted_unit_id end as household_key,
        count(distinct receipt.institution_code) as institutions,
        bit_or(1 << receipt.strategy_key) as strategy_bits,
        bit_or(1 << receipt.program_group_key) as program_group_bits,
        bit_or(1 << cast(institution.institution_type_number as integer)) as institution_type_bits,
        {{ first_by('receipt.region_code', ['receipt.received_date', 'receipt.record_id']) }}
            as first_receipt_region_code
    from {{ ref('int_receipt__resolve') }} as receipt
    left join {{ ref('stg_institution') }} as institution on receipt.institution_code = institution.institution_code
    group by receipt.semester_key, receipt.assisted_unit_type, receipt.assisted_unit_id
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
    unit.institutions,
    unit.strategy_bits,
    unit.program_group_bits,
    unit.institution_type_bits,
    coalesce(registered.region_code, unit.first_receipt_region_code) as region_code,
    registered.household_key is not null as is_registered,
    coalesce(registered.is_verified_poor, false) as is_verified_poor
from units as unit
left join registered_households as registered
    on
        unit.semester_key = registered.semester_key
        and unit.household_key = registered.household_key
