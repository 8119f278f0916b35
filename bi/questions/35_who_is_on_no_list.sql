-- How many of those who are helped are on no list?
-- A row: a kelurahan, with the assisted households that the semester's registry does not have, and what they are of all
-- assisted. Those whose registry row was refused are on a list, and are shown apart.
select
    region_name as kelurahan,
    assisted_households,
    unregistered_assisted_households as on_no_list,
    refused_assisted_households as in_a_refused_row,
    cast(100.0 * unregistered_assisted_households / nullif(assisted_households, 0) as decimal(5, 1)) as on_no_list_pct
from marts.agg_targeting_kelurahan
where semester = '2023S1'
order by on_no_list desc, region_code asc
