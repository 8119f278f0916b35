{{ config(meta={'partitioned_by': 'semester'}) }}
-- What an activity says of itself in every kelurahan alike; where its rows differ, the facts have what each says.
select
    identified.activity_code_key as activity_key,
    activity.semester_key,
    institution.institution_key,
    coalesce({{ only_value('activity.strategy_key') }}, -1) as strategy_key,
    coalesce({{ only_value('activity.program_group_key') }}, -1) as program_group_key,
    coalesce({{ only_value('activity.fund_source') }}, 'unknown') as fund_source,
    min(activity.published_activity_code) as activity_code,
    {{ first_by('activity.activity_name', ['activity.region_code']) }} as activity_name,
    coalesce({{ only_value('activity.target_unit') }}, 'unknown') as target_unit,
    count(*) as kelurahan_count,
    settled.duplicate_of_activity_key
from {{ ref('stg_kegiatan') }} as activity
inner join {{ ref('int_activity__identify') }} as identified on activity.record_id = identified.record_id
left join {{ ref('stg_institution') }} as institution on activity.institution_code = institution.institution_code
left join {{ ref('int_activity__settle') }} as settled on identified.activity_code_key = settled.activity_key
group by
    identified.activity_code_key,
    activity.semester_key,
    institution.institution_key,
    settled.duplicate_of_activity_key
