-- How many households have become one with another, and how many have come out of one?
-- A row: a semester, as against all before it; by an equal number, probably, or because the secretariat has told two
-- apart. Whoever follows households by their keys loses as many and gains as many.
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
