{%- set is_new_evidence -%}
    decision.finding_status = 'waived'
        and {{ match_strength('pair.agreement') }} > {{ match_strength('decision.decided_on') }}
{%- endset -%}
-- The decision on each duplicate. More agreement than at the time of a waiver opens it again (ADR 11).
with earlier_decisions as (
    -- The same pair may have been decided on in earlier semesters: the newest of those decisions counts.
    select
        pair.finding_id,
        earlier.semester as decision_semester,
        decision.finding_status,
        decision.decided_status,
        decision.decision_date,
        decision.decided_on,
        row_number() over (partition by pair.finding_id order by earlier.semester_key desc) as recency
    from {{ ref('int_duplicate__identify') }} as pair
    inner join {{ ref('stg_semester') }} as earlier on pair.semester_key > earlier.semester_key
    inner join {{ ref('int_duplicate__recall') }} as decision
        on
            {{ finding_id(
                'duplicate_household', 'earlier.semester',
                ['pair.entity_id', 'pair.related_entity_id', 'pair.pair_number'],
            ) }} = decision.finding_id
),

-- A decision on the finding itself takes precedence over those of earlier semesters, of which only waivers last.
decisions as (
    select
        decision.finding_id,
        pair.semester as decision_semester,
        decision.finding_status,
        decision.decided_status,
        decision.decision_date,
        decision.decided_on
    from {{ ref('int_duplicate__recall') }} as decision
    inner join {{ ref('int_duplicate__identify') }} as pair on decision.finding_id = pair.finding_id
    union all
    select
        earlier.finding_id,
        earlier.decision_semester,
        earlier.finding_status,
        earlier.decided_status,
        earlier.decision_date,
        earlier.decided_on
    from earlier_decisions as earlier
    left join {{ ref('int_duplicate__recall') }} as decision on earlier.finding_id = decision.finding_id
    where
        earlier.recency = 1
        and earlier.finding_status = 'waived'
        and decision.finding_id is null
)

select
    pair.finding_id,
    decision.decided_status as decision,
    decision.decision_semester,
    decision.decision_date,
    decision.decided_on,
    case
        when decision.finding_status = 'open' then 'expired'
        when {{ is_new_evidence }} then 'new_evidence'
    end as open_again,
    case when {{ is_new_evidence }} then 'open' else decision.finding_status end as finding_status
from {{ ref('int_duplicate__identify') }} as pair
inner join decisions as decision on pair.finding_id = decision.finding_id
