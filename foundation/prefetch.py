"""Taking the next item while the present one is worked on."""

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_END = object()


def prefetch(items: Iterable[_Item]) -> Generator[_Item, None, None]:
    """Yield items in their order, the next one fetched by a thread of its own meanwhile: two are in hand at once.

    Worth it where one side waits for what Python's lock does not hold: DuckDB, Arrow, another process. What `items`
    raises is raised at its place. No other thread may use what `items` reads from until all are taken.

    >>> list(prefetch(range(3)))
    [0, 1, 2]
    """
    iterator = iter(items)
    with ThreadPoolExecutor(1, "one-ahead") as beside:
        waiting = beside.submit(next, iterator, _END)
        while (item := waiting.result()) is not _END:
            waiting = beside.submit(next, iterator, _END)
            yield item  # type: ignore[misc]  # what is not the end is an item
