"""Institutions that have left the list: their reports still count, and are read anew as their last entry said."""

from pathlib import Path

import yaml

from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.semester import Semester
from foundation.yaml_text import load_yaml
from sources.archive import Archive
from sources.institutions import Institution, InstitutionList, load_institutions


def remember_institutions(layout: DataLayout, listed: InstitutionList) -> None:
    """Keep every entry that the list has, and the last one of whoever has left it."""
    file = layout.remembered_institutions
    entries = {entry["code"]: entry for entry in _entries(file)}
    for institution in listed.institutions:
        entries[institution.code] = institution.model_dump(mode="json", exclude_none=True)
    with atomic_write(file) as unfinished:
        unfinished.write_text(yaml.safe_dump({"institutions": list(entries.values())}), encoding="utf-8")


def institutions_ever_listed(layout: DataLayout, listed: InstitutionList) -> dict[str, Institution]:
    """Give the institutions of the list, and those that have left it, by code.

    Raises `InstitutionListError` where what was remembered can not be used any more, with the entry.
    """
    file = layout.remembered_institutions
    remembered = load_institutions(file).institutions if file.exists() else ()
    return {institution.code: institution for institution in (*remembered, *listed.institutions)}


def former_institution_codes(layout: DataLayout, listed: InstitutionList, semester: Semester) -> list[str]:
    """Give the codes of those who have left the list and whose submission of a semester still counts."""
    current = {institution.code for institution in listed.institutions}
    submissions = Archive(layout).current(semester)
    return [code for code, submission in submissions.items() if submission.files and code not in current]


def _entries(file: Path) -> list[dict[str, object]]:
    if not file.exists():
        return []
    entries: list[dict[str, object]] = load_yaml(file.read_text(encoding="utf-8"))["institutions"]
    return entries
