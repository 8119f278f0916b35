"""The blank workbook on disk: from contracts and rules to a file. Knows no Dagster."""

import os
from pathlib import Path

from expectations.catalogue import load_catalogue
from foundation.atomic_files import atomic_write


def make_template(target: Path) -> None:
    """Write the blank workbook to `target` in one step, with the permissions of any new file. Raises `OSError`."""
    from feedback.template.workbook import write_template

    rules = [rule for rule in load_catalogue().values() if rule.scope in ("cell", "row")]
    with atomic_write(target) as unfinished:
        write_template(unfinished, rules)
        unfinished.chmod(0o666 & ~_umask())


def _umask() -> int:
    """Give the process's mask for new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
