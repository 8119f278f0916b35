"""Repeats the linkage of a made-up city, to observe how each pair was weighed and decided.

Reads rows with personal data, in a temporary database of its own. Its results are figures and levels of comparison;
names, birth dates and addresses only of pairs in the truth, which are made up.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from foundation.data_layout import DataLayout
from linkage.head_plan import ARE_TWO_HOUSEHOLDS, IS_CANDIDATE, head_plan
from linkage.heads import create_compared_heads
from linkage.households import resolve_semester
from linkage.matching.model import create_candidate_pairs
from linkage.scores import kept_model, weigh
from simulation.evaluation.report.known_pairs import KnownPair, KnownPairs
from simulation.evaluation.report.seen import QUESTIONS, Answer, FollowedLinkage, LevelWeight, ScoredPair

_ANSWERS = """
    select
        weighed.question, weighed.match_weight, weighed.match_probability, weighed.threshold, l.kk, r.kk,
        coalesce(target.poverty_status = 'miskin', false) as is_counted
    from weighed_pair as weighed
    inner join head_row as l on weighed.record_id_l = l.record_id
    inner join head_row as r on weighed.record_id_r = r.record_id
    left join current_registry as target on weighed.record_id_r = target.record_id
    where isfinite(weighed.match_weight)
    order by all
"""

#: Every candidate, and the pairs that the truth names, candidates or not.
_SCORED = """
    select
        scored.*, scored.match_key <> 'known' as is_candidate, {cannot_link} as is_cannot_link,
        'graduation' in (l.kind, r.kind) as is_graduation,
        written_l.name as name_l, written_r.name as name_r, written_l.birth_date as birth_date_l,
        written_r.birth_date as birth_date_r, written_l.address as address_l, written_r.address as address_r,
        case when r.kind = 'graduation' then written_r.kk else written_l.kk end as card,
        case when r.kind = 'graduation' then written_l.kk else written_r.kk end as target_card,
        coalesce(target.poverty_status = 'miskin', false) as is_counted
    from scored_candidate as scored
    inner join head as l on scored.unique_id_l = l.unique_id
    inner join head as r on scored.unique_id_r = r.unique_id
    inner join candidate_row as written_l on l.record_id = written_l.record_id
    inner join candidate_row as written_r on r.record_id = written_r.record_id
    left join current_registry as target
        on target.record_id = case when r.kind = 'graduation' then l.record_id else r.record_id end
    -- Continuations of earlier semesters are no findings, and not in the truth.
    where 'graduation' in (l.kind, r.kind) or 'known' not in (l.kind, r.kind)
    order by l.record_id, r.record_id
"""


def follow_linkage(layout: DataLayout, semesters: Sequence[str], known: KnownPairs) -> FollowedLinkage:
    """Link an installation's semesters (keys) again, and observe the pairs of those with a known truth."""
    answers: list[Answer] = []
    scored: list[ScoredPair] = []
    model: dict[str, Any] = {}
    for semester in sorted(set(semesters) & set(known.semesters)):
        model = kept_model(layout.kept_linkage(semester))
        # A registry of fewer than two households has no model.
        if model:
            with duckdb.connect() as connection:
                resolve_semester(connection, layout, semester, [key for key in semesters if key < semester])
                answers += _answers(connection, semester, known)
                scored += _scored(connection, semester, known, model)
    planted = {"registry_duplicate": len(known.duplicates), "graduation_match": len(known.departures)}
    return FollowedLinkage(tuple(answers), tuple(scored), tuple(_levels(model)), planted)


def _answers(connection: duckdb.DuckDBPyConnection, semester: str, known: KnownPairs) -> Iterator[Answer]:
    asked = connection.execute(_ANSWERS).fetchall()
    for question, weight, probability, threshold, card, other, is_counted in asked:
        pair = _known(known, question, semester, card, other) if question in QUESTIONS else None
        # A household that is not counted as poor has no finding, whether it has left or not.
        if question == "registry_duplicate" or pair or (question == "graduation_match" and is_counted):
            yield Answer(semester, question, weight, probability, threshold, pair)


