-- How much of the budget of each strategy has been spent?
-- A row: a strategy of poverty reduction: the year's ceilings as they stand at the semester's end, and what was spent
-- in the semester, without activities that are confirmed as reported twice.
select
    strategy.strategy_no,
    strategy.strategy_name_id,
    count(distinct activity.activity_key) as activities,
    sum(activity.counted_budget_idr) as budget_idr,
    sum(activity.counted_realised_idr) as realised_idr,
    round(100 * sum(activity.counted_realised_idr) / nullif(sum(activity.counted_budget_idr), 0), 1) as realised_pct
from marts.fct_program_activity as activity
inner join marts.dim_semester as semester on activity.semester_key = semester.semester_key
inner join marts.dim_strategy as strategy on activity.strategy_key = strategy.strategy_key
where semester.semester = '2023S1'
group by strategy.strategy_no, strategy.strategy_name_id
order by strategy.strategy_no
