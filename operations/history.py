"""What a run builds on besides the files: the semesters there are, and what earlier states had found.

A *state* is the version of every submission up to a semester. The findings of each state are kept, so that a finding
has the day on which it was first seen, and is `resolved` once a newer submission no longer shows it. A state that was
reverted is no ancestor of the present one, and what only it had found is left out: a correction that is taken
back leaves no trace in the marts.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from foundation.atomic_files import write_table
from foundation.data_layout import DataLayout
from foundation.schemas import DECISION_BASIS, FINDING_HISTORY
from foundation.semester import Semester

#: Version of each submission: institution codes by semester key.
State = Mapping[tuple[str, str], int]

_STATE_METADATA = b"sektap_state"


def archived_semesters(layout: DataLayout) -> list[Semester]:
    """List the semesters that have been run before, oldest first."""
    folders = layout.accepted_zone("submission").glob("semester=*S[12]")
    return sorted(Semester.parse(folder.name.removeprefix("semester=")) for folder in folders)


def known_semesters(layout: DataLayout, current: Semester | None = None) -> list[Semester]:
    """List the semesters that have been run before, and the current one, oldest first."""
    return sorted({*archived_semesters(layout), *([current] if current else [])})


def reporting_institutions(layout: DataLayout) -> set[str]:
    """Give the codes of all institutions that a semester speaks of, whether they are still in the list or not."""
    folders = layout.accepted_zone("submission").glob("semester=*S[12]/institution_code=*")
    return {folder.name.removeprefix("institution_code=") for folder in folders}


def state_up_to(versions: State, semester: str) -> State:
    """Give the part of a state on which a semester's findings rest: the submissions of it and of earlier ones."""
    return {key: version for key, version in versions.items() if key[0] <= semester and version > 0}


def is_in_lineage(earlier: State, present: State) -> bool:
    """Say whether the present state grew out of an earlier one: no submission has gone back to an older version."""
    return all(present.get(key, 0) >= version for key, version in earlier.items())


def history_file(layout: DataLayout, semester: str, state: State) -> Path:
    """Give the file that holds the findings of a semester in a state."""
    digest = hashlib.sha256(_state_text(state).encode()).hexdigest()[:32]
    return layout.history / f"semester={semester}" / f"{digest}.parquet"


def _state_text(state: State) -> str:
    return json.dumps(sorted([*key, version] for key, version in state.items()))


def _read_state(file: Path) -> State:
    metadata = pq.read_schema(file).metadata or {}
    return {(semester, code): version for semester, code, version in json.loads(metadata[_STATE_METADATA])}


def load_finding_history(layout: DataLayout, versions: State, semesters: Iterable[str]) -> pa.Table:
    """Give what earlier states had found (schema `FINDING_HISTORY`), one row per finding.

    `first_seen_at` is the earliest of all states, the other columns are those of the state that saw it last;
    `is_in_lineage` says whether one of its states is an ancestor of the present one.
    """
    tables = []
    for semester in semesters:
        present = state_up_to(versions, semester)
        for file in sorted((layout.history / f"semester={semester}").glob("*.parquet")):
            rows = pq.read_table(file)
            ancestor = pa.array([is_in_lineage(_read_state(file), present)] * rows.num_rows, pa.bool_())
            tables.append(rows.append_column(FINDING_HISTORY.field("is_in_lineage"), ancestor).cast(FINDING_HISTORY))
    if not tables:
        return FINDING_HISTORY.empty_table()
    columns = [name for name in FINDING_HISTORY.names if name not in ("finding_id", "first_seen_at", "is_in_lineage")]
    latest = ", ".join(f"arg_max({name}, (is_in_lineage, last_seen_at)) as {name}" for name in columns)
    with duckdb.connect() as connection:
        connection.register("seen", pa.concat_tables(tables).replace_schema_metadata())
        merged = connection.execute(f"""
            select
                finding_id, {latest}, min(first_seen_at) as first_seen_at, bool_or(is_in_lineage) as is_in_lineage
            from seen group by finding_id order by finding_id
        """).to_arrow_table()
    return merged.select(FINDING_HISTORY.names).cast(FINDING_HISTORY)


def load_decision_basis(layout: DataLayout) -> pa.Table:
    """Give what findings rested on when decisions on them first counted (schema `DECISION_BASIS`).

    Of all states, also of those that are no ancestors: what a decision was made on does not change.
    """
    files = [str(file) for file in sorted(layout.history.glob("semester=*/*.parquet"))]
    if not files:
        return DECISION_BASIS.empty_table()
    with duckdb.connect() as connection:
        known = connection.execute(
            """
            with decided as (
                select
                    finding_id, evidence ->> '$.decision' as decided_status,
                    evidence ->> '$.decision_date' as decision_date, evidence ->> '$.decided_on' as decided_on,
                    last_seen_at
                from read_parquet($files, hive_partitioning = false)
                where (evidence ->> '$.decision_semester') = semester
            )
            select finding_id, decided_status, decision_date, arg_min(decided_on, last_seen_at) as decided_on
            from decided group by all order by all
            """,
            {"files": files},
        ).to_arrow_table()
    return known.cast(DECISION_BASIS)


def save_findings(layout: DataLayout, versions: State, semester: str, findings: pa.Table) -> None:
    """Keep the findings of a semester under the state that showed them; the same state replaces its own."""
    state = state_up_to(versions, semester)
    schema = FINDING_HISTORY.remove(FINDING_HISTORY.get_field_index("is_in_lineage"))
    rows = findings.select(schema.names).cast(schema)
    write_table(
        history_file(layout, semester, state), rows.replace_schema_metadata({_STATE_METADATA: _state_text(state)})
    )
