-- Do recipients receive what an activity says that it has spent?
-- A row: an activity of the semester with recipients, with both amounts, the largest difference first. Each side is
-- summed up before the two meet.
with spent as (
    select
        activity_key,
        sum(realised_idr) as realised_idr
    from marts.fct_program_activity
    group by activity_key
),

received as (
    select
        activity_key,
        count(*) as receipts,
        sum(amount_idr) as received_idr
    from marts.fct_assistance
    group by activity_key
)

select
    activity.activity_code,
    activity.activity_name,
    spent.realised_idr,
    received.received_idr,
    received.receipts
from marts.dim_activity as activity
inner join marts.dim_semester as semester on activity.semester_key = semester.semester_key
inner join spent on activity.activity_key = spent.activity_key
inner join received on activity.activity_key = received.activity_key
where semester.semester = '2023S1'
order by abs(spent.realised_idr - received.received_idr) desc, activity.activity_code asc
