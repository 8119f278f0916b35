select
    program_group_no as program_group_key,
    program_group_no,
    program_group_name_id,
    program_group_name_en
from {{ ref('program_group') }}
