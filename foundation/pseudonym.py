"""Pseudonyms: the first 32 hex digits of HMAC-SHA256 over a number's digits, and the secret key that they hang on.

Whoever has the key and a list of all possible numbers can turn pseudonyms back, so the key is as private as the data.
Rows of two keys never meet, so the first key that is used is bound to the data by a check value that lies beside them.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from foundation.data_layout import DataLayout

PSEUDONYM_DIGITS = 32

_KEY_BYTES = 32

#: What the check value is the HMAC-SHA256 of; no number's digits, so it is nobody's pseudonym.
_CHECKED_CONSTANT = b"sektap key check"


class PseudonymKeyError(ValueError):
    """There is no usable pseudonym key. A new one would break every id of earlier runs, so none is made."""


class OtherPseudonymKeyError(PseudonymKeyError):
    """The key is not the one that this data was pseudonymised with, or that one is lost; `check` is the file."""

    def __init__(self, check: Path, reason: str) -> None:
        """Say what is wrong with the key (`reason`), and what to do."""
        super().__init__(
            f"{reason} {check}: rows that were pseudonymised with another key would not match. "
            "Set SEKTAP_PSEUDONYM_KEY to the key used before, or put pseudonym.key back from where its copy is kept. "
            "Only if it is lost for good: delete that file and run every semester anew; all ids will be others."
        )
        self.check = check


class Pseudonymiser:
    """Turns numbers into pseudonyms under one key; prepares the two padded-key hash states of HMAC once."""

    def __init__(self, key: bytes) -> None:
        """Prepare the key (RFC 2104). Raises `PseudonymKeyError` for an empty one."""
        if not key:
            raise PseudonymKeyError("The pseudonym key is empty")
        block_size = hashlib.sha256().block_size
        padded = (hashlib.sha256(key).digest() if len(key) > block_size else key).ljust(block_size, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def __call__(self, text: str) -> str:
        """Give the pseudonym of a text (UTF-8; the digits of a NIK or KK number are ASCII): 32 hex digits."""
        inner = self._inner.copy()
        inner.update(text.encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.hexdigest()[:PSEUDONYM_DIGITS]


def pseudonyms(array: pa.Array | pa.ChunkedArray, key: bytes) -> pa.Array:
    """Give the pseudonyms of a column of numbers (strings, or a dictionary of them), null where the number is null.

    Only distinct numbers are hashed.
    """
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    encoded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
    pseudonymise = Pseudonymiser(key)
    hashed = [None if number is None else pseudonymise(number) for number in encoded.dictionary.to_pylist()]
    return pa.array(hashed, pa.string()).take(encoded.indices)


def load_or_create_key(layout: DataLayout, configured: str | None) -> bytes:
    """Give the pseudonym key: the configured one (its UTF-8 bytes), else the kept one, made at the first call.

    The kept key is text, so that it can be moved into the configuration as it stands. Only its owner can read it; where
    others could, they no longer can. The first key given is bound to the data. Raises `OtherPseudonymKeyError` where
    the key is not the bound one or that one is lost, `PseudonymKeyError` where the kept key is empty.
    """
    path, check = layout.pseudonym_key, layout.pseudonym_check
    if not configured:
        # Asked in this order: whoever is faster makes the key before the check, so a check without a key is a loss.
        if not check.exists() and not path.exists():
            _create_once(path, secrets.token_hex(_KEY_BYTES))
        if path.exists() and path.stat().st_mode & 0o077:
            path.chmod(0o600)
    key = load_existing_key(layout, configured)
    if not check.exists():
        _create_once(check, _check_value(key))
        _verify(key, check)
    return key


def load_existing_key(layout: DataLayout, configured: str | None) -> bytes:
    """Give the pseudonym key as `load_or_create_key` does, but make and change nothing.

    Raises `PseudonymKeyError` also where no key is configured and none has been made.
    """
    check = layout.pseudonym_check
    key = configured.encode() if configured else _read_kept_key(layout)
    if check.exists():
        _verify(key, check)
    return key


def _read_kept_key(layout: DataLayout) -> bytes:
    path = layout.pseudonym_key
    if not path.exists():
        if layout.pseudonym_check.exists():
            raise OtherPseudonymKeyError(layout.pseudonym_check, f"{path.name} is missing, but a key is bound by")
        raise PseudonymKeyError(f"There is no pseudonym key: SEKTAP_PSEUDONYM_KEY is not set and {path} does not exist")
    key = path.read_bytes().strip()
    if not key:
        raise PseudonymKeyError("The kept pseudonym key is empty: restore it from a backup")
    return key


def _check_value(key: bytes) -> str:
    return hmac.new(key, _CHECKED_CONSTANT, hashlib.sha256).hexdigest()


def _verify(key: bytes, check: Path) -> None:
    if not hmac.compare_digest(check.read_bytes().strip(), _check_value(key).encode("ascii")):
        raise OtherPseudonymKeyError(check, "The pseudonym key is not the one that is bound by")


def _create_once(path: Path, text: str) -> None:
    """Write a file for the owner alone; where another process has been faster, its file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside its place and linked in: the link fails where there is a file, and nobody ever reads half of one.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(unfinished)
        except FileExistsError:
            return
    finally:
        unfinished.unlink()
