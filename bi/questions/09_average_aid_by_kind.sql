-- What does a household receive on average, by kind of assistance?
-- A row: a kind of assistance (spellings that differ by case and spaces only are one). Receipts without a household
-- count towards the amount, not towards the average.
select
    upper(replace(assistance.assistance_type, ' ', '')) as assistance_kind,
    min(assistance.assistance_type) as example_spelling,
    count(*) as receipts,
    count(distinct assistance.household_key) as households,
    sum(assistance.amount_idr) as amount_idr,
    round(
        sum(assistance.amount_idr) filter (where assistance.household_key is not null)
        / nullif(count(distinct assistance.household_key), 0)
    ) as amount_idr_per_household
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
where semester.semester = '2023S1'
group by upper(replace(assistance.assistance_type, ' ', ''))
order by amount_idr desc
