-- How many households get what is not meant for them?
-- A row: a kecamatan: households that received a kind of aid that does not serve their status on the day.
select
    region_name as kecamatan,
    assisted_households,
    ineligible_assisted_households,
    cast(100 * inclusion_error_strict as decimal(5, 1)) as inclusion_error_strict_pct
from marts.agg_targeting_kecamatan
where semester = '2023S1'
order by region_code
