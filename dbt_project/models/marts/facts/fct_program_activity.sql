with assisted as (
    select
        activity_number,
        region_code,
        count(distinct household_key) as assisted_households,
        count(distinct coalesce(person_key, record_id)) as assisted_persons
    from {{ ref('int_receipt__resolve') }}
    group by activity_number, region_code
)

select
    identified.activity_key as program_activity_key,
    identified.activity_code_key as activity_key,
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
    settled.activity_key is null as is_counted,
    case when settled.activity_key is null then activity.budget_idr else 0 end as counted_budget_idr,
    case when settled.activity_key is null then activity.realised_idr else 0 end as counted_realised_idr,
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
left join {{ ref('int_activity__settle') }} as settled on identified.activity_code_key = settled.activity_key
left join assisted
    on
        identified.activity_number = assisted.activity_number
        and activity.region_code = assisted.region_code
