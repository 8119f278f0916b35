-- Who has left poverty, and why?
-- A row: a reason, with the households of which the semester's reports say it, those that it takes off the count, those
-- that the registry still lists and those that a later survey has found poor again.
select
    graduation.reason,
    count(distinct graduation.household_key) as households,
    count(distinct graduation.household_key) filter (where graduation.has_left_poverty) as taken_off,
    count(distinct graduation.household_key) filter (where graduation.is_still_registered) as still_registered,
    count(distinct graduation.household_key) filter (where graduation.is_back) as back
from marts.fct_graduation as graduation
inner join marts.dim_semester as semester on graduation.semester_key = semester.semester_key
where semester.semester = '2023S1'
group by graduation.reason
order by households desc, graduation.reason asc
