-- What do companies, banks, BAZNAS and the city's own agencies spend?
-- A row: a type of institution in the semester, as it was of that type then.
select
    institution_type,
    sum(counted_realised_idr) as realised_idr
from marts.agg_spending_city
where semester = '2023S1'
group by institution_type
order by realised_idr desc
