-- Findings of earlier versions may name a rule that the catalogue no longer has.
select
    rule_code,
    severity,
    scope,
    title_id,
    title_en,
    description_en,
    remedy_id,
    true as is_current
from {{ ref('stg_rule') }}
union all
select
    found.rule_code,
    min(found.severity) as severity,
    'former' as scope,
    found.rule_code as title_id,
    found.rule_code as title_en,
    'A rule of an earlier version.' as description_en,
    '' as remedy_id,
    false as is_current
from {{ ref('stg_finding_history') }} as found
left join {{ ref('stg_rule') }} as known on found.rule_code = known.rule_code
where known.rule_code is null
group by found.rule_code
