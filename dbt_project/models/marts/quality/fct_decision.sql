with known_findings as (
    select finding_id from {{ ref('fct_quality_finding') }}
    union
    select finding_id from {{ ref('stg_finding_history') }}
)

select
    decision.record_id as decision_key,
    decision.semester_key,
    institution.institution_key,
    decision.finding_id,
    decision.decided_status,
    decision.decision_date,
    decision.valid_until,
    decision.finding_status,
    decision.decision_order,
    known.finding_id is not null as is_known,
    decision.is_contradicted,
    decision.source_row
from {{ ref('int_decision__read') }} as decision
left join {{ ref('stg_institution') }} as institution on decision.institution_code = institution.institution_code
left join known_findings as known on decision.finding_id = known.finding_id
where {{ is_built('decision.semester') }}
