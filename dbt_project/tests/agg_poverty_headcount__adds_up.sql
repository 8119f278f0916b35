-- A returned row is a semester whose levels (kelurahan, kecamatan, city) do not sum to the same figure, or a region
-- whose verified figure is not the reported one less the duplicates and those that have left.
with levels as (
    select
        semester_key,
        region_level,
        sum(reported_households) as reported_households,
        sum(reported_persons) as reported_persons,
        sum(verified_households) as verified_households,
        sum(verified_persons) as verified_persons
    from {{ ref('agg_poverty_headcount') }}
    group by semester_key, region_level
)

select
    semester_key,
    'levels differ' as fault
from levels
group by semester_key
having
    min(reported_households) <> max(reported_households)
    or min(reported_persons) <> max(reported_persons)
    or min(verified_households) <> max(verified_households)
    or min(verified_persons) <> max(verified_persons)
union all
select
    semester_key,
    region_code as fault
from {{ ref('agg_poverty_headcount') }}
where
    verified_households <> reported_households - duplicate_households - left_households
    or verified_persons <> reported_persons - duplicate_persons - left_persons
