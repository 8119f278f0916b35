-- A returned row is a sheet whose rows received differ from accepted plus rejected: rows were lost or made up.
select
    semester,
    institution_code,
    source_file,
    source_sheet,
    dataset,
    rows_received,
    rows_accepted,
    rows_rejected
from {{ ref('stg_sheet_reconciliation') }}
where rows_received <> rows_accepted + rows_rejected
