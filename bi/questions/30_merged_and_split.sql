-- How many households were merged into another one, and how many were split from one?
-- A row: a semester, compared with all before it; by an equal number, by probability, or by a decision of the
-- secretariat. Following households by their keys loses and gains as many.
select
    semester.semester,
    count(*) filter (where found.change = 'merged' and found.matched_by in ('kk', 'nik')) as merged_by_number,
    count(*) filter (where found.change = 'merged' and found.matched_by = 'probable') as merged_probably,
    count(*) filter (where found.change = 'split' and found.matched_by in ('kk', 'nik')) as split_by_number,
    count(*) filter (where found.change = 'split' and found.matched_by = 'probable') as split_probably,
    count(*) filter (where found.change = 'split' and found.matched_by = 'decision') as told_apart
from marts.dim_semester as semester
left join marts.fct_household_change as found on semester.semester_key = found.semester_key
group by semester.semester
order by semester.semester
