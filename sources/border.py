"""The columns of every Parquet table that crosses a border between stages, as Arrow schemas.

Received tables hold personal data and stay under `private/`; accepted tables are what SQL reads.
Semester and institution stand in the folder names (Hive partitions), never in the files.
"""

import pyarrow as pa

from sources.contract import Column, Contract, load_contracts

#: Rupiah with two decimals; reads as DECIMAL in any engine.
RUPIAH = pa.decimal128(18, 2)

#: A sum of rupiah. Wider: one absurd sheet of the largest amounts must not overflow its account.
RUPIAH_SUM = pa.decimal128(38, 2)

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

#: Where a row stands in what was handed in. `record_id` is 32 hex digits, the same in every run that reads the row.
PROVENANCE: tuple[pa.Field, ...] = (
    pa.field("record_id", pa.string(), nullable=False),
    pa.field("source_file", pa.string(), nullable=False),
    pa.field("source_sheet", pa.string(), nullable=False),
    pa.field("source_row", pa.int64(), nullable=False),
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
    fields = list(PROVENANCE)
    for column in contract.columns:
        fields.append(pa.field(column.name, arrow_type(column)))
        if column.has_reading_faults:
            fields.append(pa.field(f"{column.name}__fault", pa.string()))
            fields.append(pa.field(f"{column.name}__raw", pa.string()))
    return pa.schema(fields)


def accepted_schema(contract: Contract) -> pa.Schema:
    """Schema of the accepted rows of one data set (border to SQL): published columns, numbers as pseudonyms."""
    fields = list(PROVENANCE)
    for column in contract.published_columns:
        is_value = column.publish == "value"
        fields.append(pa.field(column.warehouse_name or column.name, arrow_type(column) if is_value else pa.string()))
    if contract.dataset == "penerima":
        # Who the person is when there is no NIK: HMAC of folded name and birth date; null where either is missing.
        fields.append(pa.field("person_match_id", pa.string()))
    return pa.schema(fields)


#: One row per sheet (or csv, json) of a submission that holds a data set. `rows_*` are counts of rows.
SHEET = pa.schema(
    [
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("source_sheet", pa.string(), nullable=False),
        pa.field("sheet_order", pa.int64(), nullable=False),
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("header_row", pa.int64()),
        pa.field("rows_received", pa.int64(), nullable=False),
    ]
)

#: One row per fault of a whole file or sheet. `source_sheet` is null where the whole file is rejected.
FILE_FAULT = pa.schema(
    [
        pa.field("rule_code", pa.string(), nullable=False),
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("source_sheet", pa.string()),
        pa.field("source_column", pa.string()),
        pa.field("detail_id", pa.string()),
    ]
)

#: One row per file of a submission. `content_digest` is over the values of its rows, whatever the file's format.
FILE = pa.schema(
    [
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("sha256", pa.string(), nullable=False),
        pa.field("size_bytes", pa.int64(), nullable=False),
        pa.field("received_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("rows_received", pa.int64(), nullable=False),
        pa.field("content_digest", pa.string()),
    ]
)

#: accepted/submission: one row per institution and semester that is due or handed something in.
SUBMISSION = pa.schema(
    [
        pa.field("channel_state", pa.string(), nullable=False),  # received, missing, unreachable
        pa.field("is_expected", pa.bool_(), nullable=False),
        pa.field("version", pa.int64(), nullable=False),  # 0 where nothing came
        pa.field("received_at", pa.timestamp("us", tz="UTC")),
        pa.field("is_late", pa.bool_()),
        pa.field("files", pa.int64(), nullable=False),
    ]
)

#: accepted/sheet_account: one row per sheet; received = accepted + rejected.
SHEET_ACCOUNT = pa.schema(
    [
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("source_sheet", pa.string(), nullable=False),
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("rows_received", pa.int64(), nullable=False),
        pa.field("rows_accepted", pa.int64(), nullable=False),
        pa.field("rows_rejected", pa.int64(), nullable=False),
    ]
)

#: accepted/amount_account: one row per sheet and amount column, rupiah; received = accepted + rejected.
AMOUNT_ACCOUNT = pa.schema(
    [
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("source_sheet", pa.string(), nullable=False),
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("amount_column", pa.string(), nullable=False),  # the contract's name
        pa.field("received_idr", RUPIAH_SUM, nullable=False),
        pa.field("accepted_idr", RUPIAH_SUM, nullable=False),
        pa.field("rejected_idr", RUPIAH_SUM, nullable=False),
    ]
)

#: accepted/door_finding: one row per finding of a cell, row or file, without the value.
DOOR_FINDING = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("rule_code", pa.string(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),  # error, warning, file
        pa.field("dataset", pa.string()),
        pa.field("source_file", pa.string()),
        pa.field("source_sheet", pa.string()),
        pa.field("source_row", pa.int64()),
        pa.field("source_column", pa.string()),
        pa.field("record_id", pa.string()),
        pa.field("region_code", pa.string()),
    ]
)

#: private/door_finding: the same with the value as written and the Indonesian text for the sender.
PRIVATE_DOOR_FINDING = pa.schema(
    [*DOOR_FINDING, pa.field("value", pa.string()), pa.field("message_id", pa.string(), nullable=False)]
)

#: reference/institution: one row per institution of the list.
INSTITUTION = pa.schema(
    [
        pa.field("institution_code", pa.string(), nullable=False),
        pa.field("institution_name", pa.string(), nullable=False),
        pa.field("institution_type", pa.string(), nullable=False),
    ]
)

#: reference/semester: one row per semester that any table speaks of.
SEMESTER = pa.schema(
    [
        pa.field("semester", pa.string(), nullable=False),
        pa.field("start_date", pa.date32(), nullable=False),
        pa.field("end_date", pa.date32(), nullable=False),
        pa.field("deadline", pa.date32(), nullable=False),
        pa.field("is_closed", pa.bool_(), nullable=False),
    ]
)

#: reference/population: persons by semester and region, at every level.
POPULATION = pa.schema(
    [
        pa.field("semester", pa.string(), nullable=False),
        pa.field("region_level", pa.string(), nullable=False),  # kelurahan, kecamatan, city
        pa.field("region_code", pa.string(), nullable=False),
        pa.field("population", pa.int64(), nullable=False),
        pa.field("population_is_estimated", pa.bool_(), nullable=False),
        pa.field("population_source", pa.string(), nullable=False),
    ]
)

#: reference/run_context: one row, the facts of the run that builds the warehouse.
RUN_CONTEXT = pa.schema(
    [
        pa.field("run_started_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("run_date", pa.date32(), nullable=False),  # the day of it in the city
    ]
)

#: reference/finding_history: what earlier states of the submissions had found (see `orchestration` on lifecycle).
FINDING_HISTORY = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("semester", pa.string(), nullable=False),
        pa.field("rule_code", pa.string(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),
        pa.field("institution_code", pa.string()),
        pa.field("region_code", pa.string()),
        pa.field("source_file", pa.string()),
        pa.field("source_sheet", pa.string()),
        pa.field("source_row", pa.int64()),
        pa.field("source_column", pa.string()),
        pa.field("entity_type", pa.string()),
        pa.field("entity_id", pa.string()),
        pa.field("related_entity_id", pa.string()),
        pa.field("match_probability", pa.float64()),
        pa.field("evidence", pa.string()),
        pa.field("first_seen_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("last_seen_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("is_ancestor", pa.bool_(), nullable=False),  # seen in a state that the present one grew out of
    ]
)

#: reference/decision_basis: what agreed of a finding when a decision on it first counted, in any state, also in one
#: that was taken back.
DECISION_BASIS = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("decided_status", pa.string(), nullable=False),  # confirmed, waived
        pa.field("decision_date", pa.string()),  # as the evidence spells it: YYYY-MM-DD
        pa.field("decided_on", pa.string(), nullable=False),
    ]
)

#: Every table of `reference/`, by file name.
REFERENCE_TABLES: dict[str, pa.Schema] = {
    "institution": INSTITUTION,
    "semester": SEMESTER,
    "population": POPULATION,
    "run_context": RUN_CONTEXT,
    "finding_history": FINDING_HISTORY,
    "decision_basis": DECISION_BASIS,
}


def accepted_tables() -> dict[str, pa.Schema]:
    """Give every table of `accepted/`, by folder name: the data sets, then what is known of their submissions."""
    tables = {name: accepted_schema(contract) for name, contract in load_contracts().items()}
    return tables | {
        "submission": SUBMISSION,
        "file": FILE,
        "sheet_account": SHEET_ACCOUNT,
        "amount_account": AMOUNT_ACCOUNT,
        "door_finding": DOOR_FINDING,
    }
