-- What do people receive from each programme group?
-- A row: a programme group, by the receipts of the semester.
select
    program_group.program_group_no,
    program_group.program_group_name_id,
    count(*) as receipts,
    count(distinct assistance.household_key) filter (where assistance.household_key <> 'unknown') as households,
    sum(assistance.amount_idr) as amount_idr
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
inner join marts.dim_program_group as program_group
    on assistance.program_group_key = program_group.program_group_key
where semester.semester = '2023S1'
group by program_group.program_group_no, program_group.program_group_name_id
order by program_group.program_group_no
