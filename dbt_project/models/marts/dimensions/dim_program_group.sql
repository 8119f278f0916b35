select
    program_group_no as program_group_key,
    program_group_no,
    program_group_name_id,
    program_group_name_en
from {{ ref('program_group') }}
union all
select
    -1 as program_group_key,
    -1 as program_group_no,
    'Berbeda menurut kelurahan' as program_group_name_id,
    'Differs by kelurahan' as program_group_name_en
