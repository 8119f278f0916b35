{{ config(schema='carried', alias='semester') }}
select
    semester,
    {{ semester_key('semester') }} as semester_key,
    start_date,
    end_date,
    deadline,
    is_closed
from {{ source('reference', 'semester') }}
