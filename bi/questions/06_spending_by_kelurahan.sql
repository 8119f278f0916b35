-- What was spent in each kelurahan, and how much is that for each poor household?
-- A row: a kelurahan, also one in which nothing was spent. The poor are the verified ones.
select
    region.region_code,
    region.kelurahan,
    region.kecamatan,
    coalesce(sum(activity.counted_realised_idr), 0) as realised_idr,
    headcount.verified_households as poor_households,
    round(coalesce(sum(activity.counted_realised_idr), 0) / nullif(headcount.verified_households, 0))
        as realised_idr_per_poor_household
from marts.dim_region as region
inner join marts.agg_poverty_headcount_kelurahan as headcount on region.region_code = headcount.region_code
left join marts.fct_program_activity as activity
    on
        region.region_key = activity.region_key
        and headcount.semester_key = activity.semester_key
where headcount.semester = '2023S1'
group by region.region_code, region.kelurahan, region.kecamatan, headcount.verified_households
order by region.region_code
