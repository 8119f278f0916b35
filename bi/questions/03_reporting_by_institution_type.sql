-- Which kinds of institutions report completely, in time and cleanly?
-- A row: a type of institution in the semester, with its shares in percent. Usable is a report of which some row was
-- accepted, or that there is nothing to report.
select
    institution_type,
    expected,
    received,
    usable,
    on_time,
    cast(100 * reporting_rate as decimal(5, 1)) as reporting_pct,
    cast(100 * usable_rate as decimal(5, 1)) as usable_pct,
    cast(100 * on_time_rate as decimal(5, 1)) as on_time_pct,
    cast(100 * rows_rejected_rate as decimal(5, 1)) as rows_rejected_pct
from marts.agg_reporting
where semester = '2023S1'
order by institution_type
