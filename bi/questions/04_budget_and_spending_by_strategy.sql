-- How much of the budget of each strategy has been spent?
-- A row: a strategy of poverty reduction, with rupiah budgeted and spent in the semester.
select
    strategy.strategy_no,
    strategy.strategy_name_id,
    count(distinct activity.institution_key || activity.activity_code) as activities,
    sum(activity.budget_idr) as budget_idr,
    sum(activity.realised_idr) as realised_idr,
    round(100 * sum(activity.realised_idr) / nullif(sum(activity.budget_idr), 0), 1) as realised_pct
from marts.fct_program_activity as activity
inner join marts.dim_semester as semester on activity.semester_key = semester.semester_key
inner join marts.dim_strategy as strategy on activity.strategy_key = strategy.strategy_key
where semester.semester = '2023S1'
group by strategy.strategy_no, strategy.strategy_name_id
order by strategy.strategy_no
