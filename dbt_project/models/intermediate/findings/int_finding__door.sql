select
    finding_id,
    semester,
    semester_key,
    rule_code,
    severity,
    institution_code,
    region_code,
    source_file,
    source_sheet,
    source_row,
    source_column,
    case when source_row is null then 'file' else 'row' end as entity_type,
    record_id as entity_id,
    cast(null as varchar) as related_entity_id,
    cast(null as double) as match_probability,
    {{ json_object({'dataset': 'dataset'}) }} as evidence,
    cast(null as varchar) as carried_status
from {{ ref('stg_door_finding') }}
