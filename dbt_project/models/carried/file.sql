select
    semester_key,
    institution_code,
    source_file,
    sha256,
    content_digest,
    received_at,
    rows_received
from {{ ref('stg_file') }}
