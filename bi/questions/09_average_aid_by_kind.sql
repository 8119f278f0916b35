-- What does a household receive on average, by kind of assistance?
-- A row: a kind of assistance, all spellings of which are one. Receipts without a household count towards the amount,
-- not towards the average.
select
    kind.assistance_kind_key,
    kind.label_id,
    count(*) as receipts,
    count(distinct assistance.household_key) filter (where assistance.household_key <> 'unknown') as households,
    sum(assistance.amount_idr) as amount_idr,
    round(
        sum(assistance.amount_idr) filter (where assistance.household_key <> 'unknown')
        / nullif(count(distinct assistance.household_key) filter (where assistance.household_key <> 'unknown'), 0)
    ) as amount_idr_per_household
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
inner join marts.dim_assistance_kind as kind on assistance.assistance_kind_key = kind.assistance_kind_key
where semester.semester = '2023S1'
group by kind.assistance_kind_key, kind.label_id
order by amount_idr desc
