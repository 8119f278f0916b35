-- Households have few distinct combinations of these columns, so that counting first leaves little to join.
with profiles as (
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

helped_by_institution as (
    select distinct
        semester_key,
        assisted_unit_type,
        assisted_unit_id,
        institution_code
    from {{ ref('int_receipt__resolve') }}
)

select
    profile.semester_key,
    profile.region_code,
    helping.breakdown,
    helping.group_code,
    profile.is_verified_poor,
    profile.is_listed,
    profile.households
from profiles as profile
inner join {{ ref('int_helping_group__list') }} as helping
    on (
        case helping.breakdown
            when 'strategy' then profile.strategy_bits
            when 'program_group' then profile.program_group_bits
            else profile.institution_type_bits
        end
        & (1 << cast(helping.group_number as integer))
    ) <> 0
union all
select
    unit.semester_key,
    unit.region_code,
    'institution' as breakdown,
    helping.institution_code as group_code,
    unit.is_verified_poor,
    unit.is_registered or unit.is_refused as is_listed,
    count(*) as households
from helped_by_institution as helping
inner join {{ ref('int_assisted_unit__summarise') }} as unit
    on
        helping.semester_key = unit.semester_key
        and helping.assisted_unit_type = unit.assisted_unit_type
        and helping.assisted_unit_id = unit.assisted_unit_id
group by
    unit.semester_key, unit.region_code, helping.institution_code, unit.is_verified_poor,
    unit.is_registered or unit.is_refused
