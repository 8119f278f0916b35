with pairs as (
    select
        duplicate.semester,
        duplicate.semester_key,
        duplicate.institution_code,
        listed.region_code,
        listed.source_file,
        listed.source_sheet,
        listed.source_row,
        least(duplicate.household_id, duplicate.related_household_id) as entity_id,
        greatest(duplicate.household_id, duplicate.related_household_id) as related_entity_id,
        duplicate.matched_by,
        duplicate.match_probability,
        related.institution_code as related_institution_code,
        related.region_code as related_region_code,
        listed.poverty_status,
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
)

select
    {{ finding_row('duplicate_household', ['entity_id', 'related_entity_id', 'pair_number'], {
        'institution_code': 'institution_code',
        'region_code': 'region_code',
        'source_file': 'source_file',
        'source_sheet': 'source_sheet',
        'source_row': 'source_row',
        'entity_type': "'household'",
        'entity_id': 'entity_id',
        'related_entity_id': 'related_entity_id',
        'match_probability': 'match_probability',
        'evidence': json_object({
            'matched_by': 'matched_by',
            'related_institution': 'related_institution_code',
            'related_region': 'related_region_code',
            'poverty_status': 'poverty_status',
        }),
    }) }}
from pairs
