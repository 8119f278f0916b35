-- How much does a helped household receive in all?
-- A row: a number of receipts in the semester, with the households that have this many and what they receive together.
with helped as (
    select
        assistance.household_key,
        count(*) as receipts,
        sum(assistance.amount_idr) as amount_idr
    from marts.fct_assistance as assistance
    inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
    where
        semester.semester = '2023S1'
        and assistance.household_key <> 'unknown'
    group by assistance.household_key
)

select
    receipts,
    count(*) as households,
    sum(amount_idr) as amount_idr
from helped
group by receipts
order by receipts
