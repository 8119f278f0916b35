-- How many households have left poverty but are still counted as poor, and why had they left?
-- A row: a reason, with the households and persons that the registry counts in excess. Duplicates are left out.
select
    poverty.left_reason,
    count(*) as households,
    sum(poverty.member_count) as persons
from marts.fct_household_poverty as poverty
inner join marts.dim_semester as semester on poverty.semester_key = semester.semester_key
where
    semester.semester = '2023S1'
    and poverty.is_counted
    and poverty.has_left_poverty
    and not poverty.is_duplicate
group by poverty.left_reason
order by households desc, poverty.left_reason asc
