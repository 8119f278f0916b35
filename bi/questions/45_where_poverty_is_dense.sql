-- Where do the most poor households live on a square kilometre?
-- A row: a kelurahan, with what a map needs of it in `geometry` of dim_region.
select
    region.kelurahan,
    headcount.verified_households as poor_households,
    region.area_km2,
    round(cast(headcount.verified_households / region.area_km2 as numeric), 1) as poor_households_per_km2
from marts.agg_poverty_headcount_kelurahan as headcount
inner join marts.dim_region as region on headcount.region_code = region.region_code
where headcount.semester = '2023S1'
order by headcount.verified_households / region.area_km2 desc, region.kelurahan asc
