with assisted_households as (
    select
        departure.semester,
        departure.semester_key,
        departure.household_key,
        departure.mentas_record_id,
        departure.mentas_institution_code,
        departure.effective_date,
        departure.left_reason,
        departure.document_number,
        departure.matched_by,
        departure.match_probability * max({{ household_probability('receipt') }}) as match_probability,
        case when departure.finding_status = 'waived' then 'waived' end as carried_status,
        {{ only_value('receipt.institution_code') }} as institution_code,
        {{ only_value('receipt.region_code') }} as region_code,
        {{ distinct_list('receipt.institution_code') }} as institution_codes,
        {{ distinct_list('receipt.record_id') }} as record_ids,
        count(*) as receipt_count,
        sum(receipt.amount_idr) as amount_idr
    from {{ ref('int_departure__resolve') }} as departure
    inner join {{ ref('int_receipt__resolve') }} as receipt
        on
            departure.semester_key = receipt.semester_key
            and departure.household_key = receipt.household_key
            and departure.effective_date < receipt.received_date
            and {{ household_probability('receipt') }} >= {{ var('least_accusing_probability') }}
    group by
        departure.semester,
        departure.semester_key,
        departure.household_key,
        departure.mentas_record_id,
        departure.mentas_institution_code,
        departure.effective_date,
        departure.left_reason,
        departure.document_number,
        departure.matched_by,
        departure.match_probability,
        departure.finding_status
),

named as (
    select
        assisted.*,
        coalesce(registry.household_id, entity.household_id) as household_id
    from assisted_households as assisted
    left join {{ ref('stg_household_entity') }} as entity on assisted.household_key = entity.household_key
    left join {{ ref('int_registry__assess') }} as registry
        on
            assisted.semester_key = registry.semester_key
            and assisted.household_key = registry.household_key
            and registry.cluster_rank = 1
)

select
    {{ finding_row('left_poverty_still_assisted', ['household_key'], {
        'subject': 'record_ids',
        'related': '[mentas_record_id]',
    }, {
        'institution_code': 'institution_code',
        'region_code': 'region_code',
        'entity_type': "'household'",
        'entity_id': 'household_id',
        'match_probability': 'match_probability',
        'evidence': json_object({
            'mentas_institution': 'mentas_institution_code',
            'effective_date': 'effective_date',
            'reason': 'left_reason',
            'document_number': 'document_number',
            'matched_by': 'matched_by',
            'institutions': 'institution_codes',
            'receipt_count': 'receipt_count',
            'amount_idr': 'amount_idr',
        }),
        'carried_status': 'carried_status',
    }) }}
from named
