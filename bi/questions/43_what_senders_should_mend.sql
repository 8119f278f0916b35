-- What should those who send reports mend first?
-- A row: a rule that rows or files of the semester break, in Indonesian, with what to do about it.
select
    rule.rule_code,
    rule.title_id,
    rule.remedy_id,
    count(*) as findings
from marts.fct_quality_finding as finding
inner join marts.dim_rule as rule on finding.rule_code = rule.rule_code
where
    finding.semester = '2023S1'
    and finding.status in ('open', 'confirmed')
    and rule.scope <> 'entity'
group by rule.rule_code, rule.title_id, rule.remedy_id
order by findings desc, rule.rule_code asc
