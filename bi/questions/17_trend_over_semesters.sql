-- How do poverty, spending and assistance develop?
-- A row: a semester of the whole city. Spending and receipts are summed up before the join: a join of facts would count
-- rows several times.
with spending as (
    select
        semester_key,
        sum(realised_idr) as realised_idr
    from marts.fct_program_activity
    group by semester_key
),

assistance as (
    select
        semester_key,
        sum(amount_idr) as assistance_idr,
        count(*) as receipts
    from marts.fct_assistance
    group by semester_key
)

select
    headcount.semester,
    headcount.verified_households,
    headcount.verified_households - lag(headcount.verified_households) over (order by headcount.semester_key)
        as change_in_households,
    spending.realised_idr,
    assistance.receipts,
    assistance.assistance_idr
from marts.agg_poverty_headcount as headcount
left join spending on headcount.semester_key = spending.semester_key
left join assistance on headcount.semester_key = assistance.semester_key
where headcount.region_level = 'city'
order by headcount.semester_key
