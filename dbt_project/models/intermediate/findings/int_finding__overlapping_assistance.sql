with compatible_kinds as (
    select distinct {{ fold_kind('kind_a') }} as assistance_kind
    from {{ ref('compatible_assistance') }}
    where {{ fold_kind('kind_a') }} = {{ fold_kind('kind_b') }}
),

shared_kinds as (
    select
        semester,
        semester_key,
        household_key,
        assistance_kind,
        min(assistance_type) as assistance_type,
        {{ only_value('region_code') }} as region_code,
        {{ distinct_list('institution_code') }} as institution_codes,
        count(*) as receipt_count,
        sum(amount_idr) as amount_idr
    from {{ ref('int_receipt__resolve') }}
    where household_key is not null
    group by semester, semester_key, household_key, assistance_kind
    having min(institution_code) <> max(institution_code)
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
    from shared_kinds as overlap
    inner join {{ ref('stg_household_entity') }} as entity on overlap.household_key = entity.household_key
    left join {{ ref('int_registry__assess') }} as registry
        on
            overlap.semester_key = registry.semester_key
            and overlap.household_key = registry.household_key
            and registry.cluster_rank = 1
    left join compatible_kinds as compatible on overlap.assistance_kind = compatible.assistance_kind
    where compatible.assistance_kind is null
)

select
    {{ finding_row('overlapping_assistance', ['household_key', 'assistance_kind'], {
        'region_code': 'region_code',
        'entity_type': "'household'",
        'entity_id': 'household_id',
        'evidence': json_object({
            'assistance_type': 'assistance_type',
            'institutions': 'institution_codes',
            'receipts': 'receipt_count',
            'amount_idr': 'amount_idr',
        }),
    }) }}
from named
