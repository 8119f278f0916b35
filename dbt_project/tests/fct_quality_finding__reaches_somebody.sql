-- A returned row is a finding that reaches no reader: it concerns no row, file or report of any institution.
-- Semesters closed before the bridge was introduced are left out.
{{ config(meta={'checks': 'fct_quality_finding'}) }}
select
    found.finding_id,
    found.rule_code
from {{ ref('fct_quality_finding') }} as found
inner join {{ ref('dim_semester') }} as semester on found.semester_key = semester.semester_key
left join {{ ref('bridge_finding_institution') }} as concerned
    on
        found.finding_id = concerned.finding_id
        and concerned.role = 'subject'
where
    found.status <> 'resolved'
    and not semester.is_closed
    and concerned.finding_id is null
