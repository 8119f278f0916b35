{{ config(schema='carried', alias='rule') }}
select
    semester,
    semester_key,
    rule_code,
    min(severity) as severity
from {{ ref('fct_quality_finding') }}
group by semester, semester_key, rule_code
