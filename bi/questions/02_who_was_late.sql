-- Who reported late, and by how many days?
-- A row: an institution that has to report and whose first version came after the deadline. Days are in local time.
select
    institution.institution_code,
    institution.institution_name,
    semester.deadline,
    cast(timezone('Asia/Jakarta', submission.first_received_at) as date) as received_date,
    cast(timezone('Asia/Jakarta', submission.first_received_at) as date) - semester.deadline as days_late
from marts.fct_submission as submission
inner join marts.dim_semester as semester on submission.semester_key = semester.semester_key
inner join marts.dim_institution as institution on submission.institution_key = institution.institution_key
where
    semester.semester = '2023S1'
    and submission.is_expected
    and submission.is_late
order by days_late desc, institution.institution_code asc
