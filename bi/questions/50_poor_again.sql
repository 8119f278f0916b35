-- How many households that had left poverty are poor again?
-- A row: a semester, with its verified poor households, and those of them that a report of that or an earlier semester
-- says have left.
select
    semester.semester,
    count(distinct poverty.household_key) as poor_households,
    count(distinct graduation.household_key) as poor_again
from marts.fct_household_poverty as poverty
inner join marts.dim_semester as semester on poverty.semester_key = semester.semester_key
left join marts.fct_graduation as graduation
    on
        poverty.household_key = graduation.household_key
        and poverty.semester_key >= graduation.semester_key
where poverty.is_verified_poor
group by semester.semester
order by semester.semester
