-- What was decided on a duplicate, and what follows: a waived one is another household than the row that it repeats,
-- and with it goes whatever repeats it in turn.
with recursive pairs as (
    select
        duplicate.record_id,
        duplicate.related_record_id,
        duplicate.semester,
        duplicate.semester_key,
        duplicate.institution_code,
        duplicate.household_id,
        listed.head_person_id,
        duplicate.related_household_id,
        related.head_person_id as related_head_person_id,
        membership.household_key,
        membership.cluster_rank,
        listed.region_code,
        listed.poverty_status,
        listed.source_file,
        listed.source_sheet,
        listed.source_row,
        least(duplicate.household_id, duplicate.related_household_id) as entity_id,
        greatest(duplicate.household_id, duplicate.related_household_id) as related_entity_id,
        related.institution_code as related_institution_code,
        related.region_code as related_region_code,
        duplicate.matched_by,
        duplicate.match_probability,
        -- A KK that is listed three times gives one pair twice; the order of the rows tells the findings apart.
        row_number() over (
            partition by
                duplicate.semester_key,
                least(duplicate.household_id, duplicate.related_household_id),
                greatest(duplicate.household_id, duplicate.related_household_id)
            order by
                duplicate.institution_code,
                listed.source_file,
                listed.source_sheet,
                listed.source_row,
                duplicate.record_id
        ) as pair_number
    from {{ ref('stg_registry_duplicate') }} as duplicate
    inner join {{ ref('stg_keluarga') }} as listed on duplicate.record_id = listed.record_id
    inner join {{ ref('stg_keluarga') }} as related on duplicate.related_record_id = related.record_id
    inner join {{ ref('stg_household_membership') }} as membership on duplicate.record_id = membership.record_id
),

identified as (
    select
        pairs.*,
        {{ finding_id('duplicate_household', 'semester', ['entity_id', 'related_entity_id', 'pair_number']) }}
            as finding_id
    from pairs
),

-- What findings rest on: as it is now, or, where a later submission has resolved them, as it was last seen.
evidence as (
    select
        finding_id,
        matched_by
    from identified
    union all
    select
        history.finding_id,
        {{ json_text('history.evidence', 'matched_by') }} as matched_by
    from {{ ref('stg_finding_history') }} as history
    left join identified on history.finding_id = identified.finding_id
    where
        history.rule_code = 'duplicate_household'
        and identified.finding_id is null
),

-- The same pair may have been decided on in an earlier semester: the newest of those decisions counts.
earlier_decisions as (
    select
        pair.record_id,
        decision.finding_status,
        {{ match_strength('pair.matched_by') }} <= {{ match_strength('evidence.matched_by') }} as is_same_evidence,
        row_number() over (partition by pair.record_id order by earlier.semester_key desc) as recency
    from identified as pair
    inner join {{ ref('stg_semester') }} as earlier on pair.semester_key > earlier.semester_key
    inner join {{ ref('int_decision__settle') }} as decision
        on
            {{ finding_id(
                'duplicate_household', 'earlier.semester',
                ['pair.entity_id', 'pair.related_entity_id', 'pair.pair_number'],
            ) }} = decision.finding_id
    inner join evidence on decision.finding_id = evidence.finding_id
),

decided as (
    select
        pair.*,
        case when earlier.finding_status = 'waived' and earlier.is_same_evidence then 'waived' end as carried_status,
        coalesce(
            decision.finding_status,
            case when earlier.finding_status = 'waived' and earlier.is_same_evidence then 'waived' end,
            'open'
        ) as finding_status
    from identified as pair
    left join {{ ref('int_decision__settle') }} as decision on pair.finding_id = decision.finding_id
    left join earlier_decisions as earlier
        on
            pair.record_id = earlier.record_id
            and earlier.recency = 1
),

separated as (
    select
        record_id,
        {{ surrogate_key(['household_key', 'entity_id', 'related_entity_id', 'pair_number']) }} as household_key
    from decided
    where finding_status = 'waived'
    union all
    select
        decided.record_id,
        separated.household_key
    from separated
    inner join decided on separated.record_id = decided.related_record_id
    where decided.finding_status <> 'waived'
)

select
    decided.*,
    separated.household_key as separate_household_key,
    -- As in any cluster, a poor row counts before others.
    case
        when separated.household_key is not null
            then row_number() over (
                partition by decided.semester_key, separated.household_key
                order by decided.poverty_status = 'miskin' desc, decided.cluster_rank
            )
    end as separate_rank
from decided
left join separated on decided.record_id = separated.record_id
