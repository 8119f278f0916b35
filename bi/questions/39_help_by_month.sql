-- In which months does help arrive?
-- A row: a month of the semester.
select
    day.year,
    day.month,
    day.month_name_id,
    count(*) as receipts,
    count(distinct assistance.household_key) filter (where assistance.household_key <> 'unknown') as households,
    sum(assistance.amount_idr) as amount_idr
from marts.fct_assistance as assistance
inner join marts.dim_date as day on assistance.date_key = day.date_key
where day.semester = '2023S1'
group by day.year, day.month, day.month_name_id
order by day.year, day.month
