-- How well does assistance reach the poor?
-- A row: a kecamatan, and the city last. Inclusion error: the share of assisted households that are not verified poor,
-- for whatever reason; strict: that received what is not meant for them, by their status on the day. Exclusion error:
-- the share of verified poor households without assistance that was reported; so see who has reported.
select
    region_name,
    poor_households,
    assisted_households,
    poor_assisted_households,
    poor_unassisted_households,
    near_poor_assisted_households,
    not_poor_assisted_households,
    taken_off_assisted_households,
    refused_assisted_households,
    unregistered_assisted_households,
    cast(100 * inclusion_error as decimal(5, 1)) as inclusion_error_pct,
    cast(100 * inclusion_error_strict as decimal(5, 1)) as inclusion_error_strict_pct,
    cast(100 * exclusion_error as decimal(5, 1)) as exclusion_error_pct,
    cast(100 * reporting_coverage as decimal(5, 1)) as reporting_coverage_pct
from marts.agg_targeting
where
    semester = '2023S1'
    and region_level in ('kecamatan', 'city')
order by region_level desc, region_code asc
