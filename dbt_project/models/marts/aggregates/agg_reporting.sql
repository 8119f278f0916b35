with submissions as (
    select
        institution_key,
        semester_key,
        is_expected,
        -- Some row was accepted, or there was nothing to report.
        status in ('accepted', 'accepted_with_rejects') as is_usable,
        status not in ('missing', 'unreachable') as is_received,
        coalesce(is_late, false) as is_late,
        rows_received,
        rows_rejected
    from {{ ref('fct_submission') }}
),

counts as (
    select
        submission.semester_key,
        semester.semester,
        institution.institution_type,
        count(*) filter (where submission.is_expected) as expected,
        count(*) filter (where submission.is_expected and submission.is_received) as received,
        count(*) filter (where submission.is_expected and submission.is_usable) as usable,
        count(*) filter (where submission.is_expected and submission.is_received and not submission.is_late) as on_time,
        sum(submission.rows_received) as rows_received,
        sum(submission.rows_rejected) as rows_rejected
    from submissions as submission
    inner join {{ ref('dim_semester') }} as semester on submission.semester_key = semester.semester_key
    inner join {{ ref('dim_institution') }} as institution
        on submission.institution_key = institution.institution_key
    group by submission.semester_key, semester.semester, institution.institution_type
)

select
    semester_key,
    semester,
    institution_type,
    expected,
    received,
    usable,
    on_time,
    cast(rows_received as bigint) as rows_received,
    cast(rows_rejected as bigint) as rows_rejected,
    {{ share('received', 'expected') }} as reporting_rate,
    {{ share('usable', 'expected') }} as usable_rate,
    {{ share('on_time', 'expected') }} as on_time_rate,
    {{ share('rows_rejected', 'rows_received') }} as rows_rejected_rate
from counts
