-- The decisions on duplicates, found now or by an earlier version, and what agreed at that time: as published when the
-- decision first counted (ADR 11).
with last_seen as (
    select
        finding_id,
        coalesce({{ json_text('evidence', 'agreement') }}, {{ json_text('evidence', 'matched_by') }}) as agreement
    from {{ ref('stg_finding_history') }}
    where rule_code = 'duplicate_household'
)

select
    decision.finding_id,
    decision.finding_status,
    decision.decided_status,
    decision.decision_date,
    coalesce(known.decided_on, last_seen.agreement, duplicate.agreement) as decided_on
from {{ ref('int_decision__settle') }} as decision
left join {{ ref('int_duplicate__identify') }} as duplicate on decision.finding_id = duplicate.finding_id
left join last_seen on decision.finding_id = last_seen.finding_id
left join {{ ref('stg_decision_basis') }} as known
    on
        decision.finding_id = known.finding_id
        and decision.decided_status = known.decided_status
        and coalesce(cast(decision.decision_date as varchar), '') = coalesce(known.decision_date, '')
where duplicate.finding_id is not null or last_seen.finding_id is not null
