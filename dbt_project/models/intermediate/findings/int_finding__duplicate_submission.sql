-- Files with the bytes or values of an earlier file of another institution, or of another semester of the same one.
with handed_in as (
    {% for files in [ref('stg_file'), standing('file')] %}
        select
            semester,
            semester_key,
            institution_code,
            source_file,
            sha256,
            content_digest,
            received_at,
            rows_received
        from {{ files }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

files as (
    select
        semester,
        semester_key,
        institution_code,
        source_file,
        sha256,
        content_digest,
        rows_received,
        row_number() over (order by semester_key, received_at, institution_code, source_file) as file_order,
        row_number() over (
            partition by semester_key, institution_code, sha256, {{ mask_numbers('source_file') }}
            order by source_file
        ) as copy_number
    from handed_in
    where rows_received > 0
),

fingerprints as (
    select
        file_order,
        'sha256' as fingerprint_type,
        sha256 as fingerprint
    from files
    union all
    select
        file_order,
        'content_digest' as fingerprint_type,
        content_digest as fingerprint
    from files
    where content_digest is not null
),

repetitions as (
    select
        later.file_order,
        min(earlier.file_order) as earlier_file_order
    from fingerprints as later_print
    inner join fingerprints as earlier_print
        on
            later_print.fingerprint_type = earlier_print.fingerprint_type
            and later_print.fingerprint = earlier_print.fingerprint
            and later_print.file_order > earlier_print.file_order
    inner join files as later on later_print.file_order = later.file_order
    inner join files as earlier on earlier_print.file_order = earlier.file_order
    where
        {{ is_built('later.semester') }}
        and (
            later.institution_code <> earlier.institution_code
            or later.semester_key <> earlier.semester_key
        )
    group by later.file_order
),

located as (
    select
        later.semester,
        later.semester_key,
        later.institution_code,
        later.source_file,
        later.sha256,
        later.copy_number,
        later.rows_received,
        {{ mask_numbers('later.source_file') }} as published_source_file,
        earlier.sha256 as earlier_sha256,
        earlier.semester as earlier_semester,
        earlier.institution_code as earlier_institution_code,
        {{ mask_numbers('earlier.source_file') }} as earlier_source_file,
        later.sha256 = earlier.sha256 as is_same_bytes
    from repetitions as repetition
    inner join files as later on repetition.file_order = later.file_order
    inner join files as earlier on repetition.earlier_file_order = earlier.file_order
)

select
    {{ finding_row('duplicate_submission', ['institution_code', 'published_source_file', 'sha256', 'copy_number'], {
        'subject': 'null',
    }, {
        'institution_code': 'institution_code',
        'source_file': 'source_file',
        'entity_type': "'file'",
        'entity_id': 'sha256',
        'related_entity_id': 'earlier_sha256',
        'evidence': json_object({
            'earlier_institution': 'earlier_institution_code',
            'earlier_semester': 'earlier_semester',
            'earlier_file': 'earlier_source_file',
            'is_same_bytes': 'is_same_bytes',
            'rows': 'rows_received',
        }),
        'related_institution_code': 'earlier_institution_code',
    }) }}
from located
