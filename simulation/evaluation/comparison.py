"""Reads both sides and compares them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from foundation.pseudonym import Pseudonymiser
from simulation.evaluation.labels import SemesterLabels
from simulation.evaluation.scores import (
    EvaluationTable,
    Label,
    LookAlikeLabels,
    SubmissionDifference,
    score_kinds,
    score_look_alikes,
    score_rules,
)

_FINDINGS = """
    select
        semester, rule_code, severity, institution_code, source_file, source_sheet, source_row, source_column,
        entity_type, entity_id, related_entity_id, evidence
    from marts.fct_quality_finding
    where status <> 'resolved'
"""
_SUBMISSIONS = """
    with realised as (
        select semester_key, institution_key, sum(realised_idr)::bigint as rupiah
        from marts.fct_program_activity group by all
    ),

    assisted as (
        select semester_key, institution_key, sum(amount_idr)::bigint as rupiah
        from marts.fct_assistance group by all
    )

    select
        semester.semester, institution.institution_code, submission.status, submission.rows_received,
        submission.rows_accepted, submission.rows_rejected,
        coalesce(realised.rupiah, 0) as accepted_realised_idr,
        coalesce(assisted.rupiah, 0) as accepted_assistance_idr
    from marts.fct_submission as submission
    inner join marts.dim_semester as semester using (semester_key)
    inner join marts.dim_institution as institution using (institution_key)
    left join realised using (semester_key, institution_key)
    left join assisted using (semester_key, institution_key)
"""


@dataclass(frozen=True)
class Sides:
    """Truth and published findings of some semesters under the same labels, and what differs in submissions.

    `kinds` are the kinds of fault of planted findings, `with_number` those of them on two rows with a NIK.
    """

    truths: Mapping[str, Mapping[str, Any]]
    planted: Counter[Label]
    found: Counter[Label]
    kinds: Sequence[tuple[Label, Sequence[str]]]
    with_number: frozenset[Label]
    look_alikes: Sequence[LookAlikeLabels]
    differences: Sequence[SubmissionDifference]


def evaluate(
    truth: Path, database: Path, pseudonym_key: bytes, semesters: Iterable[str] | None = None
) -> EvaluationTable:
    """Compare a published database with the truth of the made-up city that it was built from.

    `semesters` (keys) are those that the database has been run for; all of the truth's unless given. Findings of other
    semesters are left out on both sides. Raises `OSError` or `duckdb.Error` where a file can not be read, `KeyError`
    where the truth is of another form.
    """
    sides = read_sides(truth, database, pseudonym_key, semesters)
    invented = sides.found - sides.planted
    return EvaluationTable(
        scores=score_rules(sides.planted, sides.found),
        missed=tuple((sides.planted - sides.found).elements()),
        invented=tuple(invented.elements()),
        submission_differences=tuple(sides.differences),
        kinds=score_kinds(sides.kinds, sides.found, invented),
        look_alikes=score_look_alikes(sides.look_alikes, invented),
    )


def read_sides(truth: Path, database: Path, pseudonym_key: bytes, semesters: Iterable[str] | None = None) -> Sides:
    """Read both sides; arguments and errors as of `evaluate`."""
    with truth.open(encoding="utf-8") as file:
        truths: dict[str, dict[str, Any]] = json.load(file)["semesters"]
    wanted = sorted(truths if semesters is None else set(semesters) & truths.keys())
    pseudonymise = Pseudonymiser(pseudonym_key)
    labels = {semester: SemesterLabels(semester, pseudonymise) for semester in wanted}
    planted: Counter[Label] = Counter()
    kinds: list[tuple[Label, Sequence[str]]] = []
    with_number: set[Label] = set()
    look_alikes: list[LookAlikeLabels] = []
    for semester in wanted:
        planted.update(labels[semester].of_truth(truths[semester]["findings"]))
        kinds += labels[semester].kinds_of_truth(truths[semester]["findings"])
        with_number.update(labels[semester].with_number(truths[semester]["findings"]))
        look_alikes += labels[semester].of_look_alikes(truths[semester].get("look_alikes", ()))
        look_alikes += labels[semester].of_activity_look_alikes(truths[semester].get("activity_look_alikes", ()))
    found: Counter[Label] = Counter()
    for row in _rows(database, _FINDINGS):
        if row["semester"] in labels:
            found[labels[row["semester"]].of_found(row)] += 1
    published = {(row["semester"], row["institution_code"]): row for row in _rows(database, _SUBMISSIONS)}
    differences = [
        difference
        for semester in wanted
        for code, expected in truths[semester]["submissions"].items()
        for difference in _differences(semester, code, expected, published.get((semester, code), {}))
    ]
    chosen = {semester: truths[semester] for semester in wanted}
    return Sides(chosen, planted, found, kinds, frozenset(with_number), look_alikes, differences)


def _rows(database: Path, query: str) -> Iterator[dict[str, Any]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(query)
        columns = [column[0] for column in cursor.description or []]
        while batch := cursor.fetchmany(10_000):
            for row in batch:
                yield dict(zip(columns, row, strict=True))


def _differences(
    semester: str, code: str, expected: Mapping[str, Any], published: Mapping[str, Any]
) -> Iterator[SubmissionDifference]:
    for figure, value in expected.items():
        if published.get(figure) != value:
            yield SubmissionDifference(semester, code, figure, value, published.get(figure))
