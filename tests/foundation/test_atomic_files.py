"""Folders that are exchanged as a whole: what is there when writing fails, or a kill comes between two renames."""

from pathlib import Path

import pytest

from foundation.atomic_files import replaced_directory, settle_directories, staging_directory


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that has been written once."""
    folder = tmp_path / "zone" / "semester=2022S1"
    with replaced_directory(folder) as building:
        (building / "old").write_text("old")
        assert _names(building) == ["old"]
        assert not folder.exists()
    return folder


def test_a_folder_is_exchanged_as_a_whole(folder: Path) -> None:
    with replaced_directory(folder) as building:
        (building / "new").write_text("new")
        assert _names(folder) == ["old"]
    assert _names(folder.parent) == [folder.name, f"{folder.name}/new"]


def test_a_folder_stays_as_it_was_where_writing_fails(folder: Path) -> None:
    def fail_half_way() -> None:
        with replaced_directory(folder) as building:
            (building / "new").write_text("half")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    assert _names(folder.parent) == [folder.name, f"{folder.name}/old"]


def test_a_folder_whose_exchange_was_killed_is_put_back(folder: Path) -> None:
    building, replaced = (staging_directory(folder, purpose) for purpose in ("building", "replaced"))
    building.mkdir()
    folder.rename(replaced)
    assert settle_directories(folder.parent) == 1
    assert _names(folder.parent) == [folder.name, f"{folder.name}/old"]


def test_a_folder_that_an_exchange_has_replaced_is_removed(folder: Path) -> None:
    replaced = staging_directory(folder, "replaced")
    replaced.mkdir()
    (replaced / "older").write_text("older")
    assert settle_directories(folder.parent) == 1
    assert _names(folder.parent) == [folder.name, f"{folder.name}/old"]


def test_what_a_kill_left_does_not_hinder_the_next_writer(folder: Path) -> None:
    for purpose in ("building", "replaced"):
        left = staging_directory(folder, purpose)
        left.mkdir()
        (left / "left").write_text("left")
    with replaced_directory(folder) as building:
        (building / "new").write_text("new")
    assert _names(folder.parent) == [folder.name, f"{folder.name}/new"]
