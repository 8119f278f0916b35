-- An open finding changes no figure, and a waived one neither.
select
    found.entity_id as activity_key,
    found.related_entity_id as duplicate_of_activity_key
from {{ ref('int_finding__duplicate_activity') }} as found
inner join {{ ref('int_decision__settle') }} as decision on found.finding_id = decision.finding_id
where decision.finding_status = 'confirmed'
