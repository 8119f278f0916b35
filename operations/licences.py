"""The licences of what the product installs, from the metadata of the packages that its lock names."""

import re
from importlib.metadata import PackageMetadata, distribution
from pathlib import Path

#: A locked package, with the systems that it is for.
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==\S+(?: ; (.*?))? \\$", re.MULTILINE)
_OTHER_SYSTEM = "sys_platform == 'win32'"
_COPYLEFT = re.compile(r"GPL|MPL|EPL|CDDL")
#: Longer texts under `License` are the licence itself, not its name.
_LONGEST_NAME = 60

_HEAD = """# Licences

SEKTAP is licensed under the [Apache License 2.0](../LICENSE): anyone may use, change and pass it on, a patent licence
included, and the public reference data beside it keeps the terms of its sources
([reference data](../sources/reference/README.md)). Copyright 2026 the SEKTAP authors.

Below is what an installation of the product brings along on Linux (`requirements.lock`; what the extras add is not
shipped), with the licence that each package states. Made by `make docs`; `make check` says where it is out of date.

## Copyleft

None of these binds SEKTAP's own code, since none is changed or copied into it: who passes on an installation passes on
these packages' sources, or where to get them, too. MPL covers the files of the package itself, LGPL the library, which
stays exchangeable here because Python imports it. Where a package offers a choice, SEKTAP takes the permissive one.

"""


def licences_document(lock: Path) -> str:
    """Give the page. Raises `PackageNotFoundError` where a locked package is not installed."""
    licences = {name: _licence(distribution(name).metadata) for name in _locked_here(lock)}
    copyleft = {name: licence for name, licence in licences.items() if _COPYLEFT.search(licence)}
    return _HEAD + _table(copyleft) + "\n## All packages\n\n" + _table(licences)


def _locked_here(lock: Path) -> list[str]:
    """Give the names of the packages that the lock has for Linux, each once."""
    found = _LOCKED.findall(lock.read_text(encoding="utf-8"))
    return sorted({name for name, marker in found if marker != _OTHER_SYSTEM})


def _licence(metadata: PackageMetadata) -> str:
    """Give what a package says of its licence, the most exact statement first."""
    classifiers = [
        value.rpartition(" :: ")[2] for value in metadata.get_all("Classifier") or () if value.startswith("License ::")
    ]
    stated: str = (metadata.get_all("License") or [""])[0].rpartition(" :: ")[2].strip()
    if "License-Expression" in metadata:
        return str(metadata["License-Expression"])
    if stated and len(stated) <= _LONGEST_NAME and len(classifiers) <= 1:
        return stated
    return "; ".join(classifiers) or "not stated"


def _table(licences: dict[str, str]) -> str:
    rows = [f"| {name} | {licence} |" for name, licence in licences.items()]
    return "\n".join(["| package | licence |", "| --- | --- |", *rows]) + "\n"
