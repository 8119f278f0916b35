"""What the marts of a semester follow from, as one digest: where it stands, the semester's partition is taken as it is.

Beside a semester's own rows and links, marts follow from a little of what earlier semesters hold: graduations, files
that are handed in again, surveys, decisions. Only what the semester meets of these counts, so that the correction of an
old semester makes later ones anew where it changes something in them, and else not (ADR 15).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import duckdb

from foundation.data_layout import DataLayout
from foundation.file_digests import FileDigests
from foundation.linkage_schemas import LINKAGE_TABLES
from foundation.schemas import CARRIED_TABLES
from foundation.semester import Semester

#: What is looked into, by name. Small, and asked of every semester, so that it is read once.
_LOOKED_INTO = {
    **{f"carried_{table}": f"marts/semester=*/carried/{table}.parquet" for table in CARRIED_TABLES},
    "graduation_match": "linkage/semester=*/graduation_match.parquet",
    "person_change": "linkage/semester=*/person_change.parquet",
    "said": "accepted/keputusan/*/*/*.parquet",
    "assessed": "accepted/penilaian/*/*/*.parquet",
    "decision_basis": "reference/decision_basis.parquet",
    "finding_history": "reference/finding_history.parquet",
    "institution": "reference/institution.parquet",
    "population": "reference/population.parquet",
    "run_context": "reference/run_context.parquet",
    "semester_bounds": "reference/semester.parquet",
}

#: The households of the rows on who has left; of this large table they alone are read.
_GRADUATED = """
    create table graduated as
    select semester, household_key
    from read_parquet('linkage/semester=*/household_membership.parquet', hive_partitioning = true)
    where dataset = 'mentas'
"""

#: Decisions on findings that were ever published, with the semester of these, and which waivers have ended.
_DECIDED = """
    create table decided as
    select
        found.semester as found_in, lower(said.finding_id) as finding_id, said.decision, said.decision_date,
        said.valid_until, said.semester, said.source_row, said.valid_until < run.run_date as has_ended
    from said
    cross join run_context as run
    inner join (select finding_id, min(semester) as semester from finding_history group by finding_id) as found
        on lower(said.finding_id) = found.finding_id
"""

#: What earlier semesters say of households that have left, or may have.
_HAVE_LEFT_BEFORE = """
    semester < $semester and household_key in (
        select household_key from graduation_match where semester = $semester
        union all select household_key from graduated where semester = $semester
        union all select separate_household_key from carried_separated
    )
"""

#: Each gives the rows that the marts of a semester meet of something beside its own rows and links.
_MET = {
    "its bounds": "select semester, start_date, end_date, deadline from semester_bounds where semester = $semester",
    "population": "select * from population where semester = $semester",
    "types of institutions": "select institution_code, institution_type from institution",
    "what earlier versions had found": """
        select * exclude (last_seen_at) from finding_history where semester = $semester
    """,
    "decisions": "select * from decided where found_in <= $semester",
    "assessments": """
        select assessed.* from assessed
        inner join (select distinct finding_id from finding_history where semester = $semester) as found
            on lower(assessed.finding_id) = found.finding_id
    """,
    "pairs to assess": "select assessed_pairs from run_context",
    "what decisions rested on": """
        select * from decision_basis
        where finding_id in (select finding_id from decided where found_in <= $semester)
    """,
    "evidence that was decided on": """
        select finding_id, evidence from finding_history
        where semester < $semester and finding_id in (select finding_id from decided)
    """,
    "files that were handed in before": """
        select earlier.*
        from carried_file as earlier
        where earlier.semester < $semester and exists (
            select 1 from carried_file as own
            where own.semester = $semester
                and (own.sha256 = earlier.sha256 or own.content_digest = earlier.content_digest)
        )
    """,
    "households that people have split": "select * from carried_separated where semester < $semester",
    "surveys of households that have left": f"select * from carried_listing where {_HAVE_LEFT_BEFORE}",
    "households that were poor the semester before, and are not": """
        select earlier.household_key
        from carried_listing as earlier
        inner join semester_bounds as own on own.semester = $semester
        inner join semester_bounds as before on earlier.semester = before.semester
        where before.end_date = own.start_date - 1 and not exists (
            select 1 from carried_listing as later
            where later.semester = $semester and later.household_key = earlier.household_key
        )
    """,
    "earlier departures of households that have left": f"select * from carried_departure where {_HAVE_LEFT_BEFORE}",
    "persons who turn out to be one": """
        select distinct person_key from carried_person where semester < $semester and person_key in (
            select unnest([person_key, other_person_key]) from person_change where semester = $semester
        )
    """,
}


def code_digest(manifest: Mapping[str, Any]) -> str:
    """Give the digest of what makes the marts: dbt's models, macros and seeds, and the engine."""
    nodes = {
        key: [node["checksum"]["checksum"], node["config"].get("materialized")]
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    macros = {key: macro["macro_sql"] for key, macro in manifest["macros"].items() if macro["package_name"] == "sektap"}
    return _digest([nodes, macros, duckdb.__version__])


class MartInputs:
    """The digests of what each semester's marts follow from, as the zones stand when this is made."""

    def __init__(self, layout: DataLayout, digests: FileDigests, manifest: Mapping[str, Any]) -> None:
        """Look at the zones of `layout`, reference tables of this run included."""
        self._layout = layout
        self._digests = digests
        self._code = code_digest(manifest)
        self._connection = duckdb.connect()
        self._connection.execute("set file_search_path = $root", {"root": str(layout.root)})
        for name, files in _LOOKED_INTO.items():
            source = f"read_parquet('{files}', hive_partitioning = true, union_by_name = true)"
            self._connection.execute(f"create table {name} as from {source}")
        self._connection.execute(_GRADUATED)
        self._connection.execute(_DECIDED)

    def __enter__(self) -> Self:
        """Be closed when the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the database in memory."""
        self._connection.close()

    def digest(self, semester: Semester) -> str:
        """Give the digest of what a semester's marts follow from."""
        met = {subject: self._fingerprint(query, semester) for subject, query in _MET.items()}
        return _digest([self._code, self._digests.digest_all(self._files(semester)), met])

    def _files(self, semester: Semester) -> Iterator[Path]:
        """Give the files of the semester's rows and links, and those of all graduations and households before it."""
        root = self._layout.root
        yield from root.glob(f"accepted/*/semester={semester}/*/*.parquet")
        for table in LINKAGE_TABLES:
            yield self._layout.linkage(semester.key, table)
        for folder in root.glob("linkage/semester=*S[12]"):
            if folder.name < f"semester={semester}":
                yield folder / "household_entity.parquet"
                yield from root.glob(f"accepted/mentas/{folder.name}/*/*.parquet")

    def _fingerprint(self, query: str, semester: Semester) -> list[Any]:
        """Tell the rows of a query from others, whatever their order."""
        counted = f"select count(*), bit_xor(hash(part)), sum(hash(part)::hugeint)::varchar from ({query}) as part"
        parameters = {"semester": semester.key} if "$semester" in query else {}
        return list(self._connection.execute(counted, parameters).fetchone() or ())


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
