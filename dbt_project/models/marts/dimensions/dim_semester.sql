select
    semester_key,
    semester,
    start_date,
    end_date,
    deadline,
    is_closed
from {{ ref('stg_semester') }}
