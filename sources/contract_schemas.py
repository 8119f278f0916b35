"""The columns of received and accepted rows, which follow from the contracts of the data sets, as Arrow schemas.

Received rows hold personal data and stay under `private/`; accepted rows are what SQL reads.
"""

import pyarrow as pa

from foundation.schemas import (
    CONTROL_TOTAL,
    FILE,
    REJECTED_HOUSEHOLD,
    RUPIAH,
    SHEET_RECONCILIATION,
    SUBMISSION,
    VALIDATION_FINDING,
)
from sources.contract import Column, Contract, load_contracts

_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "code": pa.string(),
    "region": pa.string(),
    "amount": RUPIAH,
    "count": pa.int64(),
    "integer": pa.int64(),
    "date": pa.date32(),
    "nik": pa.string(),
    "kk": pa.string(),
}

#: Columns of recipients in accepted rows: who they are when there is no NIK (HMAC of folded name and birth date; null
#: where either is missing), and what is published of sex and age.
PERSON_MATCH_ID, SEX, AGE_BAND = "person_match_id", "sex", "age_band"

#: Where a row stands in what was handed in. `record_id` is 32 hex digits, the same in every run that reads the row.
PROVENANCE: tuple[pa.Field, ...] = (
    pa.field("record_id", pa.string(), nullable=False),
    pa.field("source_file", pa.string(), nullable=False),
    pa.field("source_sheet", pa.string(), nullable=False),
    pa.field("source_row", pa.int64(), nullable=False),
)

#: The same of a row as read: whether it stands in a table that is rejected as a whole, beside others of its sheet.
RECEIVED_PROVENANCE: tuple[pa.Field, ...] = (
    *PROVENANCE,
    pa.field("is_in_rejected_table", pa.bool_(), nullable=False),
)


def arrow_type(column: Column) -> pa.DataType:
    """Give the Arrow type of a column's value after reading."""
    return _TYPES[column.type]


def received_schema(contract: Contract) -> pa.Schema:
    """Schema of the rows of one data set as read (private).

    Per column its value, null where the cell is empty or unreadable. A code or region that is not known stays as the
    text that was written. Columns whose cells can be unreadable (`Column.has_reading_faults`) also carry
    `<column>__fault` (rule code) and `<column>__raw` (the text as written, only where there is a fault).
    """
    fields = list(RECEIVED_PROVENANCE)
    for column in contract.columns:
        fields.append(pa.field(column.name, arrow_type(column)))
        if column.has_reading_faults:
            fields.append(pa.field(f"{column.name}__fault", pa.string()))
            fields.append(pa.field(f"{column.name}__raw", pa.string()))
    return pa.schema(fields)


def accepted_schema(contract: Contract) -> pa.Schema:
    """Schema of the accepted rows of one data set (as SQL reads them): published columns, numbers as pseudonyms."""
    fields = list(PROVENANCE)
    for column in contract.published_columns:
        is_value = column.publish == "value"
        fields.append(pa.field(column.warehouse_name or column.name, arrow_type(column) if is_value else pa.string()))
    if contract.matched is not None and contract.matched.role == "recipient":
        fields.extend(pa.field(name, pa.string()) for name in (PERSON_MATCH_ID, SEX, AGE_BAND))
    return pa.schema(fields)


def accepted_tables() -> dict[str, pa.Schema]:
    """Give every table of `accepted/`, by folder name: the data sets, then what is known of their submissions."""
    tables = {name: accepted_schema(contract) for name, contract in load_contracts().items()}
    return tables | {
        "submission": SUBMISSION,
        "file": FILE,
        "sheet_reconciliation": SHEET_RECONCILIATION,
        "control_total": CONTROL_TOTAL,
        "rejected_household": REJECTED_HOUSEHOLD,
        "validation_finding": VALIDATION_FINDING,
    }
