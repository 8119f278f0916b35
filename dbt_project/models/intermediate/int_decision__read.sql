{{ config(materialized='view') }}
-- A waiver holds through its last day, in local time; then the finding is open again, whatever an older decision was.
select
    decision.record_id,
    decision.semester,
    decision.semester_key,
    decision.institution_code,
    decision.finding_id,
    decision.finding_status as decided_status,
    decision.decision_date,
    decision.valid_until,
    case
        when decision.finding_status = 'waived' and decision.valid_until < run.run_date then 'open'
        else decision.finding_status
    end as finding_status,
    -- Two of one day that contradict each other: nobody can say which one is meant.
    min(decision.finding_status) over same_day <> max(decision.finding_status) over same_day as is_contradicted,
    -- The decision of the latest day holds; of one day, the one handed in last.
    concat_ws(
        '|',
        coalesce(cast(decision.decision_date as varchar), '0000-00-00'),
        decision.semester,
        lpad(cast(decision.source_row as varchar), 9, '0'),
        decision.record_id
    ) as decision_order,
    decision.source_row
from {{ ref('stg_keputusan') }} as decision
cross join {{ ref('stg_run_context') }} as run
window same_day as (partition by decision.finding_id, decision.decision_date)
