with assisted as (
    select
        part.semester_key,
        level.region_code,
        part.breakdown,
        part.group_code,
        sum(part.households) as assisted_households,
        sum(part.households) filter (where part.is_verified_poor) as poor_assisted_households,
        sum(part.households) filter (where not part.is_listed) as unregistered_assisted_households
    from {{ ref('int_helped_household__count') }} as part
    inner join {{ ref('int_region__expand') }} as level on part.region_code = level.kelurahan_code
    group by part.semester_key, level.region_code, part.breakdown, part.group_code
),

giving as (
    select distinct
        semester_key,
        group_code as institution_code
    from assisted
    where breakdown = 'institution'
),

-- Institutions that owe or give receipts; the others help no household by name.
givers as (
    select
        submission.semester_key,
        institution.institution_code,
        institution.institution_name,
        cast(submission.is_expected as bigint) as expected,
        cast(submission.status not in ('missing', 'unreachable') as bigint) as received,
        cast(submission.status in ('accepted', 'accepted_with_rejects') as bigint) as usable
    from {{ ref('fct_submission') }} as submission
    inner join {{ ref('stg_institution') }} as institution
        on submission.institution_key = institution.institution_key
    inner join {{ ref('stg_submission') }} as owing
        on
            submission.semester_key = owing.semester_key
            and institution.institution_code = owing.institution_code
    left join giving
        on
            submission.semester_key = giving.semester_key
            and institution.institution_code = giving.institution_code
    where
        list_contains(owing.due_datasets, 'penerima')
        or giving.institution_code is not null
),

reporting_groups as (
    select
        helping.breakdown,
        helping.group_code,
        helping.group_name,
        semester.semester_key,
        reporting.expected,
        reporting.received,
        reporting.usable
    from {{ ref('int_helping_group__list') }} as helping
    cross join {{ ref('stg_semester') }} as semester
    left join {{ ref('agg_reporting') }} as reporting
        on
            semester.semester_key = reporting.semester_key
            and helping.breakdown = 'institution_type'
            and helping.group_code = reporting.institution_type
    union all
    select
        'institution' as breakdown,
        institution_code as group_code,
        institution_name as group_name,
        semester_key,
        expected,
        received,
        usable
    from givers
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
    -- Of those who are due and have no usable report, nobody knows whom they help.
    case
        when not coalesce(helping.expected > 0 and helping.usable = 0 and assisted.group_code is null, false)
            then {{ share(
                'region.poor_households - coalesce(assisted.poor_assisted_households, 0)', 'region.poor_households'
            ) }}
    end as exclusion_error,
    helping.expected as expected_institutions,
    helping.received as received_institutions,
    helping.usable as usable_institutions,
    case
        when helping.breakdown in ('strategy', 'program_group') then region.reporting_coverage
        else {{ share('helping.usable', 'helping.expected') }}
    end as reporting_coverage
from {{ ref('agg_targeting') }} as region
inner join reporting_groups as helping on region.semester_key = helping.semester_key
left join assisted
    on
        region.semester_key = assisted.semester_key
        and region.region_code = assisted.region_code
        and helping.breakdown = assisted.breakdown
        and helping.group_code = assisted.group_code
