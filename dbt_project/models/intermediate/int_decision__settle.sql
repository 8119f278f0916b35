-- The newest decision on a finding holds, whichever semester it was handed in with. A waiver holds through its last day
-- in the city; then the finding is open again, also where an older decision said something else.
with decisions as (
    select
        finding_id,
        record_id,
        semester,
        institution_code,
        source_file,
        source_row,
        finding_status,
        decision_date,
        valid_until,
        row_number() over (
            partition by finding_id
            order by decision_date desc nulls last, semester_key desc, source_row desc, record_id desc
        ) as recency
    from {{ ref('stg_keputusan') }}
)

select
    decision.finding_id,
    decision.record_id,
    decision.semester,
    decision.institution_code,
    decision.source_file,
    decision.source_row,
    decision.finding_status as decided_status,
    decision.decision_date,
    case
        when decision.finding_status = 'waived' and decision.valid_until < run.run_date then 'open'
        else decision.finding_status
    end as finding_status
from decisions as decision
cross join {{ ref('stg_run_context') }} as run
where decision.recency = 1
