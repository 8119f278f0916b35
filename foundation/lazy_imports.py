"""Modules that are loaded when something of them is first used, and not where somebody only imports them."""

import sys
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType


def import_lazily(*names: str) -> None:
    """Let modules (`altair`, `scipy.stats`) be loaded at their first use; what is imported already stays as it is.

    For a library that imports at its head what few of its functions need. `from … import …` of something in such a
    module loads it at once.
    """
    sys.meta_path.insert(0, _LazyFinder(names))


class _LazyFinder(MetaPathFinder):
    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Give a module's spec with a loader that waits, and leave all others to the finders behind this one."""
        if fullname not in self._names:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec
