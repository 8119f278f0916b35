-- Which activities were reported twice, so that their money may be counted twice?
-- A row: the later report of what is probably one activity, with the other institution that reported it, the most
-- probable first. Both amounts are those of the common kelurahan.
select
    institution_code,
    cast(evidence as json) ->> 'activity_code' as activity_code,
    cast(evidence as json) ->> 'activity_name' as activity_name,
    cast(evidence as json) ->> 'related_institution' as related_institution,
    cast(evidence as json) ->> 'related_activity_code' as related_activity_code,
    cast(evidence as json) ->> 'related_activity_name' as related_activity_name,
    cast(cast(evidence as json) ->> 'budget_idr' as decimal(18, 2)) as budget_idr,
    cast(cast(evidence as json) ->> 'related_budget_idr' as decimal(18, 2)) as related_budget_idr,
    match_probability,
    status
from marts.fct_quality_finding
where
    semester = '2023S1'
    and rule_code = 'duplicate_activity'
    and status in ('open', 'confirmed')
order by match_probability desc, budget_idr desc, institution_code asc, activity_code asc
