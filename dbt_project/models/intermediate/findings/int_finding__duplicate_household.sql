select
    {{ finding_row('duplicate_household', ['entity_id', 'related_entity_id', 'pair_number'], {
        'subject': '[record_id]',
        'related': '[related_record_id]',
    }, {
        'entity_type': "'household'",
        'entity_id': 'entity_id',
        'related_entity_id': 'related_entity_id',
        'match_probability': 'match_probability',
        'evidence': json_object({
            'matched_by': 'matched_by',
            'agreement': 'agreement',
            'related_institution': 'related_institution_code',
            'related_region': 'related_region_code',
            'poverty_status': 'poverty_status',
            'decision': 'decision',
            'decision_semester': 'decision_semester',
            'decision_date': 'decision_date',
            'decided_on': 'decided_on',
            'open_again': 'open_again',
        }),
        'first_record_id': 'related_record_id',
        'second_record_id': 'record_id',
        'carried_status': "case when finding_status = 'waived' then 'waived' end",
        'is_open_again': "open_again = 'new_evidence'",
    }, is_placed=true) }}
from {{ ref('int_duplicate__decide') }}
