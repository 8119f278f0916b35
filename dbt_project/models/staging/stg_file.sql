{{ config(schema='carried', alias='file') }}
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    institution_code,
    source_file,
    sha256,
    content_digest,
    received_at,
    rows_received
from {{ source('accepted', 'file') }}
where {{ is_built() }}
