-- Which households are in the registry twice?
-- A row: a repetition that has not been waived, with the kind of match and its probability. Of any poverty status: the
-- headcount removes only rows with status `miskin`.
select
    entity_id as household_id,
    related_entity_id as related_household_id,
    cast(evidence as json) ->> 'matched_by' as matched_by,
    match_probability,
    cast(evidence as json) ->> 'poverty_status' as poverty_status,
    institution_code,
    source_file,
    source_row,
    status
from marts.fct_quality_finding
where
    semester = '2023S1'
    and rule_code = 'duplicate_household'
    and status in ('open', 'confirmed')
order by match_probability desc, household_id asc, related_household_id asc
