-- Findings of semesters that were built by an earlier version may name a rule that the catalogue no longer has.
with named as (
    {% for rules in [ref('int_finding__list_rules'), standing('rule')] %}
        select
            rule_code,
            severity
        from {{ rules }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

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
    named.rule_code,
    min(named.severity) as severity,
    'former' as scope,
    named.rule_code as title_id,
    named.rule_code as title_en,
    'A rule of an earlier version.' as description_en,
    '' as remedy_id,
    false as is_current
from named
left join {{ ref('stg_rule') }} as known on named.rule_code = known.rule_code
where known.rule_code is null
group by named.rule_code
