select
    record_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    lower(finding_id) as finding_id,
    reviewer_number,
    case verdict
        when 'sama' then 'same'
        when 'beda' then 'different'
        when 'tidak_dapat_dinilai' then 'not_assessable'
    end as verdict,
    assessed_date,
    source_row
from {{ source('accepted', 'penilaian') }}
