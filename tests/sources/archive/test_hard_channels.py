"""Channels that do not hold still, break off, or know no time."""

from datetime import timedelta

import pytest

from foundation.semester import Semester
from sources.archive.archive import FETCH_ATTEMPTS
from sources.channels import ByteSink, ChannelFile, ChannelUnreachable
from tests.ledger import versions
from tests.sources.archive.one_inbox import LATER, NOW, SEMESTER, Inbox


class Tidy:
    """A channel with nothing beside its files."""

    def count_unread(self, institution_code: str) -> int:
        return 0

    def is_deserted(self, institution_code: str) -> bool:
        return False


class Restless(Tidy):
    """A folder channel under which something is written into the inbox after each fetch, a number of times."""

    description = "restless folder"

    def __init__(self, inbox: Inbox, changes: int, name: str) -> None:
        self._inbox = inbox
        self._changes = changes
        self._name = name

    def list_files(self, institution_code: str, semester: Semester) -> list[ChannelFile]:
        return self._inbox.channel.list_files(institution_code, semester)

    def fetch(self, institution_code: str, semester: Semester, file: ChannelFile, target: ByteSink) -> ChannelFile:
        fetched = self._inbox.channel.fetch(institution_code, semester, file, target)
        if self._changes:
            self._changes -= 1
            self._inbox.put(self._name, f"change, {self._changes} to come", LATER + timedelta(days=self._changes))
        return fetched


@pytest.mark.parametrize("name", ["a.csv", "b.csv"])
def test_an_inbox_that_comes_to_rest_is_archived_as_it_then_is(inbox: Inbox, name: str) -> None:
    inbox.put("a.csv", "first")
    submission = inbox.collect(channel=Restless(inbox, FETCH_ATTEMPTS - 1, name))
    assert submission.version == 1
    assert {file.name: file.path.read_text() for file in submission.files} == {
        path.name: path.read_text() for path in inbox.folder.iterdir()
    }


def test_an_inbox_that_never_rests_is_unreachable(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    submission = inbox.collect(channel=Restless(inbox, 1000, "b.csv"))
    assert submission.channel_state == "unreachable"
    assert submission.detail is not None
    assert "still being changed" in submission.detail
    assert versions(inbox.layout, "DINSOS", SEMESTER) == []


class Failing(Tidy):
    """A channel that breaks in the middle of a file."""

    description = "failing channel"

    def list_files(self, institution_code: str, semester: Semester) -> list[ChannelFile]:
        return [ChannelFile("a.csv", 10, None, "a.csv")]

    def fetch(self, institution_code: str, semester: Semester, file: ChannelFile, target: ByteSink) -> ChannelFile:
        target.write(b"half")
        raise ChannelUnreachable(institution_code, self.description, "connection lost")


class Timeless(Tidy):
    """A channel that knows no time of its files."""

    description = "timeless channel"

    def list_files(self, institution_code: str, semester: Semester) -> list[ChannelFile]:
        return [ChannelFile("a.csv", 1, None, "a.csv")]

    def fetch(self, institution_code: str, semester: Semester, file: ChannelFile, target: ByteSink) -> ChannelFile:
        target.write(b"a")
        return file


def test_half_a_file_leaves_nothing(inbox: Inbox) -> None:
    submission = inbox.collect(channel=Failing())
    assert submission.channel_state == "unreachable"
    assert inbox.objects() == set()
    assert [path.name for path in inbox.layout.archive_incoming.iterdir()] == ["lock"]


def test_a_file_without_time_was_received_when_first_seen(inbox: Inbox) -> None:
    first = inbox.collect(NOW, Timeless())
    assert (first.received_at, first.files[0].received_at) == (NOW, NOW)
    assert inbox.collect(NOW + timedelta(days=1), Timeless()) == first


def test_what_a_killed_collector_left_is_removed(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    inbox.layout.archive_incoming.mkdir(parents=True)
    (inbox.layout.archive_incoming / "tmp1234").write_text("half")
    inbox.collect()
    assert [path.name for path in inbox.layout.archive_incoming.iterdir()] == ["lock"]
