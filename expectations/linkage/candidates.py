"""Which rows of a semester are compared beyond their numbers, and the scores of their pairs, kept till they change.

Compared are the registry's rows with one another, the ones that continue no household by number with the households
that are known from before, and the graduations that name nobody by number with both.
"""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from expectations.linkage.heads import create_compared_heads
from sources.data_layout import DataLayout
from sources.parquet import replaced_file

#: Pairs below this are not kept: nobody would ask after them.
_LEAST_PROBABILITY = 0.001
#: Fewer rows than this teach nothing: what is believed of the comparisons holds.
_FEWEST_ROWS_TO_LEARN_FROM = 200


def create_candidate_rows(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Create `candidate_row`: the rows to compare, each with its `kind` and the `unit` that it is a row of.

    Kinds: `continued` and `new` (a registry row whose cluster does or does not continue a household by its numbers; the
    unit is the cluster), `known` (a household that nothing in the semester continues), `graduation` (a row that names
    nobody by its numbers).
    """
    connection.execute(
        """
        create or replace temp table candidate_row as
        with units as (
            select
                listed.record_id,
                case when claim.cluster_no is null then 'new' else 'continued' end as kind,
                'cluster ' || listed.cluster_no as unit
            from current_registry as listed
            left join claim on listed.cluster_no = claim.cluster_no
            union all
            select known.record_id, 'known', known.household_key
            from known_head as known
            where not exists (select 1 from claim where claim.household_key = known.household_key)
            union all
            select listed.record_id, 'graduation', 'graduation ' || listed.record_id
            from mentas as listed
            where
                listed.semester = $semester
                -- One question for each number: of both at once, every row would be compared with every other.
                and not exists (
                    select 1 from current_registry as registered where listed.household_id = registered.household_id
                )
                and not exists (
                    select 1 from current_registry as registered
                    where listed.head_person_id = registered.head_person_id
                )
                and not exists (select 1 from kk_household as known where listed.household_id = known.number)
                and not exists (select 1 from head_household as known where listed.head_person_id = known.number)
        )

        select units.kind, units.unit, head_row.*
        from units
        inner join head_row on units.record_id = head_row.record_id
        where head_row.semester <= $semester
        """,
        {"semester": semester},
    )


def create_scored_pairs(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str) -> None:
    """Create `scored_pair`: `record_id_l`, `record_id_r` and `match_weight` (log2 of the Bayes factor, no prior in it).

    Reads `candidate_row`. Scores are kept under `private/`, with the model, and taken from there as long as the rows
    are the same; beside them what each comparison added, for who looks at a pair. Other rows get a model of their own:
    one kept from before would let what comes of a submission depend on what had been handed in earlier.
    """
    plan_id, rows_id, rows = _plan_id(), *_identify_rows(connection)
    folder = layout.kept_linkage(semester)
    kept = _read_json(folder / "kept.json")
    if kept == {"plan": plan_id, "rows_id": rows_id} and layout.pair_weights(semester).exists():
        connection.execute(
            "create or replace temp table scored_pair as from read_parquet(?, hive_partitioning = false)",
            [str(folder / "scored_pair.parquet")],
        )
        return
    create_compared_heads(connection)
    if _count_units(connection) < 2:
        _create_no_pairs(connection)
        return
    model = _train(connection, rows)
    _score(connection, model)
    with replaced_file(layout.pair_weights(semester)) as unfinished:
        _copy(connection, "pair_weight", unfinished)
    _keep(connection, folder, model, {"plan": plan_id, "rows_id": rows_id})


def _plan_id() -> str:
    """Name everything beside the rows that a score follows from: how rows are read, compared and learned from."""
    linkage = Path(__file__).parent
    sources = [linkage / "heads.py", linkage / "head_plan.py", *sorted((linkage.parent / "matching").glob("*.*"))]
    named = hashlib.sha256(version("splink").encode())
    for source in sources:
        named.update(source.read_bytes())
    return named.hexdigest()


def _identify_rows(connection: duckdb.DuckDBPyConnection) -> tuple[str, int]:
    row = connection.execute("""
        select count(*), coalesce(bit_xor(hash(candidate_row)), 0), coalesce(sum(hash(candidate_row)::hugeint), 0)
        from candidate_row
    """).fetchone()
    count, mixed, total = row or (0, 0, 0)
    return f"{count} {mixed} {total}", int(count)


def _count_units(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("select count(distinct unit) from head").fetchone()
    return int(row[0]) if row else 0


def _create_no_pairs(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""
        create or replace temp table scored_pair as
        select null::varchar as record_id_l, null::varchar as record_id_r, null::double as match_weight where false
    """)


