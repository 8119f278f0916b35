select
    record_id,
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    region_code,
    {{ region_key('region_code') }} as region_key,
    activity_code,
    person_id,
    person_match_id,
    sex,
    age_band,
    household_id,
    {{ mask_numbers('assistance_type') }} as assistance_type,
    {{ fold_kind(mask_numbers('assistance_type')) }} as assistance_kind,
    amount_idr,
    received_date,
    source_file,
    source_sheet,
    source_row
from {{ source('accepted', 'penerima') }}
where {{ is_built() }}
