"""What the warehouse must know besides the rows: institutions, semesters, the run's facts, earlier findings."""

from collections.abc import Sequence
from datetime import datetime

from expectations.catalogue import load_catalogue
from foundation.atomic_files import write_rows, write_table
from foundation.data_layout import DataLayout
from foundation.schemas import RULE
from foundation.semester import Semester
from operations.history import load_decision_basis, load_finding_history, reporting_institutions
from operations.settings import Settings
from sources import reference_tables
from sources.archive import Archive


def write_reference(settings: Settings, semesters: Sequence[Semester], now: datetime) -> None:
    """Write every reference table for a warehouse of these semesters; `now` is when the run was started (UTC)."""
    layout = settings.layout
    archive = Archive(layout)
    reference_tables.write_institutions(layout, settings.load_institutions(), reporting_institutions(layout))
    reference_tables.write_semesters(layout, semesters, settings.deadline_days, archive.closed_semesters())
    reference_tables.write_population(layout, semesters)
    reference_tables.write_region_shapes(layout)
    reference_tables.write_run_context(layout, now, settings.assessed_pairs)
    write_rules(layout)
    write_history(layout, semesters)


def write_rules(layout: DataLayout) -> None:
    """Write reference/rule: the rule catalogue."""
    rows: list[dict[str, object]] = [
        {
            "rule_code": rule.code,
            "severity": rule.severity,
            "scope": rule.scope,
            "title_id": rule.title_id,
            "title_en": rule.title,
            "description_en": rule.description,
            "remedy_id": rule.remedy_id,
        }
        for rule in load_catalogue().values()
    ]
    write_rows(layout.reference("rule"), rows, RULE)


def write_history(layout: DataLayout, semesters: Sequence[Semester]) -> None:
    """Write what earlier versions of these semesters' submissions had found, and what decisions rested on."""
    versions = Archive(layout).versions_state(semesters)
    history = load_finding_history(layout, versions, [semester.key for semester in semesters])
    write_table(layout.reference("finding_history"), history)
    write_table(layout.reference("decision_basis"), load_decision_basis(layout))
