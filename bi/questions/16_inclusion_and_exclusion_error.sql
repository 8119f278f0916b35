-- How well does assistance reach the poor?
-- A row: a kecamatan, and the city last. Inclusion error: the share of assisted households that are not verified poor.
-- Exclusion error: the share of verified poor households without assistance.
select
    region_name,
    poor_households,
    assisted_households,
    poor_assisted_households,
    poor_unassisted_households,
    unregistered_assisted_households,
    cast(100 * inclusion_error as decimal(5, 1)) as inclusion_error_pct,
    cast(100 * exclusion_error as decimal(5, 1)) as exclusion_error_pct
from marts.agg_targeting
where
    semester = '2023S1'
    and region_level in ('kecamatan', 'city')
order by region_level desc, region_code asc
