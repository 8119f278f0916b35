select
    strategy_no as strategy_key,
    strategy_no,
    strategy_name_id,
    strategy_name_en
from {{ ref('strategy') }}
