-- What was spent on each programme group, and what share of all spending is that?
-- A row: a programme group of Permendagri 53/2020 in the semester.
select
    program_group.program_group_no,
    program_group.program_group_name_id,
    sum(activity.counted_realised_idr) as realised_idr,
    round(100 * sum(activity.counted_realised_idr) / sum(sum(activity.counted_realised_idr)) over (), 1) as share_pct
from marts.fct_program_activity as activity
inner join marts.dim_semester as semester on activity.semester_key = semester.semester_key
inner join marts.dim_program_group as program_group
    on activity.program_group_key = program_group.program_group_key
where semester.semester = '2023S1'
group by program_group.program_group_no, program_group.program_group_name_id
order by program_group.program_group_no
