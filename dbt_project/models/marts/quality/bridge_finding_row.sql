{%- set datasets = ['kegiatan', 'penerima', 'keluarga', 'mentas'] -%}
with concerned as (
    {% for role in row_roles() %}
        select
            finding_id,
            semester_key,
            institution_code,
            source_file,
            source_sheet,
            source_row,
            evidence,
            '{{ role }}' as role,
            unnest({{ role }}_record_ids) as record_id
        from {{ ref('int_finding__unite') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

accepted_rows as (
    {% for dataset in datasets %}
        select
            record_id,
            semester_key,
            institution_code,
            '{{ dataset }}' as dataset,
            source_file,
            source_sheet,
            source_row
        from {{ ref('stg_' ~ dataset) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- A rejected row is in no table; its place comes from the finding of validation.
placed as (
    select
        concerned.finding_id,
        concerned.semester_key,
        concerned.record_id,
        concerned.role,
        coalesce(accepted.semester_key, concerned.semester_key) as source_semester_key,
        coalesce(accepted.institution_code, concerned.institution_code) as institution_code,
        coalesce(accepted.dataset, {{ json_text('concerned.evidence', 'dataset') }}) as dataset,
        coalesce(accepted.source_file, concerned.source_file) as source_file,
        coalesce(accepted.source_sheet, concerned.source_sheet) as source_sheet,
        coalesce(accepted.source_row, concerned.source_row) as source_row
    from concerned
    left join accepted_rows as accepted on concerned.record_id = accepted.record_id
)

select
    placed.finding_id,
    placed.semester_key,
    institution.institution_key,
    placed.role,
    placed.record_id,
    placed.dataset,
    placed.source_semester_key,
    {{ mask_numbers('placed.source_file') }} as source_file,
    {{ mask_numbers('placed.source_sheet') }} as source_sheet,
    placed.source_row
from placed
left join {{ ref('stg_institution') }} as institution on placed.institution_code = institution.institution_code
