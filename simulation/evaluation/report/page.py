"""The page itself: its sections in order, with the same tables as the terminal's, and the charts as pictures."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import altair as alt
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulation.evaluation.cities.results import CitySemester
from simulation.evaluation.error_model_tables import ErrorModelScores
from simulation.evaluation.report import charts
from simulation.evaluation.report.examples import ExamplePair, example_pairs
from simulation.evaluation.report.seen import GROUPS, FollowedLinkage, LevelWeight, ScoredPair, threshold_curve
from simulation.evaluation.scores import EvaluationTable, FebrlScore
from simulation.evaluation.tables import (
    ShownRow,
    ShownTable,
    febrl_table,
    kinds_table,
    look_alikes_table,
    plain_febrl_table,
    rules_table,
    targets_table,
)

_TEMPLATE = "page.html.j2"
#: The libraries that the figures depend on.
_LIBRARIES = ("splink", "duckdb", "dbt-duckdb", "great-expectations", "dagster", "altair", "vl-convert-python")
_QUESTIONS = {
    "registry_duplicate": "Households listed twice",
    "graduation_match": "Households that left poverty and are still counted",
}


@dataclass(frozen=True)
class Origin:
    """Where the figures come from: the made-up city, and the day on which they were taken."""

    seed: int
    households: int
    semesters: tuple[str, ...]
    made_on: date


@dataclass(frozen=True)
class _Picture:
    """A chart with its alternative text."""

    source: str
    text: str
    caption: str


def render_page(
    origin: Origin,
    table: EvaluationTable,
    followed: FollowedLinkage,
    febrl: Sequence[FebrlScore],
    others: ErrorModelScores,
) -> str:
    """Give the page as one HTML text without network requests; a part that was not measured says so."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(_TEMPLATE).render(
        origin=origin,
        table=table,
        targets=targets_table(table),
        exact=[score for score in table.scores if score.is_perfect],
        rules=rules_table(table),
        kinds=kinds_table(table),
        look_alikes=look_alikes_table(table),
        joined=sum(score.joined for score in table.look_alikes),
        look_alike_pairs=sum(score.pairs for score in table.look_alikes),
        levels_picture=_levels_picture(followed.levels),
        levels=levels_table(followed.levels),
        histograms=list(_histograms(followed.scored)),
        thresholds=list(_thresholds(followed, origin.semesters)),
        examples=[(example, _waterfall(example)) for example in example_pairs(followed)],
        febrl_scores=febrl,
        febrl=febrl_table(febrl),
        plain_febrl=plain_febrl_table(febrl),
        others=others,
        other_tables=others.shown(),
        bounds_picture=_bounds_picture(others.cities),
        libraries=[*((name, version(name)) for name in _LIBRARIES), ("Python", python_version())],
    )


def _bounds_picture(cities: Sequence[CitySemester]) -> _Picture | None:
    if not cities:
        return None
    covered = sum(one.bounds.covers for one in cities)
    text = (
        f"Bounds of {len(cities)} city-semesters as a share of the true number of poor households: in {covered} the "
        "truth lies inside. The table above has the sums."
    )
    caption = (
        "Each line is one semester of one city, from the lower to the upper bound; the dot is the published count."
    )
    return _picture(charts.bounds_chart(cities), text, caption)


def levels_table(levels: Sequence[LevelWeight]) -> ShownTable:
    """Show how often matching pairs (m) and others (u) look like each level."""
    rows = (
        ShownRow((level.comparison, level.level, f"{level.m:.4f}", f"{level.u:.2g}", f"{level.bits:+.1f}"))
        for level in levels
    )
    return ShownTable("What the model has learned", ("comparison", "level", "m", "u", "bits"), 2, tuple(rows))


def _levels_picture(levels: Sequence[LevelWeight]) -> _Picture | None:
    if not levels:
        return None
    most, least = max(levels, key=lambda level: level.bits), min(levels, key=lambda level: level.bits)
    text = (
        f"Bars for {len(levels)} levels, from {least.bits:+.1f} bits ({least.comparison}: {least.level}) to "
        f"{most.bits:+.1f} ({most.comparison}: {most.level}). The table below has all figures."
    )
    return _picture(charts.weights_chart(levels), text, "What each level of each comparison adds to a pair's weight.")


def _histograms(scored: Sequence[ScoredPair]) -> Iterator[_Picture]:
    for question, name in _QUESTIONS.items():
        pairs = [pair for pair in scored if pair.question == question]
        if pairs:
            weights = {group: [pair.weight for pair in pairs if pair.group == group] for group in GROUPS}
            bins = "; ".join(
                f"{len(of_group)} {group}, from {min(of_group):.1f} to {max(of_group):.1f} bits"
                for group, of_group in weights.items()
                if of_group
            )
            yield _picture(charts.histogram(pairs), f"Counts of pairs by weight: {bins}.", f"{name}: weights of pairs.")


def _thresholds(followed: FollowedLinkage, semesters: Sequence[str]) -> Iterator[_Picture]:
    for question, name in _QUESTIONS.items():
        answers = [answer for answer in followed.answers if answer.question == question]
        asked = {semester: followed.threshold(semester, question) for semester in semesters}
        chosen = {semester: threshold for semester, threshold in asked.items() if threshold is not None}
        if answers and chosen:
            points = threshold_curve(answers, followed.planted[question])
            marked = ", ".join(f"{threshold:.4f} in {semester}" for semester, threshold in chosen.items())
            text = (
                f"Precision and recall over the threshold: recall {points[0].recall:.3f} and precision "
                f"{points[0].precision:.3f} where all pairs count. The rule chose {marked}."
            )
            caption = f"{name}, of those that only a probable match tells ({followed.planted[question]} planted)."
            yield _picture(charts.threshold_chart(points, chosen), text, caption)


def _waterfall(example: ExamplePair) -> _Picture:
    parts = "; ".join(f"{name}, {level}: {bits:+.1f}" for name, level, bits in example.pair.parts)
    text = f"Begins at {example.prior:+.1f} bits; {parts}; all together {example.odds:+.1f}."
    return _picture(charts.waterfall(example.pair, example.prior, example.threshold), text, "")


def _picture(chart: alt.TopLevelMixin, text: str, caption: str) -> _Picture:
    encoded = base64.b64encode(charts.svg(chart).encode()).decode()
    return _Picture(f"data:image/svg+xml;base64,{encoded}", text, caption)
