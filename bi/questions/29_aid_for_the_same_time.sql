-- Whose aid from several institutions covers the same time, and how far apart was the rest given?
-- A row: a household and a kind of assistance, those first whose receipts cover the most days twice (`shared_days`).
-- Then those that cover no day twice (0), the closest first: `days_apart` days are between.
select
    entity_id as household_id,
    cast(evidence as json) ->> 'assistance_type' as assistance_type,
    replace(translate(cast(evidence as json) ->> 'institutions', '["]', ''), ',', ', ') as institution_codes,
    cast(cast(evidence as json) ->> 'shared_days' as integer) as shared_days,
    cast(cast(evidence as json) ->> 'shared_from' as date) as shared_from,
    cast(cast(evidence as json) ->> 'shared_until' as date) as shared_until,
    cast(cast(evidence as json) ->> 'days_apart' as integer) as days_apart
from marts.fct_quality_finding
where
    semester = '2023S1'
    and rule_code = 'overlapping_assistance'
    and status in ('open', 'confirmed')
order by shared_days desc, days_apart asc, household_id asc, assistance_type asc
