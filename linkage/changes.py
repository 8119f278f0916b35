"""Merges and splits of households, as a semester's registry shows them.

A household is *merged* where one of its numbers is in a cluster that continues another household, and no cluster
continues it. It has *split* where a cluster that continues no household has a number of one that continues elsewhere.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import duckdb
import pyarrow as pa

from foundation.data_layout import DataLayout
from linkage.clusters import RegistryRow, probable_pairs, spanning_pairs
from linkage.known import follow_merged

#: From the most to the least certain.
_WAYS = ("kk", "nik", "probable")
_TIE = pa.schema([("change_no", pa.int64()), ("matched_by", pa.string()), ("match_probability", pa.float64())])


@dataclass(frozen=True)
class SidedRow:
    """A row of a cluster with two households, and the number by which it belongs to each: `kk`, `nik` or none."""

    row: RegistryRow
    one: str | None
    other: str | None


def tie(rows: Sequence[SidedRow], probable: Mapping[tuple[int, int], float]) -> tuple[str, float] | None:
    """Give the link that makes two households of a cluster one (`kk`, `nik` or `probable`) and its probability.

    It is the weakest link on the path from a row of the one to a row of the other; with a single row, the number by
    which that row belongs to the other; None where one of the two has no row. The order of the rows does not matter.
    """
    rows = sorted(rows, key=lambda sided: (sided.row.household_id, sided.row.head_person_id or "", sided.row.row_no))
    roots = sorted((sided for sided in rows if sided.one), key=lambda sided: (sided.other is not None, sided.one))
    others = [sided for sided in rows if sided.other]
    if not roots or not others:
        return None
    root = roots[0]
    if root.other:
        return root.other, 1.0
    ways = _ways_from(root.row, [sided.row for sided in rows if sided is not root], probable)
    return min((ways[sided.row.row_no] for sided in others), key=lambda way: (_WAYS.index(way[0]), -way[1]))


def _ways_from(
    root: RegistryRow, rows: Sequence[RegistryRow], probable: Mapping[tuple[int, int], float]
) -> dict[int, tuple[str, float]]:
    """Give for every row the weakest link on its path from the root, and the probability of the path."""
    ways = {root.row_no: (_WAYS[0], 1.0)}
    for row, related, matched_by, probability in spanning_pairs([root, *rows], probable):
        weakest, way_probability = ways[related.row_no]
        ways[row.row_no] = (max(weakest, matched_by, key=_WAYS.index), way_probability * probability)
    return ways


def note_changes(connection: duckdb.DuckDBPyConnection, layout: DataLayout, before: Collection[str]) -> bool:
    """Add the merges and splits of the semester's registry to `household_change`, and follow those that were merged.

    Reads `candidate_link`, `assignment` and `current_cluster`, and what was known before the semester. Return whether
    it has read the registries of the semesters `before`, which it does only where a household has split.
    """
    _create_changes(connection)
    changes = {change for (change,) in connection.execute("select distinct change from changed").fetchall()}
    if not changes:
        return False
    ties = [
        {"change_no": change_no, "matched_by": found[0], "match_probability": found[1]}
        for change_no, rows, probable in _sided_rows(connection, layout, before if "split" in changes else ())
        if (found := tie(rows, probable))
    ]
    connection.register("tied", pa.Table.from_pylist(ties, _TIE))
    connection.execute("""
        insert into household_change
        select
            changed.change, changed.household_key, changed.other_household_key, changed.record_id,
            -- A household that no registry has listed before is known by number alone.
            coalesce(tied.matched_by, changed.matched_by), coalesce(tied.match_probability, 1.0)
        from changed
        left join tied on changed.change_no = tied.change_no
    """)
    connection.unregister("tied")
    follow_merged(connection, "select household_key, other_household_key from changed where change = 'merged'")
    connection.execute("""
        delete from merged_household where household_key in (select other_household_key from changed);
        insert into merged_household select other_household_key from changed where change = 'merged';
    """)
    return "split" in changes


def _create_changes(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `changed`: both households, the cluster that shows the change, the number that leads there and its row."""
    connection.execute("""
        create or replace temp table changed as
        with found as (
            select 'merged' as change, cluster.household_key, candidate_link.household_key as other_household_key,
            candidate_link.* from candidate_link
            inner join current_cluster as cluster on candidate_link.cluster_no = cluster.cluster_no
            where candidate_link.household_key not in (select household_key from current_cluster)
            union all
            select 'split', candidate_link.household_key, cluster.household_key, candidate_link.*
            from candidate_link
            inner join current_cluster as cluster on candidate_link.cluster_no = cluster.cluster_no
            where
                candidate_link.household_key in (select household_key from current_cluster)
                and candidate_link.cluster_no not in (select cluster_no from assignment)
        ),

        -- One end and one origin: of several, the one with the most certain link.
        first_found as (
            select *
            from found
            qualify row_number() over (partition by change, other_household_key order by preference) = 1
        ),

        -- The row that shows the change has the number.
        bearing as (
            select
                found.change, found.other_household_key,
                min_by(listed.record_id, (listed.household_id, listed.record_id)) as record_id
            from first_found as found
            inner join current_registry as listed on found.cluster_no = listed.cluster_no
            left join kk_household as kk on listed.household_id = kk.number
            left join head_household as head on listed.head_person_id = head.number
            where
                case found.matched_by when 'kk' then kk.household_key else head.household_key end
                = case found.change when 'merged' then found.other_household_key else found.household_key end
            group by found.change, found.other_household_key
        )

        select
            row_number() over (order by found.change, found.other_household_key) as change_no,
            found.change, found.household_key, found.other_household_key, found.cluster_no, found.matched_by,
            bearing.record_id
        from first_found as found
        inner join bearing
            on found.change = bearing.change and found.other_household_key = bearing.other_household_key
    """)


