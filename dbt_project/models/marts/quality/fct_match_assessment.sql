-- Of several assessments of a pair by one reviewer, that of the latest day counts; of one day, the one handed in last.
with assessments as (
    select
        found.semester_key,
        assessment.finding_id,
        assessment.reviewer_number,
        assessment.verdict,
        assessment.assessed_date,
        row_number() over (
            partition by assessment.finding_id, assessment.reviewer_number
            order by assessment.assessed_date desc, assessment.semester desc, assessment.source_row desc
        ) as recency
    from {{ ref('stg_penilaian') }} as assessment
    inner join {{ ref('fct_quality_finding') }} as found on assessment.finding_id = found.finding_id
)

select
    semester_key,
    finding_id,
    reviewer_number,
    verdict,
    assessed_date
from assessments
where recency = 1
