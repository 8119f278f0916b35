"""Fixtures that more than one kind of test uses: a small made-up city that has been run."""

import ipaddress
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from foundation.semester import Semester, semester_range
from tests.installation import Installation, keep_few_institutions, make_installation

# A slow machine is no fault of the code: examples have no deadline.
settings.register_profile("sektap", deadline=None)
settings.load_profile("sektap")


class NetworkReachedError(AssertionError):
    """A test has asked for a host other than this one."""


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Fail what resolves a name or connects to another host; processes that a test starts are their own affair."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in (None, "", b"", "localhost", b"localhost") and not _is_loopback(host):
        raise NetworkReachedError(f"{event}: {host!r}")


def _is_loopback(host: str | bytes) -> bool:
    try:
        return ipaddress.ip_address(host if isinstance(host, str) else host.decode()).is_loopback
    except ValueError:
        return False


sys.addaudithook(_refuse_network)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one file make each shared city, others come that need none, and at last those that find them made.

    One process makes a city and all others that need it would wait. Files are given out in this order only with
    `--no-loadscope-reorder`.
    """
    places: dict[Path, int] = {}
    for city in ("published_city", "published_small_city"):
        needing = dict.fromkeys(item.path for item in items if city in getattr(item, "fixturenames", ()))
        first = [path for path in needing if path not in places][:1]
        places = dict.fromkeys(needing, 2) | places | dict.fromkeys(first, 0)
    items.sort(key=lambda item: places.get(item.path, 1))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give a folder that all processes of a test run share, for what is made once and read by all."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def published_city(shared_folder: Path) -> Installation:
    """Give a city of two semesters that has been run. Read only: tests that change something copy it."""
    return _published(shared_folder / "published", has_few_institutions=False)


@pytest.fixture(scope="session")
def published_small_city(shared_folder: Path) -> Installation:
    """Give such a city of few institutions. Read only: see `small_city`."""
    return _published(shared_folder / "small", has_few_institutions=True)


def _published(folder: Path, *, has_few_institutions: bool) -> Installation:
    """Give the city in this folder; the first process that asks makes and runs it."""
    whole = folder.with_suffix(".whole")
    with FileLock(folder.with_suffix(".lock")):
        if not whole.exists():
            made = make_installation(folder, households=200, first="2022S2", last="2023S1", seed=7)
            if has_few_institutions:
                keep_few_institutions(made.city)
            for semester in made.semesters:
                made.run(semester, is_recorded=True)
            whole.touch()
    return Installation(folder, semester_range(Semester.parse("2022S2"), Semester.parse("2023S1")))


@pytest.fixture
def small_city(published_small_city: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Give a copy of the city of few institutions, for a test that runs it."""
    yield from _copy(published_small_city, tmp_path)


@pytest.fixture
def copied_city(published_city: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Give a copy of the published city that a test may change."""
    yield from _copy(published_city, tmp_path)


def _copy(city: Installation, tmp_path: Path) -> Iterator[Installation]:
    copy = tmp_path / "copy"
    shutil.copytree(city.folder, copy, symlinks=True)
    yield Installation(copy, city.semesters)
    shutil.rmtree(copy)
