"""The columns of the tables of `linkage/`, as Arrow schemas.

Each semester has a file of each table. The semester itself stands in the name of the folder and not in the file.
"""

import pyarrow as pa

#: linkage/household_entity: one row per household, in its first semester. The key is the pseudonym of the KK (or NIK)
#: that it was first seen with.
HOUSEHOLD_ENTITY = pa.schema(
    [
        pa.field("household_key", pa.string(), nullable=False),
        pa.field("household_id", pa.string(), nullable=False),  # its representative
    ]
)

#: linkage/household_membership: which household a row of keluarga, penerima or mentas belongs to.
HOUSEHOLD_MEMBERSHIP = pa.schema(
    [
        pa.field("institution_code", pa.string(), nullable=False),
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("household_key", pa.string(), nullable=False),
        pa.field("is_registered", pa.bool_(), nullable=False),  # the household stands in the semester's registry
        pa.field("cluster_rank", pa.int64()),  # registry rows only: 1 for the row that counts, 2… for its duplicates
        # Receipts that no number brings home: how probably this household. Registry rows: how probably they should not
        # count, where too little says so for it to be taken as said.
        pa.field("match_probability", pa.float64()),
    ]
)

#: linkage/registry_duplicate: one row per registry row beyond the first of its cluster, with the row it repeats.
REGISTRY_DUPLICATE = pa.schema(
    [
        pa.field("institution_code", pa.string(), nullable=False),
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("related_record_id", pa.string(), nullable=False),
        pa.field("household_id", pa.string(), nullable=False),
        pa.field("related_household_id", pa.string(), nullable=False),
        pa.field("matched_by", pa.string(), nullable=False),  # kk, nik, probable
        pa.field("match_probability", pa.float64(), nullable=False),
    ]
)

#: linkage/graduation_match: which mentas row, of the semester or an earlier one, speaks of which household of it.
GRADUATION_MATCH = pa.schema(
    [
        pa.field("household_key", pa.string(), nullable=False),
        pa.field("mentas_semester", pa.string(), nullable=False),
        pa.field("mentas_institution_code", pa.string(), nullable=False),
        pa.field("mentas_record_id", pa.string(), nullable=False),
        pa.field("matched_by", pa.string(), nullable=False),  # kk, nik, probable
        pa.field("match_probability", pa.float64(), nullable=False),
    ]
)

#: linkage/household_change: one row per household that ended in another one in a semester, or came out of another one.
HOUSEHOLD_CHANGE = pa.schema(
    [
        pa.field("change", pa.string(), nullable=False),  # merged, split
        pa.field("household_key", pa.string(), nullable=False),  # the one that goes on
        pa.field("other_household_key", pa.string(), nullable=False),  # the one that ended in it, or came out of it
        pa.field("record_id", pa.string(), nullable=False),  # the row of the semester's registry that says so
        pa.field("matched_by", pa.string(), nullable=False),  # kk, nik, probable: by what they are, or had been, one
        pa.field("match_probability", pa.float64(), nullable=False),
    ]
)

#: linkage/person_match: rows of keluarga, penerima or mentas whose person is known by another number than their own.
PERSON_MATCH = pa.schema(
    [
        pa.field("institution_code", pa.string(), nullable=False),
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("person_key", pa.string(), nullable=False),
        pa.field("match_probability", pa.float64(), nullable=False),
    ]
)

#: linkage/person_change: one row per person who turned out in a semester to be another one that was known, too.
PERSON_CHANGE = pa.schema(
    [
        pa.field("person_key", pa.string(), nullable=False),  # the one that goes on
        pa.field("other_person_key", pa.string(), nullable=False),  # the one that ended in it
        pa.field("household_key", pa.string(), nullable=False),  # in which it is seen
        pa.field("match_probability", pa.float64(), nullable=False),
    ]
)

#: Every table of `linkage/`, by file name.
LINKAGE_TABLES: dict[str, pa.Schema] = {
    "household_entity": HOUSEHOLD_ENTITY,
    "household_membership": HOUSEHOLD_MEMBERSHIP,
    "registry_duplicate": REGISTRY_DUPLICATE,
    "graduation_match": GRADUATION_MATCH,
    "household_change": HOUSEHOLD_CHANGE,
    "person_match": PERSON_MATCH,
    "person_change": PERSON_CHANGE,
}
