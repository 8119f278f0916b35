-- How well does each strategy, programme group and type of institution reach the poor?
-- A row: one of them, in the whole city. Inclusion error: the share of its assisted households that are not verified
-- poor. Exclusion error: the share of the verified poor that it does not assist, though others may. A household that is
-- assisted by several counts in each. A type of institutions of which no report is usable helps nobody that is known,
-- and has no exclusion error. The breakdown `institution` has the same for each institution.
select
    breakdown,
    group_code,
    group_name,
    assisted_households,
    poor_assisted_households,
    poor_unassisted_households,
    expected_institutions,
    received_institutions,
    usable_institutions,
    cast(100 * inclusion_error as decimal(5, 1)) as inclusion_error_pct,
    cast(100 * exclusion_error as decimal(5, 1)) as exclusion_error_pct
from marts.agg_targeting_breakdown
where
    semester = '2023S1'
    and region_level = 'city'
    and breakdown <> 'institution'
order by breakdown, group_code
