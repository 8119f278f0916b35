with poor as (
    select
        registry.semester_key,
        level.region_code,
        count(*) as poor_households
    from {{ ref('int_registry__assess') }} as registry
    inner join {{ ref('int_region__expand') }} as level on registry.region_key = level.region_key
    where registry.is_verified_poor
    group by registry.semester_key, level.region_code
),

assisted as (
    select
        unit.semester_key,
        level.region_code,
        count(*) as assisted_households,
        count(*) filter (where unit.is_verified_poor) as poor_assisted_households,
        count(*) filter (where unit.poverty_status = 'rentan') as near_poor_assisted_households,
        count(*) filter (where unit.poverty_status = 'tidak_miskin') as not_poor_assisted_households,
        count(*) filter (where unit.poverty_status = 'miskin' and not unit.is_verified_poor)
            as taken_off_assisted_households,
        count(*) filter (where unit.is_refused) as refused_assisted_households,
        count(*) filter (where not unit.is_registered and not unit.is_refused) as unregistered_assisted_households,
        count(*) filter (where unit.has_received_after_leaving) as left_assisted_households,
        count(*) filter (where unit.is_ineligible) as ineligible_assisted_households,
        count(*) filter (where unit.institutions = 1) as single_institution_households,
        count(*) filter (where unit.institutions > 1) as multi_institution_households,
        count(*) filter (where unit.institutions > 1 and unit.is_verified_poor) as poor_multi_institution_households
    from {{ ref('int_assisted_unit__summarise') }} as unit
    inner join {{ ref('int_region__expand') }} as level on unit.region_code = level.kelurahan_code
    group by unit.semester_key, level.region_code
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
    coalesce(poor.poor_households, 0) as poor_households,
    coalesce(assisted.assisted_households, 0) as assisted_households,
    coalesce(assisted.poor_assisted_households, 0) as poor_assisted_households,
    coalesce(poor.poor_households, 0) - coalesce(assisted.poor_assisted_households, 0) as poor_unassisted_households,
    {% for count in [
        'near_poor_assisted', 'not_poor_assisted', 'taken_off_assisted', 'refused_assisted', 'unregistered_assisted',
        'left_assisted', 'ineligible_assisted', 'single_institution', 'multi_institution', 'poor_multi_institution',
    ] %}
        coalesce(assisted.{{ count }}_households, 0) as {{ count }}_households,
    {% endfor %}
    {{ share('assisted.assisted_households - assisted.poor_assisted_households', 'assisted.assisted_households') }}
        as inclusion_error,
    {{ share('assisted.ineligible_assisted_households', 'assisted.assisted_households') }} as inclusion_error_strict,
    {{ share('poor.poor_households - coalesce(assisted.poor_assisted_households, 0)', 'poor.poor_households') }}
        as exclusion_error,
    coverage.reporting_coverage
from {{ ref('int_region_semester__span') }} as region
left join poor
    on
        region.semester_key = poor.semester_key
        and region.region_code = poor.region_code
left join assisted
    on
        region.semester_key = assisted.semester_key
        and region.region_code = assisted.region_code
left join coverage on region.semester_key = coverage.semester_key
