"""The evaluation as a page: what was found and missed, and why, with the charts of the matching.

For the made-up city only. The page holds figures, levels of comparison, and names, birth dates and addresses of the
pairs in `truth.json`: people who do not exist. It shows no other row, so that a truth for the wrong installation
discloses nobody's data.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from foundation.data_layout import DataLayout
from simulation.evaluation.error_model_tables import ErrorModelScores
from simulation.evaluation.report.followed import follow_linkage
from simulation.evaluation.report.known_pairs import KnownPairs
from simulation.evaluation.report.page import Origin, render_page
from simulation.evaluation.scores import EvaluationTable, FebrlScore


def write_report(
    path: Path,
    *,
    truth: Path,
    layout: DataLayout,
    semesters: Sequence[str],
    table: EvaluationTable,
    febrl: Sequence[FebrlScore],
    others: ErrorModelScores,
    made_on: date,
) -> None:
    """Write the report of an evaluation as one HTML file that needs nothing else.

    `semesters` (keys) are those that the installation has been run for, `table` what `evaluate` gave for them, `febrl`
    the scores on FEBRL where these are wanted, `others` those with slips that are not our own. Links the rows of the
    installation once more: no run may work on it.
    """
    contents = json.loads(truth.read_text(encoding="utf-8"))
    evaluated = sorted(contents["semesters"].keys() & set(semesters))
    known = KnownPairs({semester: contents["semesters"][semester] for semester in evaluated})
    followed = follow_linkage(layout, semesters, known)
    origin = Origin(contents["seed"], contents["households"], tuple(evaluated), made_on)
    path.write_text(render_page(origin, table, followed, febrl, others), encoding="utf-8")
