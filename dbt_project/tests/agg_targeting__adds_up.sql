-- A returned row is a semester whose levels do not sum to the same figure, or a region whose poor are not those of the
-- headcount, or has more assisted poor than poor, or whose assisted households do not sum to all by the registry's
-- status or by one or several institutions, or has more who are ineligible than the strict rate may have.
{{ config(meta={'checks': 'agg_targeting'}) }}
{%- set counts = [
    'poor', 'assisted', 'poor_assisted', 'near_poor_assisted', 'not_poor_assisted', 'taken_off_assisted',
    'refused_assisted', 'unregistered_assisted', 'left_assisted', 'ineligible_assisted', 'multi_institution',
] %}
with levels as (
    select
        {% for count in counts %}
            sum({{ count }}_households) as {{ count }}_households,
        {% endfor %}
        semester_key,
        region_level
    from {{ ref('agg_targeting') }}
    group by semester_key, region_level
)

select
    semester_key,
    'levels differ' as fault
from levels
group by semester_key
having
    {% for count in counts %}
        {{ 'or ' if not loop.first }}min({{ count }}_households) <> max({{ count }}_households)
    {% endfor %}
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
    or targeting.poor_assisted_households + targeting.near_poor_assisted_households
    + targeting.not_poor_assisted_households + targeting.taken_off_assisted_households
    + targeting.refused_assisted_households + targeting.unregistered_assisted_households
    <> targeting.assisted_households
    or targeting.ineligible_assisted_households
    > targeting.assisted_households - targeting.poor_assisted_households
    or targeting.left_assisted_households > targeting.assisted_households - targeting.poor_assisted_households
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
