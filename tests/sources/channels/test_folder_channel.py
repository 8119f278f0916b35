"""The folder channel in a hostile inbox: links, pipes, sockets, junk, odd names, files that do not hold still."""

import io
import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from foundation.semester import Semester
from sources.channels import Channel, ChannelFile, ChannelSpec, ChannelUnreachable, FileChanged, open_channel
from sources.channels.folder import MAX_DEPTH

SEMESTER = Semester(2023, 1)


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox" / "DINSOS" / "2023S1"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    return open_channel(ChannelSpec(kind="folder", url="inbox"), tmp_path)


def names(channel: Channel) -> list[str]:
    return [file.name for file in channel.list_files("DINSOS", SEMESTER)]


def fetch(channel: Channel, file: ChannelFile) -> bytes:
    target = io.BytesIO()
    assert channel.fetch("DINSOS", SEMESTER, file, target) == file
    return target.getvalue()


def test_files_of_sub_folders_are_listed_with_size_and_own_time(channel: Channel, submission: Path) -> None:
    (submission / "revisi" / "akhir").mkdir(parents=True)
    inner = submission / "revisi" / "akhir" / "penerima.csv"
    inner.write_bytes(b"12345")
    os.utime(inner, (1_688_169_600.25, 1_688_169_600.25))
    (submission / "kegiatan.csv").write_bytes(b"1")
    own_time = datetime(2023, 7, 1, 0, 0, 0, 250_000, tzinfo=UTC)
    listed = channel.list_files("DINSOS", SEMESTER)
    assert [file.name for file in listed] == ["kegiatan.csv", "revisi/akhir/penerima.csv"]
    assert (listed[1].size_bytes, listed[1].modified_at) == (5, own_time)
    assert fetch(channel, listed[1]) == b"12345"


@pytest.mark.parametrize("prepare", [lambda _: None, lambda folder: folder.mkdir(parents=True)])
def test_absent_and_empty_folders_hold_nothing(
    channel: Channel, tmp_path: Path, prepare: Callable[[Path], object]
) -> None:
    (tmp_path / "inbox").mkdir()
    prepare(tmp_path / "inbox" / "DINSOS" / "2023S1")
    assert channel.list_files("DINSOS", SEMESTER) == []


def test_a_missing_root_is_unreachable(channel: Channel) -> None:
    with pytest.raises(ChannelUnreachable, match="folder inbox can not be read: No such file") as caught:
        channel.list_files("DINSOS", SEMESTER)
    assert (caught.value.institution_code, caught.value.channel) == ("DINSOS", "folder inbox")


def test_a_root_that_is_a_file_is_unreachable(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "inbox").write_text("no folder")
    with pytest.raises(ChannelUnreachable, match="Not a directory"):
        channel.list_files("DINSOS", SEMESTER)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_the_right_to_read_is_unreachable(channel: Channel, submission: Path) -> None:
    submission.chmod(0)
    try:
        with pytest.raises(ChannelUnreachable, match="Permission denied"):
            channel.list_files("DINSOS", SEMESTER)
    finally:
        submission.chmod(0o700)


def test_links_are_never_followed(channel: Channel, submission: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("secret")
    (submission / "file.csv").symlink_to(outside / "secret.csv")
    (submission / "folder").symlink_to(outside)
    (submission / "dangling.csv").symlink_to(outside / "nowhere.csv")
    (submission / "good.csv").write_text("good")
    assert names(channel) == ["good.csv"]


@pytest.mark.parametrize("level", ["DINSOS", "DINSOS/2023S1"])
def test_a_link_in_place_of_the_submission_holds_nothing(channel: Channel, tmp_path: Path, level: str) -> None:
    elsewhere = tmp_path / "elsewhere" / "2023S1"
    elsewhere.mkdir(parents=True)
    (elsewhere / "a.csv").write_text("a")
    link = tmp_path / "inbox" / level
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere if level.endswith("S1") else elsewhere.parent)
    assert names(channel) == []


