"""What a draft would change: the marts as the last run has built them, beside those that are published.

Reads both, changes neither. Semesters whose partitions are the published ones differ in nothing and are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import rows_of, sql_literal
from foundation.semester import Semester
from operations.mart_partitions import load_partition, load_partitions

#: The steps from the households that came as poor to those after matching, in the order of the bridge.
BRIDGE = ("received", "rejected", "reported", "duplicate", "left", "verified")

_INSTITUTIONS = """
    select
        institution_code as name,
        submission.status,
        submission.version,
        submission.rows_accepted,
        submission.rows_rejected,
        coalesce(spent.realised_idr, 0) as realised_idr
    from {fct_submission} as submission
    inner join {dim_institution} as institution on submission.institution_key = institution.institution_key
    left join (
        select institution_key, sum(realised_idr) as realised_idr
        from {fct_program_activity} where semester_key = $semester group by institution_key
    ) as spent on submission.institution_key = spent.institution_key
    where submission.semester_key = $semester
    order by name
"""
_REGIONS = f"""
    select region_name as name, region_level, {", ".join(f"{step}_households" for step in BRIDGE)}
    from {{agg_poverty_headcount}} where semester_key = $semester
    order by region_level = 'kelurahan', region_level = 'kecamatan', region_code
"""
#: A finding is there for as long as nobody has waived or mended it.
_FINDINGS = """
    select finding_id, rule_code from {fct_quality_finding}
    where semester_key = $semester and status in ('open', 'confirmed')
"""
_RULES = """
    select
        rule_code as name,
        count(*) filter (where before.finding_id is not null) as findings_before,
        count(*) filter (where after.finding_id is not null) as findings_after,
        count(*) filter (where before.finding_id is null) as new,
        count(*) filter (where after.finding_id is null) as gone
    from ({before}) as before
    full join ({after}) as after using (finding_id, rule_code)
    group by name having new + gone > 0
    order by name
"""


class UnfinishedBuildError(RuntimeError):
    """The marts as they stand were not built to the end. Says what to do."""


@dataclass(frozen=True)
class Difference:
    """What is said of an institution or region before and after; None where it was or will be absent."""

    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True)
class RuleDifference:
    """How many findings of a rule there are before and after, and how many of them are new or gone."""

    name: str
    findings_before: int
    findings_after: int
    new: int
    gone: int


@dataclass(frozen=True)
class SemesterDifferences:
    """What a publication would change in a semester: of institutions (rows, rupiah), regions (households) and rules."""

    semester: str
    institutions: Sequence[Difference]
    regions: Sequence[Difference]
    rules: Sequence[RuleDifference]


def require_finished_build(layout: DataLayout) -> None:
    """Raise `UnfinishedBuildError` where there is no build, or the last one came to no end."""
    if not layout.warehouse.exists() or not layout.built_semesters.exists():
        raise UnfinishedBuildError(
            "The marts are not whole: no run has built them, or the last one came to no end. Run the semester again."
        )


def differences(layout: DataLayout) -> list[SemesterDifferences]:
    """Give what a publication would change, for each semester in which it would change anything, oldest first.

    Raises `UnfinishedBuildError`.
    """
    require_finished_build(layout)
    with duckdb.connect() as connection:
        connection.execute(f"attach {sql_literal(layout.warehouse)} as warehouse (read_only)")
        published = layout.published_database.exists()
        if published:
            connection.execute(f"attach {sql_literal(layout.published_database)} as published (read_only)")
        return [_of_semester(connection, layout, key, published=published) for key in _changed(connection, layout)]


def _changed(connection: duckdb.DuckDBPyConnection, layout: DataLayout) -> list[str]:
    built = {
        (mart, semester): part.digest
        for semester, partition in load_partitions(layout).items()
        for mart, part in partition.tables.items()
    }
    held = {}
    if layout.published_database.exists():
        rows = connection.execute("select mart, semester, digest from published.publication.partition").fetchall()
        held = {(mart, semester): digest for mart, semester, digest in rows}
    return sorted({key[1] for key in built.keys() | held.keys() if built.get(key) != held.get(key)})


def _of_semester(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str, *, published: bool
) -> SemesterDifferences:
    marts = ("fct_submission", "fct_program_activity", "agg_poverty_headcount", "fct_quality_finding")
    partition = load_partition(layout, semester)
    after = {
        mart: f"read_parquet({sql_literal(layout.mart(semester, mart))}, hive_partitioning = false)"
        if partition
        else f"(from warehouse.marts.{mart} limit 0)"
        for mart in marts
    }
    # Before the first publication there is nothing, in tables of the same columns.
    before = {
        mart: f"published.marts.{mart}" if published else f"(from warehouse.marts.{mart} limit 0)" for mart in marts
    }
    after["dim_institution"] = "warehouse.marts.dim_institution"
    before["dim_institution"] = "published.marts.dim_institution" if published else after["dim_institution"]
    parameters = {"semester": Semester.parse(semester).number}
    institutions, regions = (
        _compared(*(rows_of(connection, query.format(**tables), parameters) for tables in (before, after)))
        for query in (_INSTITUTIONS, _REGIONS)
    )
    query = _RULES.format(before=_FINDINGS.format(**before), after=_FINDINGS.format(**after))
    rules = [RuleDifference(**row) for row in rows_of(connection, query, parameters)]
    return SemesterDifferences(semester, institutions, regions, rules)


def _compared(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[Difference]:
    """Pair the rows of one name (and level) and give the pairs that differ, in the order of the rows."""
    held, new = ({(row["name"], row.get("region_level")): row for row in rows} for rows in (before, after))
    return [
        Difference(name, held.get((name, level)), new.get((name, level)))
        for name, level in dict.fromkeys([*new, *held])
        if held.get((name, level)) != new.get((name, level))
    ]
