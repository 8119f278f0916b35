select
    strategy_no as strategy_key,
    strategy_no,
    strategy_name_id,
    strategy_name_en
from {{ ref('strategy') }}
union all
select
    -1 as strategy_key,
    -1 as strategy_no,
    'Berbeda menurut kelurahan' as strategy_name_id,
    'Differs by kelurahan' as strategy_name_en
