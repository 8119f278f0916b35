-- In which kelurahan does empowerment (programme group 2) reach the fewest of the poor?
-- A row: a kelurahan, the least reached first. For another group, a strategy or a type of institution change the two
-- values.
select
    region_name as kelurahan,
    poor_households,
    poor_assisted_households,
    cast(100 * exclusion_error as decimal(5, 1)) as exclusion_error_pct
from marts.agg_targeting_breakdown
where
    semester = '2023S1'
    and region_level = 'kelurahan'
    and breakdown = 'program_group'
    and group_code = '2'
    and poor_households > 0
order by exclusion_error desc, region_code asc
