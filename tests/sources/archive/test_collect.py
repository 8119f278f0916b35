"""Versions of a submission as an institution hands in, corrects, takes back and stays away."""

import hashlib
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from foundation.semester import Semester
from sources.archive import ArchiveDamaged, ArchiveError, Outcome, UnknownVersion
from sources.archive.schema import SCHEMA_VERSION
from tests.ledger import outcomes, versions
from tests.sources.archive.one_inbox import JULY, LATER, NOW, SEMESTER, Inbox
from tests.sources.readers.submissions import PENERIMA
from tests.sources.readers.test_marked_copies import write_marked


def test_files_are_kept_unchanged_by_content(inbox: Inbox) -> None:
    inbox.put("kegiatan.csv", "a")
    inbox.put("copy.csv", "a", LATER)
    submission = inbox.collect()
    digest = hashlib.sha256(b"a").hexdigest()
    assert (submission.channel_state, submission.version, submission.received_at) == ("received", 1, LATER)
    assert [(file.name, file.sha256, file.size_bytes, file.received_at) for file in submission.files] == [
        ("copy.csv", digest, 1, LATER),
        ("kegiatan.csv", digest, 1, JULY),
    ]
    assert inbox.objects() == {digest}
    assert submission.files[0].path.read_bytes() == b"a"
    assert stat.S_IMODE(submission.files[0].path.stat().st_mode) == 0o444
    assert stat.S_IMODE((inbox.layout.root / "archive").stat().st_mode) == 0o700
    assert inbox.archive.current_submission("DINSOS", SEMESTER) == submission
    assert inbox.archive.damaged_objects() == []


def test_the_marked_copy_of_a_check_makes_no_version_and_none_late(inbox: Inbox) -> None:
    inbox.put("penerima.csv", "a")
    write_marked(inbox.folder / "penerima.diperiksa.xlsx", PENERIMA)
    submission = inbox.collect()
    assert [file.name for file in submission.files] == ["penerima.csv"]
    assert (submission.version, submission.received_at) == (1, JULY)
    (inbox.folder / "penerima.csv").unlink()
    assert [file.name for file in inbox.collect().files] == ["penerima.diperiksa.xlsx"]