def _train(connection: duckdb.DuckDBPyConnection, rows: int) -> dict[str, Any]:
    # Splink takes a second to import, and most runs need nothing of it: their scores are kept.
    from expectations.linkage.head_plan import head_plan
    from expectations.matching.model import train_model

    return train_model(head_plan(of_few=rows < _FEWEST_ROWS_TO_LEARN_FROM), connection, ["head"])


def _score(connection: duckdb.DuckDBPyConnection, model: dict[str, Any]) -> None:
    from expectations.linkage.head_plan import CONTRADICTION, IS_CANDIDATE, head_plan
    from expectations.matching.model import create_candidate_pairs, score_pairs

    create_candidate_pairs(head_plan(), connection, "head", condition=IS_CANDIDATE, into="candidate_pair")
    score_pairs(
        model,
        connection,
        ["head"],
        into="scored_by_number",
        at_least=_LEAST_PROBABILITY,
        candidates="candidate_pair",
    )
    guess = model["probability_two_random_records_match"]
    connection.execute(
        """
        create or replace temp table scored_pair as
        select
            least(l.record_id, r.record_id) as record_id_l, greatest(l.record_id, r.record_id) as record_id_r,
            -- Rounded, so that the order in which a sum was taken decides nothing.
            round(scored.match_weight - log2($guess / (1 - $guess)), 6) as match_weight
        from scored_by_number as scored
        inner join head as l on scored.unique_id_l = l.unique_id
        inner join head as r on scored.unique_id_r = r.unique_id
        order by record_id_l, record_id_r
        """,
        {"guess": guess},
    )
    # What each comparison adds, of the pairs that anybody may ask after: nothing in it says what the rows say.
    connection.execute(
        """
        create or replace temp table pair_weight as
        select
            least(l.record_id, r.record_id) as record_id_l, greatest(l.record_id, r.record_id) as record_id_r,
            round(columns('^mw_'), 3)
        from scored_by_number as scored
        inner join head as l on scored.unique_id_l = l.unique_id
        inner join head as r on scored.unique_id_r = r.unique_id
        where scored.match_weight > log2($guess / (1 - $guess))
        order by record_id_l, record_id_r
        """,
        {"guess": guess},
    )
    connection.execute("drop table scored_by_number")
    # A third row can seem to join two that contradict each other: that these are apart must be known as well.
    connection.execute(f"""
        set disabled_optimizers = 'join_order';
        insert into scored_pair
        with reached as (
            select record_id_l as record_id, record_id_r as through from scored_pair where match_weight > 0
            union all
            select record_id_r, record_id_l from scored_pair where match_weight > 0
        )

        select distinct l.record_id, r.record_id, cast('-infinity' as double)
        from reached
        inner join reached as beyond on reached.through = beyond.through and reached.record_id < beyond.record_id
        inner join head as l on reached.record_id = l.record_id
        inner join head as r on beyond.record_id = r.record_id
        where l.unit <> r.unit and {CONTRADICTION}
        order by all;
        reset disabled_optimizers;
    """)


def _keep(connection: duckdb.DuckDBPyConnection, folder: Path, model: dict[str, Any], facts: dict[str, Any]) -> None:
    """Keep scores and model; `kept.json` goes first and comes last, so that it never speaks of others."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kept.json").unlink(missing_ok=True)
    with replaced_file(folder / "scored_pair.parquet") as unfinished:
        _copy(connection, "scored_pair", unfinished)
    for name, content in (("model.json", model), ("kept.json", facts)):
        with replaced_file(folder / name) as unfinished:
            unfinished.write_text(json.dumps(content), encoding="utf-8")


def _copy(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    connection.execute(f"copy {table} to '{str(path).replace(chr(39), chr(39) * 2)}' (format parquet)")


def _read_json(path: Path) -> dict[str, Any]:
    """Read what was kept; nothing where it is not there or was cut off."""
    try:
        read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return read
