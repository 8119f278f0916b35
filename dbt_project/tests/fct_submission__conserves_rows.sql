-- A returned row is a submission whose published rows do not add up, or that has rows though nothing came.
select
    institution_key,
    semester_key,
    status,
    rows_received,
    rows_accepted,
    rows_rejected
from {{ ref('fct_submission') }}
where
    rows_received <> rows_accepted + rows_rejected
    or (status in ('missing', 'unreachable') and rows_received > 0)