def _known(known: KnownPairs, question: str, semester: str, card: str, other: str) -> KnownPair | None:
    if question == "registry_duplicate":
        return known.duplicate(semester, card, other)
    return known.departure(other)


def _scored(
    connection: duckdb.DuckDBPyConnection, semester: str, known: KnownPairs, model: dict[str, Any]
) -> Iterator[ScoredPair]:
    """Score every candidate again by the kept model, because only the weights of likely pairs are kept."""
    create_compared_heads(connection, "candidate_row", into="head")
    create_candidate_pairs(head_plan(), connection, "head", condition=IS_CANDIDATE, into="candidate_pair")
    pairs = list(known.pairs(semester))
    named = pa.table({"l": [pair[0] for pair in pairs], "r": [pair[1] for pair in pairs]})
    connection.register("named_pair", named)
    connection.execute("""
        create or replace temp table weighed_candidate as
        from candidate_pair
        union all
        select
            'known' as match_key, least(l.unique_id, r.unique_id) as join_key_l,
            greatest(l.unique_id, r.unique_id) as join_key_r
        from named_pair as named
        inner join candidate_row as written_l on named.l = written_l.kk and written_l.kind <> 'graduation'
        inner join candidate_row as written_r on named.r = written_r.kk and written_r.kind <> 'graduation'
        inner join head as l on written_l.record_id = l.record_id
        inner join head as r on written_r.record_id = r.record_id
        anti join candidate_pair as met
            on met.join_key_l = least(l.unique_id, r.unique_id) and met.join_key_r = greatest(l.unique_id, r.unique_id)
    """)
    connection.unregister("named_pair")
    weigh(connection, model, "head", "weighed_candidate", into="scored_candidate", at_least=0.0)
    cursor = connection.execute(_SCORED.format(cannot_link=ARE_TWO_HOUSEHOLDS))
    columns = [column[0] for column in cursor.description or []]
    levels = list(_levels(model))
    for row in cursor.fetchall():
        yield _scored_pair(dict(zip(columns, row, strict=True)), semester, known, levels)


def _scored_pair(row: dict[str, Any], semester: str, known: KnownPairs, levels: Sequence[LevelWeight]) -> ScoredPair:
    question = QUESTIONS[row["is_graduation"]]
    pair = _known(known, question, semester, row["card"], row["target_card"])
    look_alike = known.look_alike(semester, row["card"], row["target_card"])
    is_made_up = look_alike is not None or (pair is not None and question == "registry_duplicate")
    shown = (("name", "name"), ("birth date", "birth_date"), ("address", "address"))
    return ScoredPair(
        semester=semester,
        question=question,
        weight=row["match_weight"],
        parts=tuple(_parts(row, levels)),
        known=pair,
        look_alike=look_alike,
        is_candidate=row["is_candidate"],
        is_cannot_link=row["is_cannot_link"],
        is_counted=row["is_counted"],
        values=tuple((label, _text(row[f"{name}_l"]), _text(row[f"{name}_r"])) for label, name in shown)
        if is_made_up
        else (),
    )


def _text(value: object) -> str:
    return "not said" if value is None else str(value)


def _parts(row: dict[str, Any], levels: Sequence[LevelWeight]) -> Iterator[tuple[str, str, float]]:
    """Give the comparisons of a pair with their levels, which are recognised by their weights."""
    by_column = {level.column: level.comparison for level in levels}
    for column, comparison in by_column.items():
        bits = row[f"mw_{column}"]
        nearest = min((level for level in levels if level.column == column), key=lambda one: abs(one.bits - bits))
        yield comparison, nearest.level if abs(nearest.bits - bits) < 1e-6 else "not said", bits
        rarity = row.get(f"mw_tf_adj_{column}")
        if rarity:
            yield comparison, "rarer than most" if rarity > 0 else "more common than most", rarity
    if row["mw_look_alike"] < 0:
        yield "look-alike", "explains as much", row["mw_look_alike"]


def _levels(model: dict[str, Any]) -> Iterator[LevelWeight]:
    for comparison in model.get("comparisons", ()):
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                label = "other" if level["sql_condition"] == "ELSE" else level["label_for_charts"]
                yield LevelWeight(
                    comparison["output_column_name"], label, level["m_probability"], level["u_probability"]
                )
