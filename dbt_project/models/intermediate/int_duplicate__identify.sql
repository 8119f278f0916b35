-- The finding of each registry row that repeats another one, and how much agrees.
with pairs as (
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
        case
            when listed.head_person_id = related.head_person_id and duplicate.matched_by = 'kk' then 'kk_nik'
            else duplicate.matched_by
        end as agreement,
        -- A KK that is listed three times gives one pair twice; the order of the rows distinguishes the findings.
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
)

select
    pairs.*,
    {{ finding_id('duplicate_household', 'semester', ['entity_id', 'related_entity_id', 'pair_number']) }}
        as finding_id
from pairs
