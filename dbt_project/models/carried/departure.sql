select
    semester_key,
    household_key,
    finding_id,
    mentas_record_id,
    matched_by
from {{ ref('int_departure__identify') }}
