select
    finding_id,
    semester_key,
    rule_code,
    first_record_id,
    second_record_id,
    household_key,
    {{ json_text('evidence', 'matched_by') }} as matched_by,
    match_probability,
    {{ json_text('evidence', 'open_again') }} as open_again
from {{ ref('int_finding__unite') }}
where second_record_id is not null
