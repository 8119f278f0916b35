-- Which households are helped by several institutions?
-- A row: a household with receipts from two or more institutions, those with the most institutions first.
select
    household.household_id,
    count(distinct assistance.institution_key) as institutions,
    string_agg(distinct institution.institution_code, ', ' order by institution.institution_code)
        as institution_codes,
    count(*) as receipts,
    sum(assistance.amount_idr) as amount_idr
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
inner join marts.dim_household as household on assistance.household_key = household.household_key
inner join marts.dim_institution as institution on assistance.institution_key = institution.institution_key
where
    semester.semester = '2023S1'
    and assistance.household_key <> 'unknown'
group by household.household_id
having count(distinct assistance.institution_key) > 1
order by institutions desc, amount_idr desc, household.household_id asc
