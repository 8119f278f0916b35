"""The columns of the Parquet tables by which one stage hands over to the next, as Arrow schemas.

Those that follow from the contracts of the data sets stand in `sources.contract_schemas`. Semester and institution
stand in the folder names (Hive partitions), never in the files.
"""

import pyarrow as pa

#: Rupiah with two decimals; reads as DECIMAL in any engine.
RUPIAH = pa.decimal128(18, 2)

#: A sum of rupiah. Wider: one absurd sheet of the largest amounts must not overflow its control total.
RUPIAH_SUM = pa.decimal128(38, 2)

#: Successive rows of a sheet that are of one kind (`sources.readers.account`), the last one included.
ROW_RUN = pa.struct(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("first_row", pa.int64(), nullable=False),
        pa.field("last_row", pa.int64(), nullable=False),
    ]
)

#: A table of a sheet: its header, first and last row of data, how many it has, and its columns by position (from 0):
#: those that were read, and those that nothing read although they hold something, with their labels as written.
SHEET_TABLE = pa.struct(
    [
        pa.field("header_row", pa.int64()),
        pa.field("first_row", pa.int64()),
        pa.field("last_row", pa.int64()),
        pa.field("rows_received", pa.int64(), nullable=False),
        pa.field("read_columns", pa.list_(pa.int64()), nullable=False),
        pa.field("unread_columns", pa.map_(pa.int64(), pa.string()), nullable=False),
    ]
)

#: One row per sheet (or csv, json) of a submission that holds a data set. `rows_received` counts rows of data,
#: `row_runs` say of every row that holds something what it is.
SHEET = pa.schema(
    [
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("source_sheet", pa.string(), nullable=False),
        pa.field("sheet_order", pa.int64(), nullable=False),
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("rows_received", pa.int64(), nullable=False),
        pa.field("row_runs", pa.list_(ROW_RUN), nullable=False),
        pa.field("tables", pa.list_(SHEET_TABLE), nullable=False),
    ]
)

#: One row per fault of a table, a sheet (`source_row` is null), a whole file (`source_sheet` too) or the submission
#: (`source_file` too). The row is where the header of a table begins. One whose rule is only a warning rejects
#: nothing.
FILE_FAULT = pa.schema(
    [
        pa.field("rule_code", pa.string(), nullable=False),
        pa.field("source_file", pa.string()),
        pa.field("source_sheet", pa.string()),
        pa.field("source_row", pa.int64()),
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
        pa.field("first_received_at", pa.timestamp("us", tz="UTC")),  # of the first version
        pa.field("received_at", pa.timestamp("us", tz="UTC")),  # of the version that holds
        pa.field("is_late", pa.bool_()),  # by the first version
        pa.field("files", pa.int64(), nullable=False),
        pa.field("due_datasets", pa.list_(pa.string())),
    ]
)

#: accepted/sheet_reconciliation: one row per sheet; received = accepted + rejected.
SHEET_RECONCILIATION = pa.schema(
    [
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("source_sheet", pa.string(), nullable=False),
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("rows_received", pa.int64(), nullable=False),
        pa.field("rows_accepted", pa.int64(), nullable=False),
        pa.field("rows_rejected", pa.int64(), nullable=False),
    ]
)

