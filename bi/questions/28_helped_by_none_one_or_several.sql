-- How many poor households are helped by no institution, by one, by several?
-- A row: a number of institutions, with the verified poor households that this many assist.
select
    poverty.assisting_institutions,
    count(*) as households,
    round(100.0 * count(*) / sum(count(*)) over (), 1) as share_pct
from marts.fct_household_poverty as poverty
inner join marts.dim_semester as semester on poverty.semester_key = semester.semester_key
where
    semester.semester = '2023S1'
    and poverty.is_verified_poor
group by poverty.assisting_institutions
order by poverty.assisting_institutions
