-- A returned row is an amount column of a sheet whose rupiah received differ from accepted plus rejected.
select
    semester,
    institution_code,
    source_file,
    source_sheet,
    dataset,
    amount_column,
    received_idr,
    accepted_idr,
    rejected_idr
from {{ ref('stg_control_total') }}
where received_idr <> accepted_idr + rejected_idr