def _create_listed_rows(connection: duckdb.DuckDBPyConnection, layout: DataLayout, before: Collection[str]) -> None:
    """Create `listed_row`, rows of this registry (semester empty) and of those `before`; `listed_pair`, their links."""
    numbers = "row_no, cluster_no, household_id, head_person_id"
    for into, table, current in (
        ("listed_row", "registry_row", f"{numbers}, null::varchar as household_key from current_registry"),
        ("listed_pair", "probable_duplicate", "* from probable_duplicate"),
    ):
        files = [str(layout.listed(semester, table)) for semester in before]
        earlier = f"from read_parquet({files}, hive_partitioning = true, hive_types_autocast = false)"
        connection.execute(f"""
            create or replace temp table {into} as
            select '' as semester, {current} {f"union all by name {earlier}" if files else ""}
        """)


def _sided_rows(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, before: Collection[str]
) -> Iterator[tuple[int, list[SidedRow], dict[tuple[int, int], float]]]:
    """Give a change's number, the rows of the cluster in which both households are one, and the pairs that joined it.

    That is this semester's cluster for a merge; for a split, the last one of those `before`, by today's numbers.
    """
    _create_borne_numbers(connection)
    _create_listed_rows(connection, layout, before)
    rows = connection.execute("""
        with changed_cluster as (
            select change_no, '' as semester, cluster_no from changed where change = 'merged'
            union all
            select changed.change_no, max(listed.semester), max_by(listed.cluster_no, listed.semester)
            from changed
            inner join borne_number as borne on changed.change_no = borne.change_no and borne.is_other
            inner join listed_row as listed
                on
                    borne.number = case borne.kind when 'kk' then listed.household_id else listed.head_person_id end
                    and changed.household_key = listed.household_key
            where changed.change = 'split'
            group by changed.change_no
        )

        select
            changed_cluster.change_no, changed_cluster.semester,
            listed.row_no, listed.household_id, listed.head_person_id,
            min(borne.kind) filter (where not borne.is_other), min(borne.kind) filter (where borne.is_other)
        from changed_cluster
        inner join listed_row as listed
            on changed_cluster.cluster_no = listed.cluster_no and changed_cluster.semester = listed.semester
        left join borne_number as borne
            on
                changed_cluster.change_no = borne.change_no
                and borne.number = case borne.kind when 'kk' then listed.household_id else listed.head_person_id end
        group by all
        order by changed_cluster.change_no
    """).fetchall()
    for (change_no, semester), found in groupby(rows, key=lambda row: (int(row[0]), row[1])):
        sided = [SidedRow(RegistryRow(*values[:3]), *values[3:]) for _, _, *values in found]
        yield change_no, sided, probable_pairs(connection, f"(from listed_pair where semester = '{semester}')")


def _create_borne_numbers(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `borne_number`: the numbers (`kk`, `nik`) in a change's clusters, and whether they are of the other one.

    For a merge, those that lead to either household; for a split, those of the household in the clusters of both sides.
    """
    connection.execute("""
        create or replace temp table borne_number as
        with sides as (
            select change_no, cluster_no, household_key, false as is_other from changed where change = 'merged'
            union all
            select change_no, cluster_no, other_household_key, true from changed where change = 'merged'
            union all
            select changed.change_no, cluster.cluster_no, changed.household_key, false
            from changed
            inner join current_cluster as cluster on changed.household_key = cluster.household_key
            where changed.change = 'split'
            union all
            select change_no, cluster_no, household_key, true from changed where change = 'split'
        ),

        borne as (
            select sides.change_no, sides.is_other, sides.household_key, listed.household_id, listed.head_person_id
            from sides
            inner join current_registry as listed on sides.cluster_no = listed.cluster_no
        )

        select distinct borne.change_no, borne.is_other, 'kk' as kind, known.number
        from borne
        inner join kk_household as known
            on borne.household_id = known.number and borne.household_key = known.household_key
        union all
        select distinct borne.change_no, borne.is_other, 'nik', known.number
        from borne
        inner join head_household as known
            on borne.head_person_id = known.number and borne.household_key = known.household_key
    """)
