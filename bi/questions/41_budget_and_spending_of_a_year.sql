-- How much of a year's budget is spent?
-- A row: a calendar year: its budget is the ceiling at the end of its last semester with data, its spending the sum of
-- its semesters.
with semesters as (
    select
        cast(substring(semester, 1, 4) as integer) as calendar_year,
        semester,
        sum(counted_budget_idr) as budget_idr,
        sum(counted_realised_idr) as realised_idr,
        row_number() over (partition by substring(semester, 1, 4) order by semester desc) as recency
    from marts.agg_spending_city
    group by semester
)

select
    calendar_year,
    max(semester) as until_semester,
    sum(budget_idr) filter (where recency = 1) as budget_idr,
    sum(realised_idr) as realised_idr
from semesters
group by calendar_year
order by calendar_year
