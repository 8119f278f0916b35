-- Which institutions report households that have left poverty?
-- A row: an institution that has reported some in the semester.
select
    institution.institution_code,
    institution.institution_name,
    count(*) as reports,
    count(distinct graduation.household_key) as households
from marts.fct_graduation as graduation
inner join marts.dim_semester as semester on graduation.semester_key = semester.semester_key
inner join marts.dim_institution as institution on graduation.institution_key = institution.institution_key
where semester.semester = '2023S1'
group by institution.institution_code, institution.institution_name
order by reports desc, institution.institution_code asc
