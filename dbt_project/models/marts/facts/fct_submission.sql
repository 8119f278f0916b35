with reconciliations as (
    select
        semester_key,
        institution_code,
        sum(rows_received) as rows_received,
        sum(rows_accepted) as rows_accepted,
        sum(rows_rejected) as rows_rejected,
        bool_and(dataset in ('keputusan', 'penilaian')) as is_of_decisions
    from {{ ref('stg_sheet_reconciliation') }}
    group by semester_key, institution_code
),

rejected_files as (
    select
        semester_key,
        institution_code,
        -- A letter beside a report takes nothing from it.
        bool_and(rule_code = 'unsupported_format') as are_of_other_formats
    from {{ ref('stg_validation_finding') }}
    where severity = 'file'
    group by semester_key, institution_code
),

nil_reports as (
    select
        submission.semester_key,
        submission.institution_code
    from {{ ref('stg_submission') }} as submission
    inner join {{ ref('stg_sheet_reconciliation') }} as sheet
        on
            submission.semester_key = sheet.semester_key
            and submission.institution_code = sheet.institution_code
    left join rejected_files as rejected
        on
            submission.semester_key = rejected.semester_key
            and submission.institution_code = rejected.institution_code
    where submission.channel_state = 'received' and coalesce(rejected.are_of_other_formats, true)
    group by submission.semester_key, submission.institution_code
    having sum(sheet.rows_received) = 0 and bool_or(list_contains(submission.due_datasets, sheet.dataset))
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
        when nil_report.institution_code is not null and rejected.institution_code is not null
            then 'accepted_with_rejects'
        when nil_report.institution_code is not null then 'accepted'
        when coalesce(reconciliation.rows_accepted, 0) = 0 then 'rejected'
        when reconciliation.rows_rejected > 0 or rejected.institution_code is not null then 'accepted_with_rejects'
        else 'accepted'
    end as status,
    submission.is_expected,
    submission.version,
    submission.first_received_at,
    submission.received_at,
    submission.is_late,
    nil_report.institution_code is not null as is_nil_report,
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
left join nil_reports as nil_report
    on
        submission.semester_key = nil_report.semester_key
        and submission.institution_code = nil_report.institution_code
