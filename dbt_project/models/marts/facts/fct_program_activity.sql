with assisted as (
    select
        activity_key,
        count(distinct household_key) as assisted_households,
        count(distinct coalesce(person_key, record_id)) as assisted_persons
    from {{ ref('int_receipt__resolve') }}
    group by activity_key
)

select
    identified.activity_key,
    activity.semester_key,
    activity.strategy_key,
    activity.program_group_key,
    activity.region_key,
    institution.institution_key,
    activity.published_activity_code as activity_code,
    activity.activity_name,
    activity.fund_source,
    activity.budget_idr,
    activity.realised_idr,
    activity.target_unit,
    activity.target_count,
    activity.reached_count,
    coalesce(assisted.assisted_households, 0) as assisted_households,
    coalesce(assisted.assisted_persons, 0) as assisted_persons,
    activity.start_date,
    activity.end_date
from {{ ref('stg_kegiatan') }} as activity
inner join {{ ref('int_activity__identify') }} as identified on activity.record_id = identified.record_id
left join {{ ref('stg_institution') }} as institution on activity.institution_code = institution.institution_code
left join assisted on identified.activity_key = assisted.activity_key
