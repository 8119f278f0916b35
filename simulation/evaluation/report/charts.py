"""The charts of the report, drawn by Altair and rendered to SVG: no script, no network, sharp in print."""

import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from simulation.evaluation.cities.results import CitySemester
from simulation.evaluation.report.seen import GROUPS, CurvePoint, LevelWeight, ScoredPair, log_odds

_WIDTH = 560
#: Room for the names of levels, in whatever font a reader's browser has, and for the bars beside them.
_NAMES, _BESIDE_NAMES = 290, 330
_FOR, _AGAINST, _NEUTRAL = "#1f4e79", "#a8471f", "#6b7280"
_INK = "#1f2933"

#: Bits of a bar of the histogram; and a label for whole numbers alone.
_BIN, _WHOLE = 2, "floor(datum.value) == datum.value ? datum.label : ''"

#: Probabilities that are marked on an axis of odds (log2), where 0.01 and 0.001 lie apart.
_MARKED = (1e-6, 1e-4, 0.01, 0.1, 0.5, 0.9, 0.99, 0.9999, 0.999999)


def svg(chart: alt.TopLevelMixin) -> str:
    """Render a chart for the page."""
    buffer = io.StringIO()
    chart.save(buffer, format="svg")
    return buffer.getvalue()


def weights_chart(levels: Sequence[LevelWeight]) -> alt.TopLevelMixin:
    """Draw the weight of every level of every comparison."""
    rows = [
        {"label": f"{level.comparison}: {level.level}", "from": 0.0, "to": level.bits, "bits": level.bits}
        for level in levels
    ]
    return _bars(rows, "weight of the level in bits (log2 of m / u)")


def histogram(pairs: Sequence[ScoredPair]) -> alt.TopLevelMixin:
    """Draw how many pairs have which weight, each group (see `ScoredPair.group`) in a strip of its own."""
    groups = sorted({pair.group for pair in pairs}, key=GROUPS.index)
    counted = Counter((pair.group, math.floor(pair.weight / _BIN) * _BIN) for pair in pairs)
    rows = [
        {"what": what, "from": start, "to": start + _BIN, "pairs": count} for (what, start), count in counted.items()
    ]
    chart = (
        _chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("from:Q", bin="binned", title="weight of the pair in bits (sum of its comparisons)"),
            x2="to:Q",
            y=alt.Y("pairs:Q", title="pairs", axis=alt.Axis(tickCount=4, labelExpr=_WHOLE)),
            color=alt.Color(
                "what:N", scale=alt.Scale(domain=groups, range=[_FOR, _AGAINST, _NEUTRAL][: len(groups)]), legend=None
            ),
        )
        .properties(width=_WIDTH, height=70)
    )
    heads = alt.Header(labelAngle=0, labelAlign="left", labelOrient="top", labelFontWeight="bold", labelAnchor="start")
    facets = chart.facet(row=alt.Row("what:N", sort=groups, title=None, header=heads), spacing=8)
    return _sober(facets.resolve_scale(y="independent"))


def threshold_chart(points: Sequence[CurvePoint], chosen: Mapping[str, float]) -> alt.TopLevelMixin:
    """Draw precision and recall over the threshold, and mark those that the rule chose (probability by semester)."""
    rows = [
        {"odds": point.odds, "measure": measure, "share": share}
        for point in points
        for measure, share in (("precision", point.precision), ("recall", point.recall))
    ]
    ticks = [log_odds(probability) for probability in _MARKED]
    scale = alt.Scale(domain=[points[0].odds, points[-1].odds], nice=False)
    labels = " : ".join(
        f"abs(datum.value - {tick}) < 0.01 ? '{f'{probability:f}'.rstrip('0')}'"
        for tick, probability in zip(ticks, _MARKED, strict=True)
    )
    lines = (
        _chart(rows)
        .mark_line(interpolate="step-before", strokeWidth=2)
        .encode(
            x=alt.X(
                "odds:Q",
                scale=scale,
                title="probability from which pairs count (scale of odds)",
                axis=alt.Axis(values=ticks, labelExpr=f"{labels} : ''", grid=True),
            ),
            y=alt.Y("share:Q", title="share", scale=alt.Scale(domain=[0, 1.05], nice=False)),
            color=alt.Color(
                "measure:N",
                title=None,
                scale=alt.Scale(domain=["precision", "recall"], range=[_FOR, _AGAINST]),
                legend=alt.Legend(orient="top", symbolType="stroke"),
            ),
            strokeDash=alt.StrokeDash(
                "measure:N", scale=alt.Scale(domain=["precision", "recall"], range=[[1, 0], [5, 3]]), legend=None
            ),
        )
    )
    marks = [
        {"odds": log_odds(probability), "label": f"{semester}: {probability:.3f}", "place": place}
        for place, (semester, probability) in enumerate(sorted(chosen.items()))
    ]
    rules = _chart(marks).mark_rule(color=_INK, strokeDash=[2, 2]).encode(x="odds:Q")
    names = (
        _chart(marks)
        .mark_text(align="left", dx=5, color=_INK)
        .encode(x="odds:Q", text="label:N", y=alt.Y("height:Q"))
        .transform_calculate(height="0.12 + 0.1 * datum.place")
    )
    return _sober(alt.layer(lines, rules, names).properties(width=_WIDTH, height=220))


