"""The search for private parts of libraries in the project's own code: `python -m operations.check_private_modules`.

A library may change what it does not document in any release. Only `foundation/adapters/` may reach into such parts,
one file for each, with the reason, the pinned version and the test that says when it breaks. Forbidden elsewhere, and
found here: a module or name of a library with a leading underscore or below `internals`, an override or use of a
private method of a library's class, and an assignment to an attribute of what was imported from a library. Ruff finds
the rest (`SLF001`, `TID251`): private attributes of anything but `self`, and `sys.modules` and `sys.meta_path`.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from pydoc import locate
from typing import NamedTuple

from operations.settings import PROJECT_ROOT

#: Folders of the project's own code; its modules may use each other's names.
PACKAGES = (
    "foundation", "sources", "expectations", "linkage", "feedback", "operations", "orchestration", "simulation",
    "bench", "bi", "dbt_project", "tests",
)  # fmt: skip

#: Where a private part may be used.
ADAPTERS = Path("foundation", "adapters")


class PrivateUse(NamedTuple):
    """One place that uses a private part."""

    line: int
    what: str


def private_uses(source: str) -> list[PrivateUse]:
    """List what a module's source uses of the private parts of libraries, by line.

    >>> private_uses("from dagster._core.events import StepKind")
    [PrivateUse(line=1, what='import of dagster._core.events.StepKind')]
    """
    nodes = list(ast.walk(ast.parse(source)))
    imported = [part for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for part in _imported(node)]
    # After `import a.b` the module knows `a`.
    foreign = {_top(name): _top(name) if "." in name else part for name, part in imported}
    return sorted({use for node in nodes for use in _uses(node, foreign)})


def _imported(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str]]:
    """Give the names under which a statement makes parts of libraries known, each with what it stands for."""
    if isinstance(node, ast.Import):
        parts = [(alias.asname or alias.name, alias.name) for alias in node.names]
    else:
        parts = [(alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names if not node.level]
    return [(name, part) for name, part in parts if _is_foreign(part)]


def _uses(node: ast.AST, foreign: Mapping[str, str]) -> Iterator[PrivateUse]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        parts = [part for _, part in _imported(node) if any(map(_hides, part.split(".")))]
        yield from (PrivateUse(node.lineno, f"import of {part}") for part in parts)
    elif isinstance(node, ast.Attribute):
        path = _dotted(node)
        if _top(path) in foreign and isinstance(node.ctx, ast.Store | ast.Del):
            yield PrivateUse(node.lineno, f"assignment to {path}")
        elif _top(path) in foreign and _hides(node.attr):
            yield PrivateUse(node.lineno, f"use of {path}")
    elif isinstance(node, ast.ClassDef):
        yield from _overrides(node, foreign)
    elif isinstance(node, ast.Call) and _dotted(node.func) in ("setattr", "delattr") and node.args:
        path = _dotted(node.args[0])
        if _top(path) in foreign:
            yield PrivateUse(node.lineno, f"assignment to an attribute of {path}")


def _overrides(node: ast.ClassDef, foreign: Mapping[str, str]) -> Iterator[PrivateUse]:
    """Give what a class takes of the private part of a library's class that it derives from."""
    for base in map(_dotted, node.bases):
        if _top(base) not in foreign:
            continue
        private = {name for name in dir(locate(base.replace(_top(base), foreign[_top(base)], 1))) if _hides(name)}
        for part in ast.walk(node):
            if isinstance(part, ast.FunctionDef) and part.name in private:
                yield PrivateUse(part.lineno, f"override of {base}.{part.name}")
            elif isinstance(part, ast.Attribute) and _dotted(part.value) == "self" and part.attr in private:
                yield PrivateUse(part.lineno, f"use of {base}.{part.attr}")


def _hides(part: str) -> bool:
    is_dunder = part.startswith("__") and part.endswith("__")
    return part == "internals" or (part.startswith("_") and not is_dunder)


def _is_foreign(module: str) -> bool:
    return _top(module) not in PACKAGES and _top(module) not in sys.stdlib_module_names


def _dotted(node: ast.expr) -> str:
    """Give `a.b.c` for a chain of names, and nothing for what is not one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := _dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def _top(path: str) -> str:
    return path.partition(".")[0]


def problems(root: Path) -> list[str]:
    """Say of every private use below a project's root where it stands and what it is."""
    files = sorted(file for package in PACKAGES for file in (root / package).rglob("*.py"))
    return [
        f"{file.relative_to(root)}:{use.line}: {use.what}"
        for file in files
        if not file.is_relative_to(root / ADAPTERS)
        for use in private_uses(file.read_text(encoding="utf-8"))
    ]


def main() -> int:
    """Print each private use; exit with 1 where there is one."""
    found = problems(PROJECT_ROOT)
    for problem in found:
        sys.stderr.write(f"{problem}; private parts of others belong into {ADAPTERS}/\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
