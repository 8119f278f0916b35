-- What has the city spent, less what is confirmed as reported twice?
-- A row: a semester. Budgets are ceilings of the year: they do not add up over its semesters, spending does.
select
    semester,
    sum(realised_idr) as reported_idr,
    sum(duplicate_realised_idr) as reported_twice_idr,
    sum(counted_realised_idr) as realised_idr,
    sum(counted_budget_idr) as budget_idr
from marts.agg_spending_city
group by semester
order by semester
