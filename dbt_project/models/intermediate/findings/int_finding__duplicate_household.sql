select
    {{ finding_row('duplicate_household', ['entity_id', 'related_entity_id', 'pair_number'], {
        'institution_code': 'institution_code',
        'region_code': 'region_code',
        'source_file': 'source_file',
        'source_sheet': 'source_sheet',
        'source_row': 'source_row',
        'entity_type': "'household'",
        'entity_id': 'entity_id',
        'related_entity_id': 'related_entity_id',
        'match_probability': 'match_probability',
        'evidence': json_object({
            'matched_by': 'matched_by',
            'related_institution': 'related_institution_code',
            'related_region': 'related_region_code',
            'poverty_status': 'poverty_status',
        }),
        'carried_status': 'carried_status',
    }) }}
from {{ ref('int_duplicate__decide') }}
