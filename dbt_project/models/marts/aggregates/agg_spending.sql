select
    activity.semester_key,
    semester.semester,
    region.region_level,
    region.region_code,
    {{ region_key('region.region_code') }} as region_key,
    activity.strategy_key,
    activity.program_group_key,
    activity.fund_source,
    institution.institution_type,
    count(distinct activity.activity_key) as activities,
    sum(activity.budget_idr) as budget_idr,
    sum(activity.realised_idr) as realised_idr,
    sum(activity.budget_idr - activity.counted_budget_idr) as duplicate_budget_idr,
    sum(activity.realised_idr - activity.counted_realised_idr) as duplicate_realised_idr,
    sum(activity.counted_budget_idr) as counted_budget_idr,
    sum(activity.counted_realised_idr) as counted_realised_idr,
    reporting.usable_rate as reporting_coverage
from {{ ref('fct_program_activity') }} as activity
inner join {{ ref('dim_semester') }} as semester on activity.semester_key = semester.semester_key
inner join {{ ref('dim_institution') }} as institution on activity.institution_key = institution.institution_key
inner join {{ ref('int_region__expand') }} as region on activity.region_key = region.region_key
left join {{ ref('agg_reporting') }} as reporting
    on
        activity.semester_key = reporting.semester_key
        and institution.institution_type = reporting.institution_type
group by
    activity.semester_key,
    semester.semester,
    region.region_level,
    region.region_code,
    activity.strategy_key,
    activity.program_group_key,
    activity.fund_source,
    institution.institution_type,
    reporting.usable_rate
