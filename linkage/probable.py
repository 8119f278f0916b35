"""The matches among scored pairs: clusters that are one household, that continue a known one, and graduations.

The results go into `probable_duplicate`, `assignment` and `probable_graduation`, which the steps by number read.
"""

from collections.abc import Iterable
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from linkage.evidence import found_probabilities, repeated_probabilities
from linkage.matching.threshold import match_threshold
from linkage.merging import UnitPair, merge_units

#: Less probable pairs are evidence against a group that holds both.
_LEAST_IN_A_GROUP = 0.05
#: The largest expected share of false matches of a kind, those by number included.
MOST_FALSE = 0.01


def _note_weighed_pairs(
    connection: duckdb.DuckDBPyConnection, question: str, pairs: pa.Table, probabilities: np.ndarray, threshold: float
) -> None:
    connection.register("asked_pair", pairs.append_column("match_probability", pa.array(probabilities)))
    connection.execute(
        """
        insert into weighed_pair
        select ?, record_id_l, record_id_r, match_weight, match_probability, ? from asked_pair
        """,
        [question, threshold],
    )
    connection.unregister("asked_pair")


def merge_registry_clusters(connection: duckdb.DuckDBPyConnection) -> bool:
    """Merge clusters of the semester's registry that are probably one household; return whether there are any.

    Changes the clusters in `current_registry` and adds the matching pairs to `probable_duplicate`.
    """
    pairs = _registry_pairs(connection)
    rows, repeated = _counts(connection, "select count(*), count(*) - count(distinct cluster_no) from current_registry")
    if not pairs.num_rows:
        return False
    # Cannot-link pairs have no weight, and so no probability.
    probabilities = repeated_probabilities(np.exp2(pairs["match_weight"].to_numpy()), rows)
    threshold = match_threshold([1.0] * repeated + probabilities.tolist(), most_false=MOST_FALSE)
    _note_weighed_pairs(connection, "registry_duplicate", pairs, probabilities, threshold)
    pairs = pairs.append_column("match_probability", pa.array(probabilities))
    counted = pairs.filter(pa.array(probabilities >= threshold))
    opposed = pairs.filter(pa.array(probabilities < _LEAST_IN_A_GROUP))
    merged = merge_units(
        [UnitPair(*values) for values in _columns(counted, "cluster_l", "cluster_r", "match_probability")],
        {(left, right) for left, right in _columns(opposed, "cluster_l", "cluster_r")},
    )
    if merged:
        _apply_merges(connection, counted, merged)
    return bool(merged)


