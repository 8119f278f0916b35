-- Who has not reported?
-- A row: an institution that has to report in the semester and sent nothing, or nothing usable.
select
    institution.institution_code,
    institution.institution_name,
    institution.institution_type,
    submission.status
from marts.fct_submission as submission
inner join marts.dim_semester as semester on submission.semester_key = semester.semester_key
inner join marts.dim_institution as institution on submission.institution_key = institution.institution_key
where
    semester.semester = '2023S1'
    and submission.is_expected
    and submission.status in ('missing', 'unreachable', 'rejected')
order by submission.status, institution.institution_code
