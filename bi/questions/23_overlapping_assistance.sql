-- Who receives the same kind of assistance from several institutions?
-- A row: a household and a kind of assistance. Kinds that are meant to go together are no finding.
select
    entity_id as household_id,
    cast(evidence as json) ->> 'assistance_type' as assistance_type,
    replace(translate(cast(evidence as json) ->> 'institutions', '["]', ''), ',', ', ') as institution_codes,
    cast(cast(evidence as json) ->> 'receipt_count' as integer) as receipts,
    cast(cast(evidence as json) ->> 'amount_idr' as decimal(18, 2)) as amount_idr,
    status
from marts.fct_quality_finding
where
    semester = '2023S1'
    and rule_code = 'overlapping_assistance'
    and status in ('open', 'confirmed')
order by amount_idr desc, household_id asc
