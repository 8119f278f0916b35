{%- set code_identity = ['semester', 'institution_code', 'published_activity_code', 'code_number'] -%}
-- A code with 16 digits is published masked. So that no key is a hash of a possible NIK, keys are made from the masked
-- code and an ordinal that distinguishes codes with the same mask (1 for all others).
with numbered as (
    select
        record_id,
        semester,
        semester_key,
        institution_code,
        region_code,
        strategy_key,
        program_group_key,
        activity_code,
        published_activity_code,
        dense_rank() over (
            partition by semester_key, institution_code, published_activity_code
            order by activity_code
        ) as code_number,
        row_number() over (
            partition by semester_key, institution_code, activity_code
            order by region_code
        ) as region_rank,
        -- The activity over all its kelurahan, as a number, which is cheap to group millions of receipts by.
        dense_rank() over (order by semester_key, institution_code, activity_code) as activity_number
    from {{ ref('stg_kegiatan') }}
)

select
    record_id,
    semester_key,
    institution_code,
    region_code,
    strategy_key,
    program_group_key,
    activity_code,
    region_rank,
    activity_number,
    {{ surrogate_key(code_identity) }} as activity_code_key,
    {{ surrogate_key(code_identity + ['region_code']) }} as activity_key
from numbered