def test_the_first_version_says_when_somebody_reported(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    assert inbox.collect().first_received_at == JULY
    inbox.put("a.csv", "second", LATER)
    second = inbox.collect()
    assert (second.received_at, second.first_received_at) == (LATER, JULY)
    (inbox.folder / "a.csv").unlink()
    assert inbox.collect().first_received_at is None
    inbox.put("a.csv", "third", LATER + timedelta(days=1))
    assert inbox.collect().first_received_at == JULY


def test_what_became_of_the_version_before_is_known(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    first = inbox.collect()
    assert inbox.archive.outcome_before(first) is None
    outcome = Outcome("accepted", 30, 30, 0)
    inbox.archive.record_outcome("DINSOS", SEMESTER.key, 1, outcome)
    inbox.put("a.csv", "second")
    assert inbox.archive.outcome_before(inbox.collect()) == outcome
    # The second was never read to the end.
    inbox.put("a.csv", "third")
    assert inbox.archive.outcome_before(inbox.collect()) == outcome
    inbox.put("a.csv", "first")
    assert inbox.archive.outcome_before(inbox.collect()) is None


def test_handing_in_an_earlier_set_makes_its_version_hold_again(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    first = inbox.collect()
    inbox.put("a.csv", "second", LATER)
    second = inbox.collect()
    inbox.put("a.csv", "first", LATER + timedelta(days=90))
    again = inbox.collect(NOW + timedelta(days=100))
    assert (first.version, second.version, second.received_at) == (1, 2, LATER)
    assert again == first
    inbox.put("a.csv", "third")
    assert inbox.collect().version == 3
    assert versions(inbox.layout, "DINSOS", SEMESTER) == [1, 2, 3]


def test_a_touched_file_changes_nothing(inbox: Inbox) -> None:
    inbox.put("a.csv", "same")
    first = inbox.collect()
    ledger = inbox.layout.ledger.read_bytes()
    inbox.put("a.csv", "same", LATER)
    assert inbox.collect(NOW + timedelta(days=1)) == first
    assert inbox.layout.ledger.read_bytes() == ledger


def test_a_file_that_is_handed_in_again_does_not_become_newer(inbox: Inbox) -> None:
    inbox.put("a.csv", "old")
    inbox.collect()
    inbox.put("a.csv", "old", LATER)
    inbox.put("b.csv", "new", LATER)
    submission = inbox.collect()
    assert submission.version == 2
    assert [file.received_at for file in submission.files] == [JULY, LATER]


def test_the_name_is_part_of_the_version(inbox: Inbox) -> None:
    inbox.put("a.csv", "same")
    inbox.collect()
    (inbox.folder / "a.csv").rename(inbox.folder / "b.csv")
    assert inbox.collect().version == 2


def test_an_emptied_inbox_is_missing_and_its_versions_stay(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    first = inbox.collect()
    (inbox.folder / "a.csv").unlink()
    missing = inbox.collect()
    assert (missing.channel_state, missing.version, missing.received_at, missing.files) == ("missing", 0, None, ())
    assert inbox.archive.current_submission("DINSOS", SEMESTER) is None
    assert inbox.archive.current(SEMESTER) == {"DINSOS": missing}
    assert inbox.archive.versions_state([SEMESTER]) == {}
    assert first.files[0].path.exists()
    inbox.put("a.csv", "first", LATER)
    assert inbox.collect() == first


def test_an_unreachable_channel_leaves_what_held_before(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    first = inbox.collect()
    moved = inbox.root / "away"
    (inbox.root / "inbox").rename(moved)
    held = inbox.collect()
    assert (held.channel_state, held.version, held.files) == ("received", 1, first.files)
    assert held.detail is not None
    assert "folder inbox can not be read" in held.detail
    moved.rename(inbox.root / "inbox")
    assert inbox.collect().detail is None


def test_an_unreachable_channel_without_anything_before_is_reported(inbox: Inbox) -> None:
    shutil.rmtree(inbox.root / "inbox")
    submission = inbox.collect()
    assert (submission.channel_state, submission.version, submission.files) == ("unreachable", 0, ())
    assert inbox.archive.current_submission("DINSOS", SEMESTER) is None


def test_versions_follow_no_clock(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    inbox.collect(NOW)
    inbox.put("a.csv", "second")
    assert inbox.collect(NOW - timedelta(days=3650)).version == 2
    inbox.put("a.csv", "third")
    assert inbox.collect(NOW - timedelta(days=7300)).version == 3
    assert inbox.archive.versions_state([SEMESTER]) == {("2023S1", "DINSOS"): 3}


def test_a_moment_without_time_zone_is_refused(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    with pytest.raises(ValueError, match="time zone"):
        inbox.collect(datetime(2023, 8, 1))


def test_institutions_and_semesters_have_versions_of_their_own(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    inbox.collect()
    other = Semester(2023, 2)
    shutil.copytree(inbox.folder, inbox.root / "inbox" / "DINKES" / "2023S2")
    assert inbox.archive.collect("DINKES", other, inbox.channel, NOW).version == 1
    assert inbox.archive.versions_state([SEMESTER, other]) == {("2023S1", "DINSOS"): 1, ("2023S2", "DINKES"): 1}
    assert inbox.archive.versions_state([other]) == {("2023S2", "DINKES"): 1}
    assert len(inbox.objects()) == 1


def test_an_inbox_that_may_not_be_written_to_is_read(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    (inbox.folder / "a.csv").chmod(0o444)
    inbox.folder.chmod(0o555)
    before = sorted(path.stat().st_ctime_ns for path in (inbox.root / "inbox").rglob("*"))
    try:
        assert inbox.collect().version == 1
        assert sorted(path.stat().st_ctime_ns for path in (inbox.root / "inbox").rglob("*")) == before
    finally:
        inbox.folder.chmod(0o755)


def test_the_outcome_of_a_version_is_kept(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    inbox.collect()
    for rejected in (3, 1):
        inbox.archive.record_outcome("DINSOS", "2023S1", 1, Outcome("accepted", 9, 9 - rejected, rejected))
    assert outcomes(inbox.layout, "DINSOS", SEMESTER) == [(1, "accepted", 9, 8, 1)]
    with pytest.raises(UnknownVersion, match="DINSOS has no version 2 for 2023S1"):
        inbox.archive.record_outcome("DINSOS", "2023S1", 2, Outcome("accepted", 0, 0, 0))


def test_after_the_closing_what_comes_is_archived_and_waits(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    first = inbox.collect()
    assert inbox.archive.close(SEMESTER, NOW)
    assert not inbox.archive.close(SEMESTER, NOW)
    assert inbox.archive.closed_semesters() == {SEMESTER}
    assert inbox.collect() == first
    inbox.put("a.csv", "too late", LATER)
    held = inbox.collect()
    assert (held.version, held.files, held.waiting_version) == (1, first.files, 2)
    assert hashlib.sha256(b"too late").hexdigest() in inbox.objects()
    (inbox.folder / "a.csv").unlink()
    assert inbox.collect().version == 1
    inbox.put("a.csv", "too late", LATER)
    assert inbox.archive.reopen(SEMESTER, NOW)
    assert not inbox.archive.reopen(SEMESTER, NOW)
    counted = inbox.collect()
    assert (counted.version, counted.waiting_version, counted.detail) == (2, None, None)


def test_a_damaged_object_is_reported_and_healed_by_the_same_content(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    path = inbox.collect().files[0].path
    path.chmod(0o644)
    path.write_text("FIRST")
    assert inbox.archive.damaged_objects() == [path.name]
    path.write_text("torn")
    with pytest.raises(ArchiveDamaged, match=path.name[:12]):
        inbox.archive.current_submission("DINSOS", SEMESTER)
    inbox.collect()
    assert path.read_text() == "first"
    path.unlink()
    with pytest.raises(ArchiveDamaged):
        inbox.archive.current(SEMESTER)


def test_what_is_taken_back_is_reported_and_can_come_again(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    first = inbox.collect()
    assert (first.version, first.withdrawn_version) == (1, None)
    inbox.put("a.csv", "second", LATER)
    assert inbox.collect().version == 2
    (inbox.folder / "a.csv").unlink()
    empty = inbox.collect()
    assert (empty.channel_state, empty.version, empty.withdrawn_version) == ("missing", 0, 2)
    assert inbox.archive.current(SEMESTER)["DINSOS"] == empty
    inbox.put("a.csv", "first")
    assert inbox.collect() == first


def test_what_lies_outside_of_every_semesters_folder_is_counted_until_it_is_gone(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    assert inbox.collect().unread_entries == 0
    elsewhere = inbox.folder.parent / "2023 S1"
    elsewhere.mkdir()
    (inbox.folder.parent / "kegiatan.csv").write_text("x")
    (inbox.folder.parent / "~$kegiatan.xlsx").write_text("x")
    (inbox.folder.parent / "2022S2").mkdir()
    assert inbox.collect().unread_entries == 2
    assert inbox.archive.current(SEMESTER)["DINSOS"].unread_entries == 2
    inbox.folder.parent.rename(inbox.folder.parent.parent / "BAZNAS")
    gone = inbox.collect()
    assert (gone.channel_state, gone.unread_entries) == ("missing", 0)


def test_an_inbox_in_which_nothing_of_anybody_is_left_takes_nothing_back(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    first = inbox.collect()
    inbox.folder.parent.rename(inbox.root / "elsewhere")
    deserted = inbox.collect()
    assert (deserted.version, deserted.files, deserted.is_out_of_reach) == (1, first.files, True)
    (inbox.root / "inbox" / "BAZNAS").mkdir()
    alone = inbox.collect()
    assert (alone.channel_state, alone.withdrawn_version, alone.is_out_of_reach) == ("missing", 1, False)


def test_an_inbox_that_nobody_has_used_yet_is_no_fault(inbox: Inbox) -> None:
    inbox.folder.rmdir()
    inbox.folder.parent.rmdir()
    assert inbox.collect().channel_state == "missing"


def test_a_ledger_of_the_version_before_is_read_and_brought_up_to_date(inbox: Inbox) -> None:
    inbox.put("a.csv", "first")
    first = inbox.collect()
    with closing(sqlite3.connect(inbox.layout.ledger)) as ledger:
        ledger.executescript("drop table unread_entries; pragma user_version = 1")
    assert inbox.archive.current_submission("DINSOS", SEMESTER) == first
    (inbox.folder.parent / "kegiatan.csv").write_text("x")
    assert inbox.collect().unread_entries == 1
    with closing(sqlite3.connect(inbox.layout.ledger)) as ledger:
        ledger.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(ArchiveError, match=f"version {SCHEMA_VERSION + 1}"):
        inbox.archive.current(SEMESTER)
    with pytest.raises(ArchiveError, match=f"version {SCHEMA_VERSION + 1}"):
        inbox.collect()
