-- Which institutions help households that are not in the registry?
-- A row: an institution, with the share of its receipts that went to households outside the semester's registry.
select
    institution.institution_code,
    count(*) as receipts,
    count(*) filter (where not assistance.is_registered) as receipts_outside,
    sum(assistance.amount_idr) filter (where not assistance.is_registered) as amount_idr_outside,
    round(100.0 * count(*) filter (where not assistance.is_registered) / count(*), 1) as outside_pct
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
inner join marts.dim_institution as institution on assistance.institution_key = institution.institution_key
where semester.semester = '2023S1'
group by institution.institution_code
having bool_or(not assistance.is_registered)
order by outside_pct desc, institution.institution_code asc
