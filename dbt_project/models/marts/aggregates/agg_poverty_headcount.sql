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
        registry.record_id,
        registry.member_count,
        registry.left_reason,
        registry.is_counted,
        registry.is_counted and registry.is_duplicate as is_duplicate,
        registry.is_counted and not registry.is_duplicate and registry.has_left_poverty as is_left,
        registry.is_verified_poor,
        registry.matched_by,
        registry.both_have_nik,
        1 - registry.match_probability as doubt,
        registry.uncounted_probability
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
),

-- Removed for a match that may be wrong: at most this many should have stayed.
taken_off_wrongly as (
    select
        semester_key,
        region_code,
        {{ probable_most('1', 'doubt', 'record_id') }} as households,
        {{ probable_most('member_count', 'doubt', 'record_id') }} as persons
    from households
    where
        (is_duplicate or is_left)
        and doubt > 0
    group by semester_key, region_code
),

-- Kept because a match was below the threshold: at most this many should have been removed.
left_on_wrongly as (
    select
        semester_key,
        region_code,
        {{ probable_most('1', 'uncounted_probability', 'record_id') }} as households,
        {{ probable_most('member_count', 'uncounted_probability', 'record_id') }} as persons
    from households
    where
        is_verified_poor
        and uncounted_probability > 0
    group by semester_key, region_code
),

found_by_probability as (
    select
        semester_key,
        region_code,
        case when is_duplicate then 'duplicate_household' else 'left_poverty_still_counted' end as rule_code,
        both_have_nik,
        count(*) as households
    from households
    where
        (is_duplicate or is_left)
        and matched_by = 'probable'
    group by all
),

-- A region in which little was found may have missed as much as its share of the city.
comparable_finds as (
    select
        counts.semester_key,
        counts.region_code,
        city.rule_code,
        city.both_have_nik,
        greatest(
            coalesce(own.households, 0),
            city.households * {{ share('counts.reported_households', 'city_counts.reported_households') }}
        ) as households
    from counts
    inner join {{ ref('stg_region') }} as city_region on city_region.region_level = 'city'
    inner join counts as city_counts
        on
            counts.semester_key = city_counts.semester_key
            and city_region.region_code = city_counts.region_code
    inner join found_by_probability as city
        on
            counts.semester_key = city.semester_key
            and city_region.region_code = city.region_code
    left join found_by_probability as own
        on
            counts.semester_key = own.semester_key
            and counts.region_code = own.region_code
            and city.rule_code = own.rule_code
            and city.both_have_nik = own.both_have_nik
),

-- Kept because no match was found at all, pairs that were never compared among them.
missed as (
    select
        finds.semester_key,
        finds.region_code,
        {{ missed_most('finds.households', 'recall') }} as households
    from comparable_finds as finds
    inner join {{ ref('linkage_recall') }} as recall
        on
            finds.rule_code = recall.rule_code
            and finds.both_have_nik = recall.both_have_nik
    group by finds.semester_key, finds.region_code
),

-- What was found below the threshold is among what an evaluation calls missed.
taken_off_too_little as (
    select
        counts.semester_key,
        counts.region_code,
        greatest(
            coalesce(below.households, 0), least(coalesce(missed.households, 0), counts.verified_households)
        ) as households,
        greatest(
            coalesce(below.persons, 0),
            least(
                ceil(
                    coalesce(missed.households, 0)
                    * coalesce({{ share('counts.verified_persons', 'counts.verified_households') }}, 0)
                ),
                counts.verified_persons
            )
        ) as persons
    from counts
    left join left_on_wrongly as below
        on
            counts.semester_key = below.semester_key
            and counts.region_code = below.region_code
    left join missed
        on
            counts.semester_key = missed.semester_key
            and counts.region_code = missed.region_code
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
    cast(coalesce(counted.verified_households, 0) - coalesce(missed.households, 0) as bigint)
        as verified_households_low,
    cast(coalesce(counted.verified_households, 0) + coalesce(wrong.households, 0) as bigint)
        as verified_households_high,
    cast(coalesce(counted.verified_persons, 0) as bigint) as verified_persons,
    cast(coalesce(counted.verified_persons, 0) - coalesce(missed.persons, 0) as bigint) as verified_persons_low,
    cast(coalesce(counted.verified_persons, 0) + coalesce(wrong.persons, 0) as bigint) as verified_persons_high,
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
left join taken_off_wrongly as wrong
    on
        region.semester_key = wrong.semester_key
        and region.region_code = wrong.region_code
left join taken_off_too_little as missed
    on
        region.semester_key = missed.semester_key
        and region.region_code = missed.region_code
left join {{ ref('official_poverty') }} as official
    on
        region.calendar_year = official.year
        and region.region_code = official.city_code
