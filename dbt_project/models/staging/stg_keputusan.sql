select
    record_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    lower(finding_id) as finding_id,
    case decision when 'sahkan' then 'confirmed' when 'abaikan' then 'waived' end as finding_status,
    decision_date,
    valid_until,
    source_file,
    source_row
from {{ source('accepted', 'keputusan') }}
