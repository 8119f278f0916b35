-- The effect of decisions on duplicates: a waived one is another household than the row that it repeats, together with
-- the rows that repeat it in turn.
with recursive decided as (
    select
        pair.record_id,
        pair.related_record_id,
        pair.semester,
        pair.semester_key,
        pair.institution_code,
        pair.household_id,
        pair.head_person_id,
        pair.related_household_id,
        pair.related_head_person_id,
        pair.household_key,
        pair.cluster_rank,
        pair.region_code,
        pair.poverty_status,
        pair.source_file,
        pair.source_sheet,
        pair.source_row,
        pair.entity_id,
        pair.related_entity_id,
        pair.related_institution_code,
        pair.related_region_code,
        pair.matched_by,
        pair.match_probability,
        pair.agreement,
        pair.pair_number,
        pair.finding_id,
        answer.decision,
        answer.decision_semester,
        answer.decision_date,
        answer.decided_on,
        answer.open_again,
        coalesce(answer.finding_status, 'open') as finding_status
    from {{ ref('int_duplicate__identify') }} as pair
    left join {{ ref('int_duplicate__answer') }} as answer on pair.finding_id = answer.finding_id
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
