"""The tables of error models that are not our own, as the terminal and the report both show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.evaluation.cities.results import (
    RULES,
    CitySemester,
    Sum,
    sum_findings,
    sum_kinds,
    sum_look_alikes,
)
from simulation.evaluation.pseudopeople import PseudopeopleScore
from simulation.evaluation.tables import ShownRow, ShownTable, share_text
from simulation.evaluation.targets import mixed_target_of

#: What a finding's two rows have of the head's NIK, by the name of the group in results.
_GROUPS = {"all": "", "number": "both rows", "no number": "not both"}


@dataclass(frozen=True)
class ErrorModelScores:
    """What was measured with other slips and people; `minutes_per_pair` is what a person needs for one pair."""

    cities: Sequence[CitySemester] = ()
    pseudopeople: Sequence[PseudopeopleScore] = ()
    minutes_per_pair: float = 2.0

    @property
    def by_model(self) -> dict[str, list[CitySemester]]:
        """The cities of each error model, and of all of them together where there are several."""
        models = {name: [one for one in self.cities if one.model == name] for name in _names(self.cities)}
        return {**models, **({"all": list(self.cities)} if len(models) > 1 else {})}

    @property
    def reaches_targets(self) -> bool:
        """Whether the rules reach their targets over all cities."""
        sums = ((rule, group, sum_findings(self.cities, rule, group)) for rule in RULES for group in _GROUPS)
        return all(_reaches(*one) for one in sums)

    def shown(self) -> dict[str, ShownTable]:
        """Give the tables of what was measured by their names, in the order of the report."""
        of_cities = {
            "models": models_table, "slips": slips_table, "look_alikes": city_look_alikes_table,
            "review": review_table, "bounds": bounds_table,
        }  # fmt: skip
        of_people = {"pseudopeople": pseudopeople_table, "pseudopeople_slips": pseudopeople_slips_table}
        wanted = (of_cities if self.cities else {}) | (of_people if self.pseudopeople else {})
        return {name: make(self) for name, make in wanted.items()}


def _names(cities: Sequence[CitySemester]) -> list[str]:
    return list(dict.fromkeys(one.model for one in cities))


def _reaches(rule: str, group: str, counted: Sum) -> bool:
    target = mixed_target_of(rule, with_number=group == "number")
    # Without a number nothing is asked by itself: it counts in what is asked of all findings.
    return group == "no number" or target.is_reached(counted.recall, counted.precision)


def models_table(scores: ErrorModelScores) -> ShownTable:
    """Show recall and precision of each error model, with and without the number present."""
    rows = []
    for model, cities in scores.by_model.items():
        for rule in RULES:
            for group, number in _GROUPS.items():
                counted = sum_findings(cities, rule, group)
                counts = (f"{count:,}" for count in (counted.planted, counted.found, counted.right))
                shares = (share_text(counted.recall), share_text(counted.precision))
                rows.append(ShownRow((model, rule, number, *counts, *shares), not _reaches(rule, group, counted)))
    notes = (
        "NIK: both rows that the finding is about have one of the head, right or wrong.",
        *(
            f"Asked of {rule} over all: recall {every.recall}, precision {every.precision}; with the NIK in both rows "
            f"{number.recall} and {number.precision}."
            for rule in RULES
            for every, number in [(mixed_target_of(rule, with_number=False), mixed_target_of(rule, with_number=True))]
        ),
    )
    headings = ("error model", "rule", "NIK", "planted", "found", "true", "recall", "precision")
    return ShownTable("Findings by error model", headings, 3, tuple(rows), notes)


def slips_table(scores: ErrorModelScores) -> ShownTable:
    """Show the recall of the planted findings with each kind of slip, the error models side by side."""
    models = _names(scores.cities)
    rows = []
    for rule in RULES:
        by_model = [sum_kinds(scores.by_model[model], rule) for model in models]
        for kind in sorted({kind for kinds in by_model for kind in kinds}):
            counts = [kinds.get(kind, (0, 0)) for kinds in by_model]
            shares = (f"{found / planted:.3f} of {planted:,}" if planted else "-" for planted, found in counts)
            falls_short = any(found < planted for planted, found in counts)
            rows.append(ShownRow((rule, kind, *shares), falls_short))
    notes = ("A pair with several slips counts in the line of each; one that an equal number tells has no other line.",)
    return ShownTable("Recall by kind of slip", ("rule", "slip", *models), 2, tuple(rows), notes)


def city_look_alikes_table(scores: ErrorModelScores) -> ShownTable:
    """Show how many look-alikes of each kind were taken for one another, in all cities."""
    rows = (
        ShownRow((kind, *(f"{count:,}" for count in counts)), falls_short=any(counts[1:]))
        for kind, counts in sum_look_alikes(scores.cities).items()
    )
    headings = ("kind", "pairs", "joined", "said to have left")
    return ShownTable("Look-alikes in these cities", headings, 1, tuple(rows))


def review_table(scores: ErrorModelScores) -> ShownTable:
    """Show what the machine decides and what it leaves for people, and how long these need for it."""
    rows = []
    for model, cities in scores.by_model.items():
        decided, undecided = sum(one.decided for one in cities), sum(one.undecided for one in cities)
        listed = sum(one.households for one in cities)
        minutes = undecided * scores.minutes_per_pair
        share = share_text(decided / (decided + undecided) if decided + undecided else None)
        per_city = f"{1_000 * minutes / listed:.0f}" if listed else "-"
        rows.append(ShownRow((model, f"{decided:,}", f"{undecided:,}", share, f"{minutes:,.0f}", per_city)))
    notes = (f"A person is assumed to need {scores.minutes_per_pair:g} minutes for a pair (--minutes-per-pair).",)
    headings = ("error model", "decided", "left for people", "by machine", "minutes", "minutes per 1,000 households")
    return ShownTable("What is left for people", headings, 1, tuple(rows), notes)


def bounds_table(scores: ErrorModelScores) -> ShownTable:
    """Show in how many semesters the true number of poor households lay within the published bounds."""
    rows = []
    for model, cities in scores.by_model.items():
        covered = sum(one.bounds.covers for one in cities)
        width = sum((one.bounds.high - one.bounds.low) / one.bounds.true for one in cities) / len(cities)
        off = sum(abs(one.bounds.verified - one.bounds.true) / one.bounds.true for one in cities) / len(cities)
        share = covered / len(cities)
        cells = (model, f"{len(cities)}", f"{covered}", share_text(share), f"{100 * width:.2f} %", f"{100 * off:.2f} %")
        rows.append(ShownRow(cells, falls_short=share < 0.95))
    headings = ("error model", "city-semesters", "covered", "share", "mean width", "mean error of the count")
    return ShownTable("Linkage bounds against the truth", headings, 1, tuple(rows), ("Asked: 0.95 or more.",))


def pseudopeople_table(scores: ErrorModelScores) -> ShownTable:
    """Show a line for each two files of pseudopeople that were matched."""
    rows = []
    for score in scores.pseudopeople:
        own, best = score.own, score.at_best
        shares = (own.threshold, own.precision, own.recall, own.f1, best.threshold, best.f1)
        words = (_files(score), "with" if score.link.with_number else "without")
        rows.append(ShownRow((*words, f"{own.true:,}", *(f"{share:.4f}" for share in shares))))
    headings = ("files", "number", "pairs", "from", "precision", "recall", "F1", "best from", "best F1")
    notes = ("best: the same pairs from the threshold that the truth says is best, which nobody has in practice.",)
    return ShownTable("pseudopeople, matched without labels", headings, 2, tuple(rows), notes)


def pseudopeople_slips_table(scores: ErrorModelScores) -> ShownTable:
    """Show how many true pairs with each kind of slip were found in pseudopeople's files."""
    rows = []
    for score in scores.pseudopeople:
        for slip in score.slips:
            shares = (f"{slip.planted:,}", f"{slip.found:,}", share_text(slip.found / slip.planted))
            rows.append(ShownRow((_files(score), slip.slip, *shares)))
    headings = ("files", "slip", "pairs", "found", "recall")
    return ShownTable("pseudopeople by kind of slip", headings, 2, tuple(rows))


def _files(score: PseudopeopleScore) -> str:
    return f"{score.link.left} and {score.link.right}".replace("_", " ")
