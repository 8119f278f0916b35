-- The newest decision on a finding holds, whichever semester it was handed in with.
with decisions as (
    select
        *,
        row_number() over (partition by finding_id order by decision_order desc) as recency
    from {{ ref('int_decision__read') }}
)

select
    finding_id,
    decided_status,
    decision_date,
    finding_status
from decisions
where recency = 1