def _registry_pairs(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Give pairs of clusters (the smaller number first) with their best rows and the weight of these."""
    return connection.execute("""
        select
            least(l.cluster_no, r.cluster_no) as cluster_l, greatest(l.cluster_no, r.cluster_no) as cluster_r,
            max(pair.match_weight) as match_weight,
            arg_max(l.row_no, pair.match_weight) as row_no, arg_max(r.row_no, pair.match_weight) as related_row_no,
            arg_max(l.record_id, pair.match_weight) as record_id_l,
            arg_max(r.record_id, pair.match_weight) as record_id_r
        from scored_pair as pair
        inner join current_registry as l on pair.record_id_l = l.record_id
        inner join current_registry as r on pair.record_id_r = r.record_id
        where l.cluster_no <> r.cluster_no
        group by cluster_l, cluster_r
        order by cluster_l, cluster_r
    """).to_arrow_table()


def _apply_merges(connection: duckdb.DuckDBPyConnection, counted: pa.Table, merged: dict[int, int]) -> None:
    groups = pa.table({"cluster_no": list(merged), "merged_no": list(merged.values())})
    connection.register("counted_pair", counted)
    connection.register("merged_cluster", groups)
    connection.execute("""
        insert into probable_duplicate
        select counted.row_no, counted.related_row_no, counted.match_probability
        from counted_pair as counted
        inner join merged_cluster as l on counted.cluster_l = l.cluster_no
        inner join merged_cluster as r on counted.cluster_r = r.cluster_no
        where l.merged_no = r.merged_no
        order by counted.cluster_l, counted.cluster_r;

        update current_registry set cluster_no = merged.merged_no
        from merged_cluster as merged where current_registry.cluster_no = merged.cluster_no;

        update current_registry set cluster_rank = ranked.cluster_rank
        from (
            select
                row_no,
                row_number() over (
                    partition by cluster_no order by poverty_status = 'miskin' desc, row_no
                ) as cluster_rank
            from current_registry
            where cluster_no in (select merged_no from merged_cluster)
        ) as ranked
        where current_registry.row_no = ranked.row_no;
    """)
    connection.unregister("counted_pair")
    connection.unregister("merged_cluster")


def assign_probable_households(connection: duckdb.DuckDBPyConnection) -> None:
    """Add to `assignment` the clusters that continue no household by number but probably a known one.

    One household per cluster and one cluster per household, the most probable first. The probability also limits the
    certainty of the household's earlier graduations and is noted with them.
    """
    found = found_households(
        connection,
        "continuation",
        """
        select l.cluster_no as query, known.household_key as target, pair.*
        from both_ways as pair
        inner join current_registry as l on pair.record_id_l = l.record_id
        inner join known_head as known on pair.record_id_r = known.record_id
        where
            not exists (select 1 from assignment where assignment.cluster_no = l.cluster_no)
            and not exists (select 1 from assignment where assignment.household_key = known.household_key)
        """,
        targets="select count(distinct household_key) from known_head",
        by_number="select 0",
    )
    taken: set[object] = set()
    assignments: list[dict[str, object]] = []
    for cluster_no, household_key, probability in found:
        if cluster_no not in taken and household_key not in taken:
            taken |= {cluster_no, household_key}
            assignments.append({"cluster_no": cluster_no, "household_key": household_key, "probability": probability})
    if assignments:
        connection.register("probable_assignment", pa.Table.from_pylist(assignments))
        connection.execute("insert into assignment select cluster_no, household_key from probable_assignment")
        connection.execute("""
            update known_graduation
            set continued_probability = coalesce(known_graduation.continued_probability, 1.0) * continued.probability
            from probable_assignment as continued where known_graduation.household_key = continued.household_key
        """)
        connection.unregister("probable_assignment")


def create_probable_graduations(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `probable_graduation`: `record_id`, `household_key` and `match_probability`.

    These are the graduations of the semester without a match by number, with the household that they probably mean: one
    of the registry or one known from before.
    """
    found = found_households(
        connection,
        "graduation_match",
        """
        select
            listed.record_id as query, coalesce(cluster.household_key, known.household_key) as target, pair.*
        from both_ways as pair
        inner join candidate_row as listed on pair.record_id_l = listed.record_id and listed.kind = 'graduation'
        left join current_registry as r on pair.record_id_r = r.record_id
        left join current_cluster as cluster on r.cluster_no = cluster.cluster_no
        left join known_head as known on pair.record_id_r = known.record_id
        where coalesce(cluster.household_key, known.household_key) is not null
        """,
        targets="""
            select count(*)
            from (select household_key from current_cluster union select household_key from known_head)
        """,
        by_number="""
            select count(*) from mentas
            where record_id not in (select record_id from candidate_row where kind = 'graduation')
        """,
    )
    create_best_matches(connection, found, query="record_id", into="probable_graduation")


def found_households(
    connection: duckdb.DuckDBPyConnection,
    question: str,
    pairs_query: str,
    *,
    targets: str,
    by_number: str,
    scored: str = "scored_pair",
) -> list[tuple[object, object, float]]:
    """Give the pairs of a query and a target that count, the most probable first.

    `pairs_query` gives `query`, `target` and the columns of `both_ways`, the pairs of `scored` from either side; of a
    query and a target the pair with the most weight counts. `targets` is the number of possible targets, `by_number`
    that of matches by number.
    """
    pairs = connection.execute(f"""
        with both_ways as (
            from {scored}
            union all
            select record_id_r as record_id_l, record_id_l as record_id_r, match_weight from {scored}
        )
        select
            query, target, max(match_weight) as match_weight, arg_max(record_id_l, match_weight) as record_id_l,
            arg_max(record_id_r, match_weight) as record_id_r, dense_rank() over (order by query) - 1 as query_no
        from ({pairs_query}) as found
        group by query, target
        order by query, target
    """).to_arrow_table()
    if not pairs.num_rows:
        return []
    query_count = int(pairs["query_no"].to_numpy().max()) + 1
    probabilities = found_probabilities(
        np.exp2(pairs["match_weight"].to_numpy()),
        pairs["query_no"].to_numpy(),
        query_count,
        *_counts(connection, targets),
    )
    matched = _counts(connection, by_number)[0]
    threshold = match_threshold([1.0] * matched + probabilities.tolist(), most_false=MOST_FALSE)
    _note_weighed_pairs(connection, question, pairs, probabilities, threshold)
    found = zip(pairs["query"].to_pylist(), pairs["target"].to_pylist(), probabilities.tolist(), strict=True)
    counted = [pair for pair in found if pair[2] >= threshold]
    return sorted(counted, key=lambda pair: (-pair[2], str(pair[0]), str(pair[1])))


def create_best_matches(
    connection: duckdb.DuckDBPyConnection, found: Iterable[tuple[object, object, float]], *, query: str, into: str
) -> None:
    """Create the table `into` of each query's first pair: the `query` under this name, household and probability."""
    best: dict[object, dict[str, object]] = {}
    for asked, household_key, probability in found:
        best.setdefault(asked, {query: asked, "household_key": household_key, "match_probability": probability})
    schema = pa.schema([(query, pa.string()), ("household_key", pa.string()), ("match_probability", pa.float64())])
    connection.register("best_match", pa.Table.from_pylist(list(best.values()), schema))
    connection.execute(f"create or replace temp table {into} as from best_match")
    connection.unregister("best_match")


def _counts(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    counted = connection.execute(query).fetchone()
    return tuple(int(count) for count in counted or ())


def _columns(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))
