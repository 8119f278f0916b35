-- A returned row is a semester whose levels do not sum to the same figure, or a region whose poor are not those of the
-- headcount, or has more assisted poor than poor, or whose households assisted by one or several do not sum to all.
{{ config(meta={'checks': 'agg_targeting'}) }}
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
    or targeting.single_institution_households + targeting.multi_institution_households
    <> targeting.assisted_households
    or targeting.poor_multi_institution_households > targeting.poor_assisted_households
union all
-- Of the breakdown: a group whose levels do not sum to the same figure, or that assists more than are assisted in all.
select
    semester_key,
    breakdown || ' ' || group_code as fault
from (
    select
        part.semester_key,
        part.breakdown,
        part.group_code,
        part.region_level,
        sum(part.assisted_households) as assisted_households,
        sum(part.poor_assisted_households) as poor_assisted_households,
        count(*) filter (
            where part.assisted_households > region.assisted_households
            or part.poor_assisted_households > region.poor_assisted_households
            or part.poor_households <> region.poor_households
        ) as exceeding
    from {{ ref('agg_targeting_breakdown') }} as part
    inner join {{ ref('agg_targeting') }} as region
        on
            part.semester_key = region.semester_key
            and part.region_code = region.region_code
    group by part.semester_key, part.breakdown, part.group_code, part.region_level
) as level_of_part
group by semester_key, breakdown, group_code
having
    min(assisted_households) <> max(assisted_households)
    or min(poor_assisted_households) <> max(poor_assisted_households)
    or sum(exceeding) > 0
