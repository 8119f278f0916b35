-- Where does the money come from?
-- A row: a source of funds in the semester, with the institutions that used it.
select
    activity.fund_source,
    count(distinct activity.institution_key) as institutions,
    sum(activity.counted_budget_idr) as budget_idr,
    sum(activity.counted_realised_idr) as realised_idr,
    round(100 * sum(activity.counted_realised_idr) / sum(sum(activity.counted_realised_idr)) over (), 1) as share_pct
from marts.fct_program_activity as activity
inner join marts.dim_semester as semester on activity.semester_key = semester.semester_key
where semester.semester = '2023S1'
group by activity.fund_source
order by realised_idr desc
