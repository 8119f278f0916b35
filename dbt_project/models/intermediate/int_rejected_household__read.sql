{{ config(materialized='view') }}
-- A list of households from an institution that keeps none is refused, too; its rows are no rows of the registry.
select
    rejected.record_id,
    rejected.semester_key,
    rejected.region_code,
    rejected.household_id,
    rejected.head_person_id,
    rejected.member_count,
    -- A copy repeats a household that another row lists.
    coalesce(rejected.poverty_status = 'miskin', false) and not rejected.is_copy as is_counted
from {{ ref('stg_rejected_household') }} as rejected
inner join {{ ref('stg_submission') }} as submission
    on
        rejected.semester_key = submission.semester_key
        and rejected.institution_code = submission.institution_code
where list_contains(submission.due_datasets, 'keluarga')
