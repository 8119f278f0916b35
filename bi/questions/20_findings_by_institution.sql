-- Whose reports have the most faults, and which fault is the most frequent one?
-- A row: an institution with a rejected row or file, by the share of its rows. Those without a readable row come first:
-- they have no share.
with errors as (
    select
        institution_code,
        rule_code,
        count(*) as findings,
        row_number() over (partition by institution_code order by count(*) desc, rule_code asc) as frequency_rank
    from marts.fct_quality_finding
    where
        semester = '2023S1'
        and severity in ('file', 'error')
        and status in ('open', 'confirmed')
    group by institution_code, rule_code
)

select
    institution.institution_code,
    submission.rows_received,
    submission.rows_rejected,
    round(100.0 * submission.rows_rejected / nullif(submission.rows_received, 0), 1) as rejected_pct,
    error.rule_code as most_frequent_rule,
    error.findings as findings_of_that_rule
from marts.fct_submission as submission
inner join marts.dim_semester as semester on submission.semester_key = semester.semester_key
inner join marts.dim_institution as institution on submission.institution_key = institution.institution_key
left join errors as error
    on
        institution.institution_code = error.institution_code
        and error.frequency_rank = 1
where
    semester.semester = '2023S1'
    and submission.status in ('accepted_with_rejects', 'rejected')
order by rejected_pct desc nulls first, institution.institution_code asc
