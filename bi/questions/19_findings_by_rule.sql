-- What was wrong with the reports, rule by rule?
-- A row: a rule with findings that still stand, the gravest and most frequent first.
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
order by severity asc, findings desc, rule_code asc
