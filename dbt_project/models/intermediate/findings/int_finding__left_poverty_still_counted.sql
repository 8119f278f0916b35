with counted_households as (
    select
        registry.record_id,
        registry.semester,
        registry.semester_key,
        registry.institution_code,
        registry.region_code,
        registry.household_key,
        registry.household_id,
        registry.surveyed_date,
        registry.source_file,
        registry.source_sheet,
        registry.source_row,
        departure.mentas_record_id,
        departure.mentas_institution_code,
        departure.effective_date,
        departure.left_reason,
        departure.document_number,
        departure.matched_by,
        departure.match_probability,
        departure.carried_status
    from {{ ref('int_registry__assess') }} as registry
    inner join {{ ref('int_departure__resolve') }} as departure
        on
            registry.semester_key = departure.semester_key
            and registry.household_key = departure.household_key
    where
        registry.is_counted
        and not registry.is_duplicate
)

select
    {{ finding_row('left_poverty_still_counted', ['household_key'], {
        'subject': '[record_id]',
        'related': '[mentas_record_id]',
    }, {
        'entity_type': "'household'",
        'entity_id': 'household_id',
        'match_probability': 'match_probability',
        'evidence': json_object({
            'mentas_institution': 'mentas_institution_code',
            'effective_date': 'effective_date',
            'reason': 'left_reason',
            'document_number': 'document_number',
            'matched_by': 'matched_by',
            'surveyed_date': 'surveyed_date',
        }),
        'first_record_id': 'record_id',
        'second_record_id': 'mentas_record_id',
        'household_key': 'household_key',
        'carried_status': 'carried_status',
    }, is_placed=true) }}
from counted_households
