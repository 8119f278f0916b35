{#- Every reason to remove a household, in the order of the bridge: prefix of its columns to its condition. -#}
{%- set reasons = {
    'duplicate': 'is_duplicate',
    'died_or_moved': "is_left and left_reason in ('meninggal', 'pindah')",
    'risen': "is_left and left_reason = 'ekonomi_meningkat'",
    'other_left': "is_left and coalesce(left_reason, '') not in ('meninggal', 'pindah', 'ekonomi_meningkat')",
    'left': 'is_left',
} -%}
with households as (
    select
        registry.semester_key,
        level.region_code,
        registry.member_count,
        registry.left_reason,
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
        {% for prefix, condition in reasons.items() %}
            count(*) filter (where {{ condition }}) as {{ prefix }}_households,
            sum(member_count) filter (where {{ condition }}) as {{ prefix }}_persons,
        {% endfor %}
        count(*) filter (where is_verified_poor) as verified_households,
        sum(member_count) filter (where is_verified_poor) as verified_persons
    from households
    group by semester_key, region_code
),

-- Refused rows without a readable kelurahan are the city's alone.
rejected as (
    select
        refused.semester_key,
        coalesce(level.region_code, city.region_code) as region_code,
        count(*) as households,
        sum(refused.member_count) as persons,
        count(*) filter (where refused.region_code is null) as unplaced_households,
        sum(refused.member_count) filter (where refused.region_code is null) as unplaced_persons
    from {{ ref('int_rejected_household__read') }} as refused
    left join {{ ref('int_region__expand') }} as level on refused.region_code = level.kelurahan_code
    cross join {{ ref('stg_region') }} as city
    where
        refused.is_counted
        and city.region_level = 'city'
    group by refused.semester_key, coalesce(level.region_code, city.region_code)
),

coverage as (
    {{ reporting_coverage() }}
)

select
    region.semester_key,
    region.semester,
    region.region_level,
    region.region_code,
    region.region_name,
    region.population,
    region.population_is_estimated,
    region.population_source,
    {% for unit in ['households', 'persons'] %}
        cast(coalesce(counted.reported_{{ unit }}, 0) + coalesce(rejected.{{ unit }}, 0) as bigint)
            as received_{{ unit }},
        cast(coalesce(rejected.{{ unit }}, 0) as bigint) as rejected_{{ unit }},
        cast(coalesce(rejected.unplaced_{{ unit }}, 0) as bigint) as unplaced_rejected_{{ unit }},
        cast(coalesce(counted.reported_{{ unit }}, 0) as bigint) as reported_{{ unit }},
    {% endfor %}
    {% for prefix in reasons %}
        coalesce(counted.{{ prefix }}_households, 0) as {{ prefix }}_households,
        cast(coalesce(counted.{{ prefix }}_persons, 0) as bigint) as {{ prefix }}_persons,
    {% endfor %}
    coalesce(counted.verified_households, 0) as verified_households,
    cast(coalesce(counted.verified_households, 0) - coalesce(bound.missed_households, 0) as bigint)
        as verified_households_low,
    cast(coalesce(counted.verified_households, 0) + coalesce(bound.wrong_households, 0) as bigint)
        as verified_households_high,
    cast(coalesce(counted.verified_persons, 0) as bigint) as verified_persons,
    cast(coalesce(counted.verified_persons, 0) - coalesce(bound.missed_persons, 0) as bigint) as verified_persons_low,
    cast(coalesce(counted.verified_persons, 0) + coalesce(bound.wrong_persons, 0) as bigint) as verified_persons_high,
    {{ share('coalesce(counted.reported_persons, 0)', 'region.population') }} as reported_rate,
    {{ share('coalesce(counted.verified_persons, 0)', 'region.population') }} as verified_rate,
    coverage.reporting_coverage,
    official.poor_persons as official_poor_persons,
    {{ share('official.poverty_rate_pct', '100') }} as official_rate
from {{ ref('int_region_semester__span') }} as region
left join counts as counted
    on
        region.semester_key = counted.semester_key
        and region.region_code = counted.region_code
left join rejected
    on
        region.semester_key = rejected.semester_key
        and region.region_code = rejected.region_code
left join coverage on region.semester_key = coverage.semester_key
left join {{ ref('int_headcount__bound') }} as bound
    on
        region.semester_key = bound.semester_key
        and region.region_code = bound.region_code
left join {{ ref('official_poverty') }} as official
    on
        region.calendar_year = official.year
        and region.region_code = official.city_code
