"""Digests of files: the same for the same content, another where a file is replaced, read only once."""

import hashlib
import os
from pathlib import Path

import pytest

from foundation.atomic_files import atomic_write
from foundation.file_digests import FileDigests


def replace(file: Path, text: str) -> None:
    with atomic_write(file) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def test_a_replaced_file_has_another_digest_also_at_the_same_size_and_time(tmp_path: Path) -> None:
    file, kept = tmp_path / "rows.parquet", tmp_path / "digests.json"
    replace(file, "one")
    digests = FileDigests(tmp_path, kept)
    before, written = digests.digest(file), file.stat().st_mtime_ns
    digests.keep()
    replace(file, "two")
    os.utime(file, ns=(written, written))
    assert FileDigests(tmp_path, kept).digest(file) != before
    replace(file, "one")
    assert FileDigests(tmp_path, kept).digest(file) == before


def test_a_file_that_stands_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, kept = tmp_path / "rows.parquet", tmp_path / "digests.json"
    replace(file, "one")
    digests = FileDigests(tmp_path, kept)
    before = digests.digest(file)
    digests.keep()
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("the file was read"))
    assert FileDigests(tmp_path, kept).digest(file) == before


def test_many_files_have_one_digest_by_name_and_content(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    replace(one, "a")
    replace(two, "b")
    digests = FileDigests(tmp_path, tmp_path / "digests.json")
    both = digests.digest_all([one, two])
    assert digests.digest_all([two, one]) == both
    replace(one, "b")
    replace(two, "a")
    assert digests.digest_all([one, two]) != both


def test_a_broken_memory_is_begun_anew(tmp_path: Path) -> None:
    file, kept = tmp_path / "rows.parquet", tmp_path / "digests.json"
    replace(file, "one")
    kept.write_text("{", encoding="utf-8")
    digests = FileDigests(tmp_path, kept)
    digests.digest(file)
    digests.keep()
    assert FileDigests(tmp_path, kept).digest(file) == digests.digest(file)
