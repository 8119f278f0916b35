"""Scores of pairs of rows and their models, cached under `private/` until the rows or the plan change."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from foundation.atomic_files import atomic_write
from foundation.database import count_of, sql_literal
from linkage.head_plan import IS_CANDIDATE, head_plan
from linkage.look_alikes import rival_weight

#: Pairs below this are not kept, because no step uses them.
_LEAST_PROBABILITY = 0.001
#: With fewer rows than this nothing is trained, and the priors of the comparisons hold.
_FEWEST_ROWS_TO_LEARN_FROM = 200


@dataclass(frozen=True)
class KeptScores:
    """One kind of a semester's scores in a folder: a file of pairs, and a file of the facts that they follow from."""

    folder: Path
    name: str

    @property
    def pairs(self) -> Path:
        """The pairs, as Parquet."""
        return self.folder / f"{self.name}.parquet"

    @property
    def _facts(self) -> Path:
        return self.folder / f"{self.name}.json"

    def follow_from(self, facts: dict[str, Any]) -> bool:
        """Say whether complete scores are kept that follow from exactly these facts."""
        return _read_json(self._facts) == facts and self.pairs.exists()

    def load(self, connection: duckdb.DuckDBPyConnection, *, into: str) -> None:
        """Create the table `into` of the kept pairs."""
        connection.execute(
            f"create or replace temp table {into} as from read_parquet(?, hive_partitioning = false)", [str(self.pairs)]
        )

    def forget(self) -> None:
        """Remove the facts, before the model or the pairs are changed."""
        self._facts.unlink(missing_ok=True)

    def keep(self, connection: duckdb.DuckDBPyConnection, table: str, facts: dict[str, Any]) -> None:
        """Keep a table of pairs; the facts are written last, so that they never describe other pairs."""
        self.forget()
        self.folder.mkdir(parents=True, exist_ok=True)
        keep_table(connection, table, self.pairs)
        with atomic_write(self._facts) as unfinished:
            unfinished.write_text(json.dumps(facts), encoding="utf-8")


def keep_table(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Keep a table as Parquet."""
    with atomic_write(path) as unfinished:
        connection.execute(f"copy {table} to {sql_literal(unfinished)} (format parquet)")


def keep_model(folder: Path, model: dict[str, Any]) -> None:
    """Keep the model of a semester."""
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_write(folder / "model.json") as unfinished:
        unfinished.write_text(json.dumps(model), encoding="utf-8")


def kept_model(folder: Path) -> dict[str, Any]:
    """Give the model of a semester; an empty one where there is none."""
    return _read_json(folder / "model.json")


def forget_model(folder: Path) -> None:
    """Remove the model of a semester."""
    (folder / "model.json").unlink(missing_ok=True)


def identify_rows(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[str, int]:
    """Give the digest of a table's rows, whatever their order, and their number."""
    row = connection.execute(f"""
        select count(*), coalesce(bit_xor(hash({table})), 0), coalesce(sum(hash({table})::hugeint), 0) from {table}
    """).fetchone()
    count, mixed, total = row or (0, 0, 0)
    return f"{count} {mixed} {total}", int(count)


def train(connection: duckdb.DuckDBPyConnection, heads: str, rows: int) -> dict[str, Any]:
    """Train a model on a table of compared heads."""
    # Splink takes a second to import, and most runs do not need it, as their scores are kept.
    from linkage.matching.model import train_model

    return train_model(head_plan(of_few=rows < _FEWEST_ROWS_TO_LEARN_FROM), connection, [heads])


def score(
    connection: duckdb.DuckDBPyConnection,
    model: dict[str, Any],
    heads: str,
    *,
    into: str,
    of_later: str = "true",
    weights_into: str | None = None,
) -> None:
    """Create the table `into` of the candidate pairs among compared heads, as `weigh` does.

    `of_later` limits the pairs (`create_candidate_pairs`). `weights_into` is a table of the weight of each comparison,
    `mw_…`, of the pairs that are kept, and of what look-alikes take off, `mw_look_alike`.
    """
    from linkage.matching.model import create_candidate_pairs

    create_candidate_pairs(
        head_plan(), connection, heads, condition=IS_CANDIDATE, into="candidate_pair", of_later=of_later
    )
    weigh(connection, model, heads, "candidate_pair", into="weighed_candidate", at_least=_LEAST_PROBABILITY)
    connection.execute(
        f"create or replace temp table {into} as select record_id_l, record_id_r, match_weight from weighed_candidate"
    )
    if weights_into:
        connection.execute(f"""
            create or replace temp table {weights_into} as
            select record_id_l, record_id_r, round(columns('^mw_'), 3) from weighed_candidate where match_weight > 0
        """)
    connection.execute("drop table weighed_candidate")


def weigh(
    connection: duckdb.DuckDBPyConnection,
    model: dict[str, Any],
    heads: str,
    candidates: str,
    *,
    into: str,
    at_least: float,
) -> None:
    """Create the table `into` of pairs among compared heads that have at least a probability before look-alikes.

    Columns: `record_id_l`, `record_id_r`, `match_weight` (log2 of the Bayes factor, no prior in it), and of what it is
    the sum, `mw_…`, with `mw_look_alike` for what look-alikes take off; `unique_id_l`, `unique_id_r` and `match_key` as
    in the candidates.
    """
    from linkage.matching.model import score_pairs

    score_pairs(model, connection, [heads], into="scored_by_number", at_least=at_least, candidates=candidates)
    rows = count_of(connection, f"select count(*) from {heads}")
    guess = model["probability_two_random_records_match"]
    connection.execute(
        f"""
        create or replace temp table {into} as
        with against_strangers as (
            select *, match_weight - log2($guess / (1 - $guess)) as strangers_weight from scored_by_number
        )

        select
            least(l.record_id, r.record_id) as record_id_l, greatest(l.record_id, r.record_id) as record_id_r,
            scored.unique_id_l, scored.unique_id_r, scored.match_key,
            columns('^mw_'), {rival_weight(model, rows)} as mw_look_alike,
            -- Rounded, so that the order of summation does not matter.
            round(strangers_weight + mw_look_alike, 6) as match_weight
        from against_strangers as scored
        inner join {heads} as l on scored.unique_id_l = l.unique_id
        inner join {heads} as r on scored.unique_id_r = r.unique_id
        order by record_id_l, record_id_r
        """,
        {"guess": guess},
    )
    connection.execute("drop table scored_by_number")


def create_no_pairs(connection: duckdb.DuckDBPyConnection, *, into: str) -> None:
    """Create the table `into` as `score` would where no pair is a candidate."""
    connection.execute(f"""
        create or replace temp table {into} as
        select null::varchar as record_id_l, null::varchar as record_id_r, null::double as match_weight where false
    """)


def _read_json(path: Path) -> dict[str, Any]:
    """Read a kept file; empty where it is missing or incomplete."""
    try:
        read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return read
