with groups as (
    select
        'strategy' as breakdown,
        cast(strategy_no as varchar) as group_code,
        strategy_name_id as group_name,
        strategy_no as group_number
    from {{ ref('strategy') }}
    union all
    select
        'program_group' as breakdown,
        cast(program_group_no as varchar) as group_code,
        program_group_name_id as group_name,
        program_group_no as group_number
    from {{ ref('program_group') }}
    union all
    select distinct
        'institution_type' as breakdown,
        institution.institution_type as group_code,
        type_name.institution_type_name_id as group_name,
        institution.institution_type_number as group_number
    from {{ ref('stg_institution') }} as institution
    left join {{ ref('institution_type') }} as type_name
        on institution.institution_type = type_name.institution_type
),

-- Households have few distinct combinations of these columns, so that counting first leaves little to join.
profiles as (
    select
        semester_key,
        region_code,
        strategy_bits,
        program_group_bits,
        institution_type_bits,
        is_verified_poor,
        is_registered or is_refused as is_listed,
        count(*) as households
    from {{ ref('int_assisted_unit__summarise') }}
    group by
        semester_key, region_code, strategy_bits, program_group_bits, institution_type_bits, is_verified_poor,
        is_registered or is_refused
),

assisted as (
    select
        profile.semester_key,
        level.region_code,
        helping.breakdown,
        helping.group_code,
        sum(profile.households) as assisted_households,
        sum(profile.households) filter (where profile.is_verified_poor) as poor_assisted_households,
        sum(profile.households) filter (where not profile.is_listed) as unregistered_assisted_households
    from profiles as profile
    inner join groups as helping
        on (
            case helping.breakdown
                when 'strategy' then profile.strategy_bits
                when 'program_group' then profile.program_group_bits
                else profile.institution_type_bits
            end
            & (1 << cast(helping.group_number as integer))
        ) <> 0
    inner join {{ ref('int_region__expand') }} as level on profile.region_code = level.kelurahan_code
    group by profile.semester_key, level.region_code, helping.breakdown, helping.group_code
)

select
    region.semester_key,
    region.semester,
    region.region_level,
    region.region_code,
    region.region_name,
    helping.breakdown,
    helping.group_code,
    helping.group_name,
    region.poor_households,
    cast(coalesce(assisted.assisted_households, 0) as bigint) as assisted_households,
    cast(coalesce(assisted.poor_assisted_households, 0) as bigint) as poor_assisted_households,
    cast(region.poor_households - coalesce(assisted.poor_assisted_households, 0) as bigint)
        as poor_unassisted_households,
    cast(coalesce(assisted.unregistered_assisted_households, 0) as bigint) as unregistered_assisted_households,
    {{ share(
        'assisted.assisted_households - coalesce(assisted.poor_assisted_households, 0)', 'assisted.assisted_households'
    ) }} as inclusion_error,
    -- Of whom no report can be used, nobody knows whether they help.
    case
        when assisted.assisted_households is not null or reporting.usable is null or reporting.usable > 0
            then {{ share(
                'region.poor_households - coalesce(assisted.poor_assisted_households, 0)', 'region.poor_households'
            ) }}
    end as exclusion_error,
    reporting.expected as expected_institutions,
    reporting.received as received_institutions,
    reporting.usable as usable_institutions,
    case helping.breakdown when 'institution_type' then reporting.usable_rate else region.reporting_coverage end
        as reporting_coverage
from {{ ref('agg_targeting') }} as region
cross join groups as helping
left join assisted
    on
        region.semester_key = assisted.semester_key
        and region.region_code = assisted.region_code
        and helping.breakdown = assisted.breakdown
        and helping.group_code = assisted.group_code
left join {{ ref('agg_reporting') }} as reporting
    on
        region.semester_key = reporting.semester_key
        and helping.breakdown = 'institution_type'
        and helping.group_code = reporting.institution_type
