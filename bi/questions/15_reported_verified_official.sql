-- How far apart are the reported, the verified and the official poverty rate?
-- A row: a semester of the whole city. The official rate comes from a sample survey once a year, by expenditure; the
-- registry's from lists of households. They measure different things: compare their direction, do not mix them.
-- Received less refused by validation is reported; that less those taken off by matching is verified, whom nobody has
-- visited. Low and high are bounds of the verified figure for what matching joined wrongly and what it missed.
select
    semester,
    population,
    received_persons,
    rejected_persons,
    reported_persons,
    verified_persons,
    verified_persons_low,
    verified_persons_high,
    official_poor_persons,
    cast(100 * reported_rate as decimal(5, 2)) as reported_pct,
    cast(100 * verified_rate as decimal(5, 2)) as verified_pct,
    cast(100 * official_rate as decimal(5, 2)) as official_pct,
    cast(100 * reporting_coverage as decimal(5, 1)) as reporting_coverage_pct
from marts.agg_poverty_headcount
where region_level = 'city'
order by semester