def test_special_files_are_skipped_without_waiting(
    channel: Channel, submission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(submission / "pipe.csv")
    # A socket's path may not be longer than 108 bytes, so it is bound from inside its folder.
    monkeypatch.chdir(submission)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.csv")
        assert names(channel) == []


def test_litter_is_passed_over(channel: Channel, submission: Path) -> None:
    junk = [
        "~$laporan.xlsx",
        ".DS_Store",
        ".~lock.laporan.ods#",
        "._laporan.xlsx",
        "Thumbs.db",
        "THUMBS.DB",
        "desktop.ini",
    ]
    for name in junk:
        (submission / name).write_text("x")
    for folder in ("__MACOSX", ".git"):
        (submission / folder).mkdir()
        (submission / folder / "a.csv").write_text("x")
    for name in ("laporan ~$.xlsx", "...laporan.xlsx"):
        (submission / name).write_text("x")
    assert names(channel) == ["...laporan.xlsx", "laporan ~$.xlsx"]


def test_undecodable_and_control_characters_are_shown_and_still_found(channel: Channel, submission: Path) -> None:
    (submission / os.fsdecode(b"caf\xe9\n.csv")).write_bytes(b"x")
    [listed] = channel.list_files("DINSOS", SEMESTER)
    assert listed.name == r"caf\xe9\n.csv"
    assert listed.name.isprintable()
    assert fetch(channel, listed) == b"x"


def test_a_time_that_no_calendar_has_is_unknown(channel: Channel, submission: Path) -> None:
    file = submission / "a.csv"
    file.write_text("x")
    try:
        os.utime(file, (10**12, 10**12))
    except OverflowError:
        pytest.skip("this file system has no such times")
    if file.stat().st_mtime < 10**12:
        pytest.skip("this file system has no such times")
    assert channel.list_files("DINSOS", SEMESTER)[0].modified_at is None


def test_folders_without_end_make_the_institution_unreachable(channel: Channel, submission: Path) -> None:
    submission.joinpath(*["d"] * (MAX_DEPTH + 1)).mkdir(parents=True)
    with pytest.raises(ChannelUnreachable, match="deeper than"):
        channel.list_files("DINSOS", SEMESTER)


class _Meanwhile(io.BytesIO):
    """A target whose first write makes something happen to the file that is being copied."""

    def __init__(self, happen: Callable[[], object]) -> None:
        super().__init__()
        self._happen = happen

    def write(self, content: bytes, /) -> int:  # type: ignore[override]
        self._happen()
        return super().write(content)


def test_a_file_that_grows_while_it_is_copied_is_reported(channel: Channel, submission: Path) -> None:
    file = submission / "a.csv"
    file.write_text("first")
    [listed] = channel.list_files("DINSOS", SEMESTER)

    def grow() -> None:
        with file.open("a") as more:
            more.write("x")
        os.utime(file, ns=(1, 1))

    with pytest.raises(FileChanged):
        channel.fetch("DINSOS", SEMESTER, listed, _Meanwhile(grow))


def _remove(file: Path) -> None:
    file.unlink()


def _replace_by_link(file: Path) -> None:
    other = file.with_name("other")
    other.write_text("first")
    file.unlink()
    file.symlink_to(other)


def _replace_by_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize("change", [_remove, _replace_by_link, _replace_by_pipe])
def test_a_listed_file_that_is_no_file_any_more_is_reported(
    channel: Channel, submission: Path, change: Callable[[Path], None]
) -> None:
    (submission / "a.csv").write_text("first")
    [listed] = channel.list_files("DINSOS", SEMESTER)
    change(submission / "a.csv")
    with pytest.raises(FileChanged):
        channel.fetch("DINSOS", SEMESTER, listed, io.BytesIO())


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (ChannelSpec(kind="pigeon", url="loft"), "there is no channel of kind 'pigeon', only folder"),
        (ChannelSpec.model_validate({"kind": "folder", "url": "inbox", "user": "x"}), "has no option user"),
    ],
)
def test_a_wrong_entry_is_unreachable_and_says_why(tmp_path: Path, spec: ChannelSpec, reason: str) -> None:
    with pytest.raises(ChannelUnreachable, match=reason):
        open_channel(spec, tmp_path).list_files("DINSOS", SEMESTER)
