-- A returned row is a semester in which the number of findings of a rule differs from that of the households that the
-- headcount removes for it, or that the targeting counts as unregistered. A waived finding removes no household, and
-- leaves an unregistered one unregistered.
{{ config(meta={'checks': 'fct_quality_finding'}) }}
with findings as (
    select
        semester_key,
        rule_code,
        count(*) as found
    from {{ ref('fct_quality_finding') }}
    where
        (status in ('open', 'confirmed') or (status = 'waived' and rule_code = 'recipient_not_in_registry'))
        and rule_code in ('duplicate_household', 'left_poverty_still_counted', 'recipient_not_in_registry')
    group by semester_key, rule_code
),

figures as (
    select
        semester_key,
        'duplicate_household' as rule_code,
        count(*) filter (where is_duplicate) as figure
    from {{ ref('fct_household_poverty') }}
    group by semester_key
    union all
    select
        semester_key,
        'left_poverty_still_counted' as rule_code,
        left_households as figure
    from {{ ref('agg_poverty_headcount') }}
    where region_level = 'city'
    union all
    select
        semester_key,
        'recipient_not_in_registry' as rule_code,
        unregistered_assisted_households as figure
    from {{ ref('agg_targeting') }}
    where region_level = 'city'
)

select
    coalesce(finding.semester_key, figure.semester_key) as semester_key,
    coalesce(finding.rule_code, figure.rule_code) as rule_code,
    finding.found,
    figure.figure
from findings as finding
full outer join figures as figure
    on
        finding.semester_key = figure.semester_key
        and finding.rule_code = figure.rule_code
where coalesce(finding.found, 0) <> coalesce(figure.figure, 0)
