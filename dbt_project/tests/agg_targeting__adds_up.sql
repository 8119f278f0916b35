-- A returned row is a semester whose levels do not sum to the same figure, or a region whose poor are not those of the
-- headcount, or whose assisted poor outnumber its poor.
{{ config(meta={'dagster': {'ref': {'name': 'agg_targeting'}}}) }}
with levels as (
    select
        semester_key,
        region_level,
        sum(poor_households) as poor_households,
        sum(assisted_households) as assisted_households,
        sum(poor_assisted_households) as poor_assisted_households,
        sum(unregistered_assisted_households) as unregistered_assisted_households,
        sum(multi_institution_households) as multi_institution_households
    from {{ ref('agg_targeting') }}
    group by semester_key, region_level
)

select
    semester_key,
    'levels differ' as fault
from levels
group by semester_key
having
    min(poor_households) <> max(poor_households)
    or min(assisted_households) <> max(assisted_households)
    or min(poor_assisted_households) <> max(poor_assisted_households)
    or min(unregistered_assisted_households) <> max(unregistered_assisted_households)
    or min(multi_institution_households) <> max(multi_institution_households)
union all
select
    targeting.semester_key,
    targeting.region_code as fault
from {{ ref('agg_targeting') }} as targeting
inner join {{ ref('agg_poverty_headcount') }} as headcount
    on
        targeting.semester_key = headcount.semester_key
        and targeting.region_code = headcount.region_code
where
    targeting.poor_households <> headcount.verified_households
    or targeting.poor_unassisted_households < 0
