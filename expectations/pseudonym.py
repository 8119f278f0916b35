"""Pseudonyms: the first 32 hex digits of HMAC-SHA256 over a number's digits, and the secret key that they hang on.

Whoever has the key and a list of all possible numbers can turn pseudonyms back, so the key is as private as the data.
"""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sources.data_layout import DataLayout

PSEUDONYM_DIGITS = 32

_KEY_BYTES = 32


class PseudonymKeyError(Exception):
    """The kept pseudonym key can not be used. A new one would break every id of earlier runs, so none is made."""


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
        """Give the pseudonym of a text (UTF-8; the digits of a number are ASCII)."""
        inner = self._inner.copy()
        inner.update(text.encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.hexdigest()[:PSEUDONYM_DIGITS]


def pseudonym(digits: str, key: bytes) -> str:
    """Give the pseudonym of one number (person id of a NIK, household id of a KK number): 32 hex digits."""
    return Pseudonymiser(key)(digits)


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
    others could, they no longer can. Raises `PseudonymKeyError` where the kept key is empty.
    """
    if configured:
        return configured.encode()
    path = layout.pseudonym_key
    if not path.exists():
        _create_key(path)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    key = path.read_bytes().strip()
    if not key:
        raise PseudonymKeyError("The kept pseudonym key is empty: restore it from a backup")
    return key


def _create_key(path: Path) -> None:
    """Make a random key; where another process has been faster, its key stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside its place and linked in: the link fails where there is a key, and nobody ever reads half a key.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(unfinished)
        except FileExistsError:
            return
    finally:
        unfinished.unlink()
