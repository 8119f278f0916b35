-- What is spent in each kecamatan, and for how many poor households?
-- A row: a kecamatan in the semester.
with spent as (
    select
        semester,
        region_code,
        sum(counted_realised_idr) as realised_idr
    from marts.agg_spending_kecamatan
    group by semester, region_code
)

select
    headcount.region_name as kecamatan,
    coalesce(spent.realised_idr, 0) as realised_idr,
    headcount.verified_households as poor_households
from marts.agg_poverty_headcount_kecamatan as headcount
left join spent
    on
        headcount.semester = spent.semester
        and headcount.region_code = spent.region_code
where headcount.semester = '2023S1'
order by headcount.region_code
