select
    fund_source,
    label_id,
    label_en
from {{ ref('fund_source') }}
union all
select
    'unknown' as fund_source,
    'Berbeda menurut kelurahan' as label_id,
    'Differs by kelurahan' as label_en
