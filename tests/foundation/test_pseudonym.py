"""Pseudonyms are the contract's HMAC, and the key is made once and stays private."""

import hashlib
import hmac
import stat
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.data_layout import DataLayout
from foundation.pseudonym import (
    OtherPseudonymKeyError,
    Pseudonymiser,
    PseudonymKeyError,
    load_existing_key,
    load_or_create_key,
    pseudonyms,
)

KEYS = st.binary(min_size=1, max_size=200)
NUMBERS = st.text("0123456789", min_size=16, max_size=16)


@settings(deadline=None)
@given(digits=NUMBERS, key=KEYS)
def test_a_pseudonym_is_the_first_half_of_hmac_sha256(digits: str, key: bytes) -> None:
    assert Pseudonymiser(key)(digits) == hmac.new(key, digits.encode("ascii"), hashlib.sha256).hexdigest()[:32]


@settings(deadline=None)  # the first call loads what Arrow needs
@given(numbers=st.lists(st.one_of(st.none(), NUMBERS)), key=KEYS)
def test_a_column_is_pseudonymised_value_by_value(numbers: list[str | None], key: bytes) -> None:
    expected = [None if number is None else Pseudonymiser(key)(number) for number in numbers]
    array = pa.array(numbers, pa.string())
    for given_array in (array, array.dictionary_encode(), pa.chunked_array([array, array[:0]])):
        result = pseudonyms(given_array, key)
        assert result.type == pa.string()
        assert result.to_pylist() == expected


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(PseudonymKeyError):
        Pseudonymiser(b"")


def test_the_configured_key_is_its_utf8_bytes(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path / "data")
    assert load_or_create_key(layout, "kunci rahasia é") == "kunci rahasia é".encode()
    assert [path.name for path in layout.root.iterdir()] == ["pseudonym.check"]


@pytest.mark.parametrize("configured", [None, ""])
def test_without_one_a_key_is_made_once_for_the_owner_alone(tmp_path: Path, configured: str | None) -> None:
    layout = DataLayout(tmp_path / "data")
    key = load_or_create_key(layout, configured)
    assert len(key) == 64
    assert stat.S_IMODE(layout.pseudonym_key.stat().st_mode) == 0o600
    assert load_or_create_key(layout, configured) == key
    assert load_or_create_key(layout, key.decode()) == key
    assert {path.name for path in layout.root.iterdir()} == {"pseudonym.key", "pseudonym.check"}


def test_another_installation_has_another_key(tmp_path: Path) -> None:
    assert load_or_create_key(DataLayout(tmp_path / "a"), None) != load_or_create_key(DataLayout(tmp_path / "b"), None)


def test_a_key_that_others_could_read_is_closed(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    layout.pseudonym_key.write_text("restored\n")
    layout.pseudonym_key.chmod(0o644)
    assert load_or_create_key(layout, None) == b"restored"
    assert stat.S_IMODE(layout.pseudonym_key.stat().st_mode) == 0o600


def test_an_empty_key_file_is_reported_and_not_replaced(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    layout.pseudonym_key.write_text("")
    with pytest.raises(PseudonymKeyError, match="restore it"):
        load_or_create_key(layout, None)


def test_the_first_key_is_bound_to_the_data(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    load_or_create_key(layout, "first")
    assert layout.pseudonym_check.read_text() == hmac.new(b"first", b"sektap key check", hashlib.sha256).hexdigest()
    for load in (load_or_create_key, load_existing_key):
        assert load(layout, "first") == b"first"
        with pytest.raises(OtherPseudonymKeyError, match=r"pseudonym\.check.*SEKTAP_PSEUDONYM_KEY.*delete that file"):
            load(layout, "second")


def test_a_key_that_replaces_the_kept_one_is_refused(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    load_or_create_key(layout, None)
    layout.pseudonym_key.write_text("another")
    with pytest.raises(OtherPseudonymKeyError):
        load_or_create_key(layout, None)
    layout.pseudonym_check.unlink()
    assert load_or_create_key(layout, None) == b"another"


@pytest.mark.parametrize("configured", [None, "configured before"])
def test_a_lost_key_is_not_made_anew(tmp_path: Path, configured: str | None) -> None:
    layout = DataLayout(tmp_path)
    load_or_create_key(layout, configured)
    layout.pseudonym_key.unlink(missing_ok=True)
    with pytest.raises(OtherPseudonymKeyError, match="is missing"):
        load_or_create_key(layout, None)
    assert [path.name for path in layout.root.iterdir()] == ["pseudonym.check"]


def test_who_only_reads_makes_nothing(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path / "data")
    with pytest.raises(PseudonymKeyError, match="There is no pseudonym key"):
        load_existing_key(layout, None)
    assert load_existing_key(layout, "configured") == b"configured"
    assert not layout.root.exists()
    assert load_or_create_key(layout, None) == load_existing_key(layout, None)


def test_all_who_ask_at_once_get_the_same_key(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path / "data")
    barrier = threading.Barrier(8)
    keys: list[bytes] = []

    def ask() -> None:
        barrier.wait()
        keys.append(load_or_create_key(layout, None))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
