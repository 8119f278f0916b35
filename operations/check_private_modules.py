"""The search for private parts of libraries in the project's own code: `python -m operations.check_private_modules`.

A library may change what it does not document in any release. Only `foundation/adapters/` may reach into such parts,
one file for each, with the reason, the pinned version and the test that says when it breaks. Elsewhere are forbidden:
a module or name of a library with a leading underscore or below `internals`, a private attribute of anything but
`self`, an override or use of a private method of a library's class, an assignment to an attribute of what was
imported from a library, and a change of `sys.modules` or `sys.meta_path`. Tests may use private names of
the project itself.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from pydoc import locate

from operations.settings import PROJECT_ROOT

#: Folders of the project's own code; its modules may use each other's names.
PACKAGES = (
    "foundation", "sources", "expectations", "linkage", "feedback", "operations", "orchestration", "simulation",
    "bench", "bi", "dbt_project", "tests",
)  # fmt: skip

#: Where a private part may be used.
ADAPTERS = Path("foundation", "adapters")

_IMPORT_TABLES = frozenset({"modules", "meta_path"})
#: Documented for all their underscore.
_DOCUMENTED = frozenset({"_asdict", "_exit", "_fields", "_make", "_replace"})
_CHANGING_METHODS = frozenset({"append", "clear", "extend", "insert", "pop", "remove", "setdefault", "update"})


@dataclass(frozen=True, order=True)
class PrivateUse:
    """One place that uses a private part."""

    line: int
    what: str


def private_uses(source: str, *, is_test: bool = False) -> list[PrivateUse]:
    """List what a module's source uses of the private parts of others, by line; a test may use the project's own.

    >>> private_uses("from dagster._core.events import StepKind")
    [PrivateUse(line=1, what='import of dagster._core.events')]
    """
    tree = ast.parse(source)
    foreign = _foreign_names(tree)
    uses = {use for node in ast.walk(tree) for use in _uses(node, foreign)}
    if not is_test:
        uses |= {use for node in ast.walk(tree) for use in _private_attributes(node)}
    return sorted(uses)


def _foreign_names(tree: ast.AST) -> dict[str, str]:
    """Give the names under which the module knows parts of libraries, each with what it stands for."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _is_foreign(alias.name):
                    names[alias.asname or _top(alias.name)] = alias.name if alias.asname else _top(alias.name)
        elif isinstance(node, ast.ImportFrom) and _is_foreign(node.module or ""):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _uses(node: ast.AST, foreign: Mapping[str, str]) -> Iterator[PrivateUse]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (PrivateUse(node.lineno, f"import of {name}") for name in _imported(node) if _is_private(name))
    elif isinstance(node, ast.Attribute):
        path = _dotted(node)
        if _top(path) in foreign and isinstance(node.ctx, ast.Store | ast.Del):
            yield PrivateUse(node.lineno, f"assignment to {path}")
        elif _top(path) in foreign and _hides(node.attr):
            yield PrivateUse(node.lineno, f"use of {path}")
    elif isinstance(node, ast.ClassDef):
        yield from _overrides(node, foreign)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        if _is_import_table(node.value):
            yield PrivateUse(node.lineno, f"change of {_dotted(node.value)}")
    elif isinstance(node, ast.Call):
        yield from _calls(node, foreign)


def _private_attributes(node: ast.AST) -> Iterator[PrivateUse]:
    if not isinstance(node, ast.Attribute) or node.attr in _DOCUMENTED:
        return
    if _hides(node.attr) and _dotted(node.value) not in ("self", "cls"):
        yield PrivateUse(node.lineno, f"use of {ast.unparse(node)}")


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


def _calls(node: ast.Call, foreign: Mapping[str, str]) -> Iterator[PrivateUse]:
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in _CHANGING_METHODS and _is_import_table(function.value):
        yield PrivateUse(node.lineno, f"change of {_dotted(function.value)}")
    if isinstance(function, ast.Name) and function.id in ("setattr", "delattr") and node.args:
        path = _dotted(node.args[0])
        if _top(path) in foreign:
            yield PrivateUse(node.lineno, f"assignment to an attribute of {path}")


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if node.level:
        return []
    module = node.module or ""
    hidden = [f"{module}.{alias.name}" for alias in node.names if _hides(alias.name)]
    return hidden if hidden and not _is_private(module) else [module]


def _is_private(module: str) -> bool:
    return _is_foreign(module) and any(_hides(part) for part in module.split("."))


def _hides(part: str) -> bool:
    is_dunder = part.startswith("__") and part.endswith("__")
    return part == "internals" or (part.startswith("_") and not is_dunder)


def _is_foreign(module: str) -> bool:
    return bool(module) and _top(module) not in PACKAGES and _top(module) not in sys.stdlib_module_names


def _is_import_table(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in _IMPORT_TABLES and _dotted(node) == f"sys.{node.attr}"


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
    found = []
    for file in sorted(file for package in PACKAGES for file in (root / package).rglob("*.py")):
        place = file.relative_to(root)
        if not place.is_relative_to(ADAPTERS):
            uses = private_uses(file.read_text(encoding="utf-8"), is_test=place.parts[0] == "tests")
            found += [f"{place}:{use.line}: {use.what}" for use in uses]
    return found


def main() -> int:
    """Print each private use; exit with 1 where there is one."""
    found = problems(PROJECT_ROOT)
    for problem in found:
        sys.stderr.write(f"{problem}; private parts of others belong into {ADAPTERS}/\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