#: accepted/control_total: one row per sheet and amount column, rupiah; received = accepted + rejected.
CONTROL_TOTAL = pa.schema(
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

#: accepted/rejected_household: one row per row of the registry that was refused, with what can be read of it.
REJECTED_HOUSEHOLD = pa.schema(
    [
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("source_sheet", pa.string(), nullable=False),
        pa.field("is_copy", pa.bool_(), nullable=False),  # repeats another row of the submission in every column
        pa.field("household_id", pa.string()),  # pseudonym of the KK
        pa.field("head_person_id", pa.string()),  # pseudonym of the head's NIK
        pa.field("region_code", pa.string()),
        pa.field("member_count", pa.int64()),
        pa.field("poverty_status", pa.string()),
    ]
)

#: accepted/validation_finding: one row per finding of a cell, row or file, without the value.
VALIDATION_FINDING = pa.schema(
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

#: private/validation_finding: the same with the value as written and the Indonesian text for the sender.
PRIVATE_VALIDATION_FINDING = pa.schema(
    [*VALIDATION_FINDING, pa.field("value", pa.string()), pa.field("message_id", pa.string(), nullable=False)]
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

#: reference/rule: one row per rule of the catalogue.
RULE = pa.schema(
    [
        pa.field("rule_code", pa.string(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),  # error, warning, file
        pa.field("scope", pa.string(), nullable=False),  # cell, row, file, entity
        pa.field("title_id", pa.string(), nullable=False),
        pa.field("title_en", pa.string(), nullable=False),
        pa.field("description_en", pa.string(), nullable=False),
        pa.field("remedy_id", pa.string(), nullable=False),
    ]
)

#: reference/region_shape: one row per region of every level, with its boundary as a GeoJSON geometry.
REGION_SHAPE = pa.schema(
    [pa.field("region_code", pa.string(), nullable=False), pa.field("geometry", pa.string(), nullable=False)]
)

#: reference/run_context: one row, the facts of the run that builds the warehouse.
RUN_CONTEXT = pa.schema(
    [
        pa.field("run_started_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("run_date", pa.date32(), nullable=False),  # the day of it in the city
        pa.field("assessed_pairs", pa.int64(), nullable=False),  # pairs that reviewers assess of a semester
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
        pa.field("is_in_lineage", pa.bool_(), nullable=False),  # seen in a state that the present one grew out of
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

#: marts/semester=S/carried/: what a semester leaves for the marts of later ones and the dimensions over all of them.
CARRIED_TABLES: dict[str, pa.Schema] = {
    "semester": pa.schema(
        [
            ("semester_key", pa.int32()),
            ("start_date", pa.date32()),
            ("end_date", pa.date32()),
            ("deadline", pa.date32()),
        ]
    ),
    "file": pa.schema(
        [
            ("semester_key", pa.int32()),
            ("institution_code", pa.string()),
            ("source_file", pa.string()),
            ("sha256", pa.string()),
            ("content_digest", pa.string()),
            ("received_at", pa.timestamp("us", tz="UTC")),
            ("rows_received", pa.int64()),
        ]
    ),
    "assistance_kind": pa.schema(
        [("semester_key", pa.int32()), ("assistance_kind_key", pa.string()), ("assistance_type", pa.string())]
    ),
    "institution": pa.schema(
        [("semester_key", pa.int32()), ("institution_code", pa.string()), ("institution_type", pa.string())]
    ),
    "listing": pa.schema(
        [("semester_key", pa.int32()), ("household_key", pa.string()), ("poor_surveyed_date", pa.date32())]
    ),
    "departure": pa.schema(
        [
            ("semester_key", pa.int32()),
            ("household_key", pa.string()),
            ("finding_id", pa.string()),
            ("mentas_record_id", pa.string()),
            ("matched_by", pa.string()),
        ]
    ),
    "rule": pa.schema([("semester_key", pa.int32()), ("rule_code", pa.string()), ("severity", pa.string())]),
    "separated": pa.schema([("semester_key", pa.int32()), ("separate_household_key", pa.string())]),
    "household": pa.schema(
        [
            ("semester_key", pa.int32()),
            ("household_key", pa.string()),
            ("household_id", pa.string()),
            ("member_count", pa.int64()),
        ]
    ),
    "person": pa.schema(
        [
            ("semester_key", pa.int32()),
            ("person_key", pa.string()),
            ("registered_person_id", pa.string()),
            ("own_person_id", pa.string()),
            ("least_person_id", pa.string()),
        ]
    ),
}

#: Every table of `reference/`, by file name.
REFERENCE_TABLES: dict[str, pa.Schema] = {
    "institution": INSTITUTION,
    "semester": SEMESTER,
    "population": POPULATION,
    "region_shape": REGION_SHAPE,
    "rule": RULE,
    "run_context": RUN_CONTEXT,
    "finding_history": FINDING_HISTORY,
    "decision_basis": DECISION_BASIS,
}
