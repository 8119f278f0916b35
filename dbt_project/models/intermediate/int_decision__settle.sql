-- The newest decision on a finding holds, whichever semester it was handed in with; of a day with two that contradict
-- each other none does.
with decisions as (
    select
        *,
        row_number() over (partition by finding_id order by decision_order desc) as recency
    from {{ ref('int_decision__read') }}
    where is_contradicted is not true
)

select
    finding_id,
    decided_status,
    decision_date,
    finding_status
from decisions
where recency = 1
