-- What was wrong with the reports, rule by rule?
-- A row: a rule with unresolved findings, those on whole files first, then on rejected rows, then warnings.
select
    rule_code,
    severity,
    count(*) as findings,
    count(distinct institution_code) as institutions,
    count(*) filter (where status = 'confirmed') as confirmed
from marts.fct_quality_finding
where
    semester = '2023S1'
    and status in ('open', 'confirmed')
group by rule_code, severity
order by
    case severity when 'file' then 1 when 'error' then 2 else 3 end asc,
    findings desc,
    rule_code asc
