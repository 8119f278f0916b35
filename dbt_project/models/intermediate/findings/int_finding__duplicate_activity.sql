-- The same activity: the same name (letters and digits compared), kelurahan, source of money, budget and target unit,
-- at times that touch. One finding per activity that repeats one before it, however many kelurahan they share.
with activities as (
    select
        activity.semester,
        activity.semester_key,
        activity.institution_code,
        activity.region_code,
        activity.record_id,
        identified.activity_code_key,
        activity.published_activity_code,
        activity.activity_name,
        activity.fund_source,
        activity.budget_idr,
        activity.target_unit,
        activity.start_date,
        coalesce(activity.end_date, semester.end_date) as end_date,
        activity.source_file,
        activity.source_sheet,
        activity.source_row,
        {{ fold_name('activity.activity_name') }} as folded_name
    from {{ ref('stg_kegiatan') }} as activity
    inner join {{ ref('int_activity__identify') }} as identified on activity.record_id = identified.record_id
    inner join {{ ref('stg_semester') }} as semester on activity.semester_key = semester.semester_key
),

pairs as (
    select
        activity.semester,
        activity.semester_key,
        activity.institution_code,
        activity.activity_code_key,
        earlier.activity_code_key as related_activity_code_key,
        earlier.institution_code as related_institution_code,
        {{ only_value('activity.region_code') }} as region_code,
        min(activity.published_activity_code) as activity_code,
        min(earlier.published_activity_code) as related_activity_code,
        min(activity.activity_name) as activity_name,
        {{ distinct_list('activity.region_code') }} as region_codes,
        sum(activity.budget_idr) as budget_idr,
        {{ first_by('activity.source_file', ['activity.region_code', 'activity.record_id']) }} as source_file,
        {{ first_by('activity.source_sheet', ['activity.region_code', 'activity.record_id']) }} as source_sheet,
        {{ first_by('activity.source_row', ['activity.region_code', 'activity.record_id']) }} as source_row
    from activities as activity
    inner join activities as earlier
        on
            activity.semester_key = earlier.semester_key
            and activity.folded_name = earlier.folded_name
            and activity.region_code = earlier.region_code
            and activity.fund_source = earlier.fund_source
            and activity.budget_idr = earlier.budget_idr
            and activity.target_unit = earlier.target_unit
            and activity.start_date <= earlier.end_date
            and activity.end_date >= earlier.start_date
            and (activity.institution_code, activity.published_activity_code, activity.activity_code_key)
            > (earlier.institution_code, earlier.published_activity_code, earlier.activity_code_key)
    group by
        activity.semester,
        activity.semester_key,
        activity.institution_code,
        activity.activity_code_key,
        earlier.activity_code_key,
        earlier.institution_code
),

ranked as (
    select
        *,
        row_number() over (
            partition by semester_key, activity_code_key
            order by related_institution_code, related_activity_code, related_activity_code_key
        ) as pair_rank
    from pairs
)

select
    {{ finding_row('duplicate_activity', ['activity_code_key', 'related_activity_code_key'], {
        'institution_code': 'institution_code',
        'region_code': 'region_code',
        'source_file': 'source_file',
        'source_sheet': 'source_sheet',
        'source_row': 'source_row',
        'entity_type': "'activity'",
        'entity_id': 'activity_code_key',
        'related_entity_id': 'related_activity_code_key',
        'evidence': json_object({
            'activity_code': 'activity_code',
            'activity_name': 'activity_name',
            'related_institution': 'related_institution_code',
            'related_activity_code': 'related_activity_code',
            'regions': 'region_codes',
            'budget_idr': 'budget_idr',
        }),
    }) }}
from ranked
where pair_rank = 1
