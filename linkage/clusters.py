"""Registry rows of one semester that are the same household: connected by an equal KK number or an equal head's NIK.

Works on pseudonyms only. A cluster never spans semesters; `households` joins the clusters of different semesters.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

_REPEATED = pa.schema(
    [
        ("row_no", pa.int64()),
        ("related_row_no", pa.int64()),
        ("matched_by", pa.string()),
        ("match_probability", pa.float64()),
    ]
)


@dataclass(frozen=True)
class RegistryRow:
    """One registry row of a cluster: the fields that decide which other row it repeats."""

    row_no: int
    household_id: str
    head_person_id: str | None

    def matched_by(self, other: "RegistryRow") -> str | None:
        """Give the number that two rows share: `kk`, `nik`, or None."""
        if self.household_id == other.household_id:
            return "kk"
        if self.head_person_id is not None and self.head_person_id == other.head_person_id:
            return "nik"
        return None


def number_clusters(row_numbers: np.ndarray, household_nodes: np.ndarray, person_nodes: np.ndarray) -> np.ndarray:
    """Give every registry row its cluster's number.

    All arrays are of one length: row numbers from 0 without gaps, and the row's household and person as whole numbers
    from 0 (-1 where the head has no NIK). Rows that share either end in one cluster, over any number of steps.
    """
    row_count = len(row_numbers)
    household_count = int(household_nodes.max()) + 1 if row_count else 0
    person_count = int(person_nodes.max()) + 1 if row_count else 0
    with_person = person_nodes >= 0
    heads = np.concatenate([row_numbers, row_numbers[with_person]])
    tails = np.concatenate(
        [household_nodes + row_count, person_nodes[with_person] + row_count + household_count],
    )
    node_count = row_count + household_count + person_count
    graph = coo_matrix((np.ones(len(heads), dtype=np.int8), (heads, tails)), shape=(node_count, node_count))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels[:row_count])


def spanning_pairs(
    rows: Sequence[RegistryRow], probable: Mapping[tuple[int, int], float]
) -> Iterator[tuple[RegistryRow, RegistryRow, str, float]]:
    """Pair each row beyond the first with the row it repeats: `(row, related row, kk, nik or probable, probability)`.

    `rows` is one cluster in its order; the first row is the one that counts. The pairs are a tree rooted there: by
    shared numbers as far as they reach, then by the most probable pairs of `probable` (two row numbers, the smaller
    first). So no pair is given twice, and every row is paired with one that it really matches.
    """
    reached: list[RegistryRow] = []
    unreached = list(rows[1:])
    frontier = deque(rows[:1])
    while frontier:
        reached.append(frontier.popleft())
        still_unreached = []
        for row in unreached:
            matched_by = row.matched_by(reached[-1])
            if matched_by is None:
                still_unreached.append(row)
            else:
                yield row, reached[-1], matched_by, 1.0
                frontier.append(row)
        unreached = still_unreached
        if unreached and not frontier:
            bridge = _most_probable_bridge(reached, unreached, probable)
            if bridge is not None:
                row, related, probability = bridge
                yield row, related, "probable", probability
                unreached.remove(row)
                frontier.append(row)


def _most_probable_bridge(
    reached: Sequence[RegistryRow], unreached: Sequence[RegistryRow], probable: Mapping[tuple[int, int], float]
) -> tuple[RegistryRow, RegistryRow, float] | None:
    bridges = (
        (probable.get((min(row.row_no, related.row_no), max(row.row_no, related.row_no)), 0.0), row, related)
        for row in unreached
        for related in reached
    )
    probability, row, related = max(bridges, key=lambda bridge: bridge[0])
    return (row, related, probability) if probability else None


def create_registry_clusters(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `current_registry` with every row of the semester's registry, its cluster and its rank in it.

    Reads the view `keluarga`. `cluster_rank` 1 is the row that counts: poor rows first, then in the order received.
    """
    connection.execute("""
        create or replace temp table registry_numbered as
        select
            row_number() over (order by institution_code, filename, file_row_number) - 1 as row_no,
            dense_rank() over (order by household_id) - 1 as household_node,
            case
                when head_person_id is not null
                    then dense_rank() over (order by head_person_id) - 1
                else -1
            end as person_node,
            semester, institution_code, record_id, household_id, head_person_id, poverty_status, surveyed_date
        from keluarga
    """)
    nodes = connection.execute(
        "select row_no, household_node, person_node from registry_numbered order by row_no"
    ).to_arrow_table()
    labels = number_clusters(*(column.to_numpy() for column in nodes.columns))
    connection.register("cluster_label", pa.table({"row_no": nodes["row_no"], "cluster_no": labels}))
    connection.execute("""
        create or replace temp table current_registry as
        select
            numbered.*,
            label.cluster_no,
            row_number() over (
                partition by label.cluster_no
                order by numbered.poverty_status = 'miskin' desc, numbered.row_no
            ) as cluster_rank
        from registry_numbered as numbered
        inner join cluster_label as label on numbered.row_no = label.row_no
    """)
    connection.unregister("cluster_label")


def probable_pairs(
    connection: duckdb.DuckDBPyConnection, pairs: str = "probable_duplicate"
) -> dict[tuple[int, int], float]:
    """Give the probability of each pair (row numbers, the smaller first) that joined clusters of a semester."""
    rows = connection.execute(f"select row_no, related_row_no, match_probability from {pairs}").fetchall()
    return {(min(row, related), max(row, related)): probability for row, related, probability in rows}


def note_duplicates(connection: duckdb.DuckDBPyConnection) -> None:
    """Add every row of the semester's registry that repeats another one to `registry_duplicate`."""
    rows = connection.execute("""
        select cluster_no, row_no, household_id, head_person_id
        from current_registry
        qualify count(*) over (partition by cluster_no) > 1
        order by cluster_no, cluster_rank
    """).fetchall()
    probable = probable_pairs(connection)
    pairs = [
        {"row_no": row.row_no, "related_row_no": related.row_no, "matched_by": way, "match_probability": probability}
        for _, cluster in groupby(rows, key=lambda row: row[0])
        for row, related, way, probability in spanning_pairs([RegistryRow(*values) for _, *values in cluster], probable)
    ]
    connection.register("repeated_row", pa.Table.from_pylist(pairs, _REPEATED))
    connection.execute("""
        insert into registry_duplicate
        select
            listed.institution_code, listed.record_id, related.record_id, listed.household_id, related.household_id,
            pair.matched_by, pair.match_probability
        from repeated_row as pair
        inner join current_registry as listed on pair.row_no = listed.row_no
        inner join current_registry as related on pair.related_row_no = related.row_no
    """)
    connection.unregister("repeated_row")
