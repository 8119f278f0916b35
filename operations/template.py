"""The blank workbook on disk: from contracts and rules to a file. Knows no Dagster."""

import os
from pathlib import Path

from expectations.catalogue import load_catalogue
from expectations.settings import ValidationSettings
from foundation.atomic_files import atomic_write
from foundation.semester import Semester
from sources.institutions import Institution


class NoSheetDueError(ValueError):
    """Of what is due from the institution the blank workbook has no sheet."""

    def __init__(self, institution: Institution) -> None:
        super().__init__(f"the blank workbook has no sheet of what is due from {institution.code}")


def make_template(
    target: Path,
    institution: Institution | None = None,
    semester: Semester | None = None,
    settings: ValidationSettings | None = None,
) -> None:
    """Write the blank workbook to `target` in one step, with the permissions of any new file.

    With an institution it has the sheets that are due from it, and says for whom and for which semester it is. The
    largest values of numbers are those of `settings`, the contract's if none are given. Raises `OSError`, and
    `NoSheetDueError` where there would be no sheet.
    """
    from feedback.messages import semester_in_words
    from feedback.template.columns import template_datasets
    from feedback.template.workbook import write_template

    datasets = template_datasets(institution.datasets if institution else None)
    if institution and not datasets:
        raise NoSheetDueError(institution)
    meant_for = f"{institution.name} ({institution.code})" if institution else None
    if meant_for and semester:
        meant_for = f"{meant_for}: {semester_in_words(semester.key)}"
    rules = [rule for rule in load_catalogue().values() if rule.scope in ("cell", "row")]
    with atomic_write(target) as unfinished:
        write_template(unfinished, rules, datasets, meant_for, settings)
        unfinished.chmod(0o666 & ~_umask())


def _umask() -> int:
    """Give the process's mask for new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
