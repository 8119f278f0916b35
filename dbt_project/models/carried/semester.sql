select
    semester_key,
    start_date,
    end_date,
    deadline
from {{ ref('stg_semester') }}
where {{ is_built() }}
