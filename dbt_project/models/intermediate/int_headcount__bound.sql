-- How far matching may have gone wrong in a region, at 95 %: what it joined wrongly and what it missed.
with households as (
    select
        registry.semester_key,
        level.region_code,
        registry.record_id,
        registry.member_count,
        registry.is_duplicate,
        registry.is_verified_poor,
        registry.matched_by,
        registry.both_have_nik,
        1 - registry.match_probability as doubt,
        registry.uncounted_probability
    from {{ ref('int_registry__assess') }} as registry
    inner join {{ ref('int_region__expand') }} as level on registry.region_key = level.region_key
    where registry.is_counted
),

counts as (
    select
        semester_key,
        region_code,
        count(*) as reported_households,
        count(*) filter (where is_verified_poor) as verified_households,
        sum(member_count) filter (where is_verified_poor) as verified_persons
    from households
    group by semester_key, region_code
),

-- Removed for a match that may be wrong: at most this many should have stayed.
taken_off_wrongly as (
    select
        semester_key,
        region_code,
        {{ probable_most('1', 'doubt', 'record_id') }} as households,
        {{ probable_most('member_count', 'doubt', 'record_id') }} as persons
    from households
    where doubt > 0
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
    where matched_by = 'probable'
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
missed_by_model as (
    select
        finds.semester_key,
        finds.region_code,
        recall.error_model,
        {{ missed_most('finds.households', 'recall') }} as households
    from comparable_finds as finds
    inner join {{ ref('linkage_recall') }} as recall
        on
            finds.rule_code = recall.rule_code
            and finds.both_have_nik = recall.both_have_nik
    group by finds.semester_key, finds.region_code, recall.error_model
),

-- Nobody knows which slips are made here: the worst model decides.
missed as (
    select
        semester_key,
        region_code,
        max(households) as households
    from missed_by_model
    group by semester_key, region_code
)

-- What was found below the threshold is among what an evaluation calls missed.
select
    counts.semester_key,
    counts.region_code,
    coalesce(wrong.households, 0) as wrong_households,
    coalesce(wrong.persons, 0) as wrong_persons,
    greatest(
        coalesce(below.households, 0), least(coalesce(missed.households, 0), counts.verified_households)
    ) as missed_households,
    greatest(
        coalesce(below.persons, 0),
        least(
            ceil(
                coalesce(missed.households, 0)
                * coalesce({{ share('counts.verified_persons', 'counts.verified_households') }}, 0)
            ),
            counts.verified_persons
        )
    ) as missed_persons
from counts
left join taken_off_wrongly as wrong
    on
        counts.semester_key = wrong.semester_key
        and counts.region_code = wrong.region_code
left join left_on_wrongly as below
    on
        counts.semester_key = below.semester_key
        and counts.region_code = below.region_code
left join missed
    on
        counts.semester_key = missed.semester_key
        and counts.region_code = missed.region_code