def waterfall(pair: ScoredPair, prior: float, threshold: float) -> alt.TopLevelMixin:
    """Draw how a pair's odds add up: the prior, then the weight of each comparison."""
    rows: list[dict[str, Any]] = []
    steps = [("how often it is so at all", prior), *((f"{name}: {level}", bits) for name, level, bits in pair.parts)]
    reached = 0.0
    for label, bits in steps:
        rows.append({"label": label, "from": reached, "to": reached + bits, "bits": bits})
        reached += bits
    rows.append({"label": "all together", "from": 0.0, "to": reached, "bits": reached})
    line = _chart([{"odds": log_odds(threshold)}]).mark_rule(color=_INK, strokeDash=[4, 3]).encode(x="odds:Q")
    return _bars(rows, "odds in bits (0: as likely as not)", line)


def bounds_chart(cities: Sequence[CitySemester]) -> alt.TopLevelMixin:
    """Draw the bounds of each city-semester around the truth, in percent of it."""
    rows: list[dict[str, Any]] = []
    for one in cities:
        bounds = one.bounds
        off = {
            name: 100 * (count - bounds.true) / bounds.true
            for name, count in (("low", bounds.low), ("high", bounds.high), ("verified", bounds.verified))
        }
        label = f"{one.seed} {one.semester}, {one.model}, {one.households:,}"
        rows.append({"label": label, "covers": "inside" if bounds.covers else "outside", **off})
    colour = alt.Color(
        "covers:N",
        title="the truth lies",
        scale=alt.Scale(domain=["inside", "outside"], range=[_FOR, _AGAINST]),
        legend=alt.Legend(orient="top"),
    )
    names = alt.Axis(labelLimit=_NAMES, minExtent=_NAMES)
    base = _chart(rows).encode(
        y=alt.Y("label:N", sort=[row["label"] for row in rows], title=None, axis=names), color=colour
    )
    lines = base.mark_bar(height=3).encode(
        x=alt.X("low:Q", title="percent off the true number of poor households", axis=alt.Axis(tickCount=6)),
        x2="high:Q",
    )
    dots = base.mark_circle(size=28, opacity=1).encode(x="verified:Q")
    truth = _chart([{"truth": 0}]).mark_rule(color=_INK).encode(x="truth:Q")
    return _sober(alt.layer(truth, lines, dots).properties(width=_BESIDE_NAMES, height=alt.Step(14)))


def _bars(rows: Sequence[Mapping[str, Any]], title: str, *marks: alt.Chart) -> alt.TopLevelMixin:
    """Draw a bar for each row, from and to some bits, with its own bits beside it, and some marks over all of them."""
    names = alt.Axis(labelLimit=_NAMES, minExtent=_NAMES)
    base = _chart(rows).encode(y=alt.Y("label:N", sort=[row["label"] for row in rows], title=None, axis=names))
    bars = base.mark_bar(height=12).encode(
        x=alt.X("from:Q", title=title, axis=alt.Axis(tickCount=8)),
        x2="to:Q",
        color=alt.condition(alt.datum.bits >= 0, alt.value(_FOR), alt.value(_AGAINST)),
    )
    figures = (
        base.transform_calculate(end="max(datum.from, datum.to)")
        .mark_text(align="left", dx=4, fontSize=10, color=_INK)
        .encode(x="end:Q", text=alt.Text("bits:Q", format="+.1f"))
    )
    zero = _chart([{"zero": 0}]).mark_rule(color=_NEUTRAL).encode(x="zero:Q")
    return _sober(alt.layer(bars, zero, *marks, figures).properties(width=_BESIDE_NAMES, height=alt.Step(20)))


def _chart(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    values: Any = {"values": list(rows)}
    return alt.Chart(values)


def _sober(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """Give a chart the look of the page: dark text on white, thin lines, no frame."""
    sober: alt.TopLevelMixin = (
        chart.configure(background="white", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_INK, titleColor=_INK, gridColor="#e5e7eb", titleFontWeight="normal", labelFontSize=11
        )
        .configure_header(labelColor=_INK, labelFontSize=11)
        .configure_legend(labelColor=_INK, labelFontSize=11)
    )
    return sober
