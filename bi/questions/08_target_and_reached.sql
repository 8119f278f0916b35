-- Did activities reach those whom they were meant to reach?
-- A row: a unit in which targets are counted; households, persons and groups can not be added up.
select
    activity.target_unit,
    count(*) as activity_rows,
    sum(activity.target_count) as target_count,
    sum(activity.reached_count) as reached_count,
    round(100.0 * sum(activity.reached_count) / nullif(sum(activity.target_count), 0), 1) as reached_pct
from marts.fct_program_activity as activity
inner join marts.dim_semester as semester on activity.semester_key = semester.semester_key
where semester.semester = '2023S1'
group by activity.target_unit
order by activity.target_unit
