"""The next item is on its way while one is worked on, and nothing else changes."""

import threading
from collections.abc import Iterator

import pytest

from foundation.prefetch import prefetch


def test_the_next_item_is_fetched_while_one_is_in_hand_and_no_more() -> None:
    fetched = [threading.Event() for _ in range(3)]

    def items() -> Iterator[int]:
        for number, event in enumerate(fetched):
            event.set()
            yield number

    taken = prefetch(items())
    assert next(taken) == 0
    assert fetched[1].wait(timeout=30)
    assert not fetched[2].is_set()
    assert list(taken) == [1, 2]


def test_an_error_is_raised_at_its_place() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    taken = prefetch(items())
    assert next(taken) == 1
    with pytest.raises(ValueError, match="no more"):
        next(taken)


def test_nothing_gives_nothing_and_who_stops_waits_for_nobody() -> None:
    assert list(prefetch([])) == []
    taken = prefetch(iter(range(10)))
    assert next(taken) == 0
    taken.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("one-ahead")]
