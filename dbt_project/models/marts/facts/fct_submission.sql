with reconciliations as (
    select
        semester_key,
        institution_code,
        sum(rows_received) as rows_received,
        sum(rows_accepted) as rows_accepted,
        sum(rows_rejected) as rows_rejected,
        bool_and(dataset = 'keputusan') as is_of_decisions
    from {{ ref('stg_sheet_reconciliation') }}
    group by semester_key, institution_code
),

rejected_files as (
    select distinct
        semester_key,
        institution_code
    from {{ ref('stg_validation_finding') }}
    where severity = 'file'
)

select
    institution.institution_key,
    submission.semester_key,
    case
        when submission.channel_state <> 'received' then submission.channel_state
        -- A list for review without any decision yet is accepted.
        when
            reconciliation.is_of_decisions
            and reconciliation.rows_received = 0
            and rejected.institution_code is null
            then 'accepted'
        when coalesce(reconciliation.rows_accepted, 0) = 0 then 'rejected'
        when reconciliation.rows_rejected > 0 or rejected.institution_code is not null then 'accepted_with_rejects'
        else 'accepted'
    end as status,
    submission.is_expected,
    submission.version,
    submission.received_at,
    submission.is_late,
    submission.files,
    cast(coalesce(reconciliation.rows_received, 0) as bigint) as rows_received,
    cast(coalesce(reconciliation.rows_accepted, 0) as bigint) as rows_accepted,
    cast(coalesce(reconciliation.rows_rejected, 0) as bigint) as rows_rejected
from {{ ref('stg_submission') }} as submission
left join {{ ref('stg_institution') }} as institution on submission.institution_code = institution.institution_code
left join reconciliations as reconciliation
    on
        submission.semester_key = reconciliation.semester_key
        and submission.institution_code = reconciliation.institution_code
left join rejected_files as rejected
    on
        submission.semester_key = rejected.semester_key
        and submission.institution_code = rejected.institution_code
