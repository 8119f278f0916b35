with compatible_kinds as (
    select distinct {{ fold_kind('kind_a') }} as assistance_kind
    from {{ ref('compatible_assistance') }}
    where {{ fold_kind('kind_a') }} = {{ fold_kind('kind_b') }}
),

-- Comparing first keeps the many kinds that come from one institution out of the costly part.
shared_kinds as (
    select
        receipt.semester_key,
        receipt.household_key,
        receipt.assistance_kind
    from {{ ref('int_receipt__resolve') }} as receipt
    left join compatible_kinds as compatible on receipt.assistance_kind = compatible.assistance_kind
    where
        receipt.household_key is not null
        and compatible.assistance_kind is null
    group by receipt.semester_key, receipt.household_key, receipt.assistance_kind
    having min(receipt.institution_code) <> max(receipt.institution_code)
),

overlapping_kinds as (
    select
        receipt.semester,
        receipt.semester_key,
        receipt.household_key,
        receipt.assistance_kind,
        min(receipt.assistance_type) as assistance_type,
        {{ only_value('receipt.region_code') }} as region_code,
        {{ distinct_list('receipt.institution_code') }} as institution_codes,
        count(*) as receipt_count,
        sum(receipt.amount_idr) as amount_idr
    from {{ ref('int_receipt__resolve') }} as receipt
    inner join shared_kinds as shared
        on
            receipt.semester_key = shared.semester_key
            and receipt.household_key = shared.household_key
            and receipt.assistance_kind = shared.assistance_kind
    group by receipt.semester, receipt.semester_key, receipt.household_key, receipt.assistance_kind
),

named as (
    select
        overlap.semester,
        overlap.semester_key,
        overlap.household_key,
        coalesce(registry.household_id, entity.household_id) as household_id,
        overlap.assistance_kind,
        overlap.assistance_type,
        overlap.region_code,
        overlap.institution_codes,
        overlap.receipt_count,
        overlap.amount_idr
    from overlapping_kinds as overlap
    left join {{ ref('stg_household_entity') }} as entity on overlap.household_key = entity.household_key
    left join {{ ref('int_registry__assess') }} as registry
        on
            overlap.semester_key = registry.semester_key
            and overlap.household_key = registry.household_key
            and registry.cluster_rank = 1
)

select
    {{ finding_row('overlapping_assistance', ['household_key', 'assistance_kind'], {
        'region_code': 'region_code',
        'entity_type': "'household'",
        'entity_id': 'household_id',
        'evidence': json_object({
            'assistance_type': 'assistance_type',
            'institutions': 'institution_codes',
            'receipt_count': 'receipt_count',
            'amount_idr': 'amount_idr',
        }),
    }) }}
from named
