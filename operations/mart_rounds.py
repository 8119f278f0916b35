"""Which semesters' marts a run makes, until every open semester stands on what it follows from (ADR 15)."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import duckdb

from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.file_digests import FileDigests
from foundation.semester import Semester
from operations.history import known_semesters, save_findings
from operations.mart_inputs import MartInputs
from operations.mart_partitions import load_partition, partitioned_marts, sign_partition, write_partition
from operations.reference import write_history
from sources.archive import Archive


def mart_rounds(layout: DataLayout, manifest: Mapping[str, Any], current: Semester | None) -> Iterator[list[Semester]]:
    """Give the semesters of one build after the other; the caller builds them before it asks for more.

    First `current` (None for a rebuild: all) and every open semester that is behind; then those that these have left
    behind. A closed semester is given only where its partition is lost, and the first round comes even where it holds
    none, for the dimensions.
    After each build, rows and findings of its semesters are kept. `manifest` is dbt's. Raises `RuntimeError` where the
    rounds find no end.
    """
    # Without it, no build has come to its end, and what stands is not published (`require_finished_build`).
    layout.built_semesters.unlink(missing_ok=True)
    closed = Archive(layout).closed_semesters()
    known = known_semesters(layout, current)
    opened = [each for each in known if each not in closed or load_partition(layout, each.key) is None]
    digests = FileDigests(layout.root, layout.file_digests)
    built: set[Semester] = set()
    semesters = opened
    if current is not None:
        with MartInputs(layout, digests, manifest) as inputs:
            semesters = [each for each in opened if each == current or not _stands(layout, each, inputs.digest(each))]
    for _ in range(len(known) + 1):
        yield semesters
        parts = {each: write_partition(layout, each, partitioned_marts(manifest)) for each in semesters}
        _remember_findings(layout, known, semesters)
        built |= set(semesters)
        with MartInputs(layout, digests, manifest) as inputs:
            for each in semesters:
                sign_partition(layout, each, inputs.digest(each), parts[each])
            semesters = [each for each in opened if not _stands(layout, each, inputs.digest(each))]
        _note_built(layout, built)
        if not semesters:
            digests.keep()
            return
    raise RuntimeError(f"the marts of {', '.join(map(str, semesters))} change with every build of them")


def built_semesters(layout: DataLayout) -> list[Semester]:
    """List the semesters whose marts the last run has made, oldest first. Raises `OSError` where it came to no end."""
    return [Semester.parse(key) for key in json.loads(layout.built_semesters.read_text(encoding="utf-8"))]


def _stands(layout: DataLayout, semester: Semester, digest: str) -> bool:
    partition = load_partition(layout, semester.key)
    return partition is not None and partition.digest == digest


def _remember_findings(layout: DataLayout, known: Sequence[Semester], semesters: Collection[Semester]) -> None:
    """Keep the findings of the built semesters under the versions that showed them, before anyone reads them."""
    versions = Archive(layout).versions_state(known)
    with duckdb.connect(str(layout.warehouse), read_only=True) as connection:
        for semester in semesters:
            findings = connection.execute(
                """
                select * from marts.fct_quality_finding
                where status <> 'resolved' and semester = $semester order by finding_id
                """,
                {"semester": semester.key},
            ).to_arrow_table()
            save_findings(layout, versions, semester.key, findings)
    write_history(layout, known)


def _note_built(layout: DataLayout, semesters: Collection[Semester]) -> None:
    with atomic_write(layout.built_semesters) as unfinished:
        unfinished.write_text(json.dumps([str(semester) for semester in sorted(semesters)]), encoding="utf-8")
