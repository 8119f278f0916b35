with households as (
    select
        registry.semester_key,
        level.region_code,
        registry.member_count,
        registry.is_counted,
        registry.is_counted and registry.is_duplicate as is_duplicate,
        registry.is_counted and not registry.is_duplicate and registry.has_left_poverty as is_left,
        registry.is_verified_poor
    from {{ ref('int_registry__assess') }} as registry
    inner join {{ ref('int_region__expand') }} as level on registry.region_key = level.region_key
),

counts as (
    select
        semester_key,
        region_code,
        count(*) filter (where is_counted) as reported_households,
        sum(member_count) filter (where is_counted) as reported_persons,
        count(*) filter (where is_duplicate) as duplicate_households,
        sum(member_count) filter (where is_duplicate) as duplicate_persons,
        count(*) filter (where is_left) as left_households,
        sum(member_count) filter (where is_left) as left_persons,
        count(*) filter (where is_verified_poor) as verified_households,
        sum(member_count) filter (where is_verified_poor) as verified_persons
    from households
    group by semester_key, region_code
)

select
    region.semester_key,
    region.semester,
    region.region_level,
    region.region_code,
    region.region_name,
    region.population,
    region.population_is_estimated,
    coalesce(counted.reported_households, 0) as reported_households,
    cast(coalesce(counted.reported_persons, 0) as bigint) as reported_persons,
    coalesce(counted.duplicate_households, 0) as duplicate_households,
    cast(coalesce(counted.duplicate_persons, 0) as bigint) as duplicate_persons,
    coalesce(counted.left_households, 0) as left_households,
    cast(coalesce(counted.left_persons, 0) as bigint) as left_persons,
    coalesce(counted.verified_households, 0) as verified_households,
    cast(coalesce(counted.verified_persons, 0) as bigint) as verified_persons,
    {{ share('coalesce(counted.reported_persons, 0)', 'region.population') }} as reported_rate,
    {{ share('coalesce(counted.verified_persons, 0)', 'region.population') }} as verified_rate,
    official.poor_persons as official_poor_persons,
    {{ share('official.poverty_rate_pct', '100') }} as official_rate
from {{ ref('int_region_semester__span') }} as region
left join counts as counted
    on
        region.semester_key = counted.semester_key
        and region.region_code = counted.region_code
left join {{ ref('official_poverty') }} as official
    on
        region.calendar_year = official.year
        and region.region_code = official.city_code
