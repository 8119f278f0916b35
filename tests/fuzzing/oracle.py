"""Invariants of any mutated file, checked on the system's results and the bytes, without a reader."""

import html
import io
import re
import zipfile
import zlib
from typing import Any

from tests.fuzzing.mutations import FuzzCase

#: Characters removed from texts: spaces, control characters and invisible ones.
_NO_SPACE = re.compile(r"[\s\u200b\u00a0\u00ad\ufeff\ufffd\x00-\x1f\x7f]+")
_SEPARATORS = re.compile(r"[.,'\s]")
_PACKAGE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)
_TEXT_COLUMNS = ("activity_code", "activity_name")
_AMOUNT_COLUMNS = ("budget_idr", "realised_idr")


def violations(
    case: FuzzCase, *, accepted: list[dict[str, Any]], received: int, rejected: int, died: str | None
) -> list[str]:
    """Give the violations: rows lost, a reader of ours that failed, a row or value accepted that is not there."""
    found = []
    if died is not None and ("exit code" in died or "longer" in died):
        found.append(f"the reading process {died}")
    if received != len(accepted) + rejected:
        found.append(f"{received} rows received, {len(accepted)} accepted and {rejected} rejected")
    taken = case.destroyed & {row["activity_code"] for row in accepted}
    if taken:
        found.append(f"rows accepted without a required value: {sorted(taken)}")
    if case.destroyed and len(accepted) + len(case.destroyed) != received:
        found.append("a row beside one without a required value was not accepted")
    if accepted:
        found += _values_from_nowhere(case, accepted)
    return found


def _values_from_nowhere(case: FuzzCase, accepted: list[dict[str, Any]]) -> list[str]:
    readings = _readable(case.content)
    texts = [_NO_SPACE.sub("", reading) for reading in readings]
    digits = [_SEPARATORS.sub("", reading) for reading in readings]
    found = []
    for row in accepted:
        for column in _TEXT_COLUMNS:
            value = row[column]
            if value and not any(_NO_SPACE.sub("", value) in text for text in texts):
                found.append(f"row {row['source_row']}: {column} stands nowhere in the file")
        for column in _AMOUNT_COLUMNS:
            # A binary workbook holds numbers as bits: only its texts are compared.
            if not case.name.endswith(".xls") and not any(_shown_in(row[column], text) for text in digits):
                found.append(f"row {row['source_row']}: {column} stands nowhere in the file")
    return found


def _shown_in(amount: Any, digits: str) -> bool:
    whole = f"{amount:.2f}"
    number = whole.removesuffix(".00").replace(".", "")
    if number in digits or number.rstrip("0") in digits:
        return True
    # 1e6 and a fraction that was rounded: the digits before what was rounded off.
    return number[:-1] in digits


def _readable(content: bytes) -> list[str]:
    """Give every way in which the bytes, and those of the parts of a package, can be read as text."""
    pieces = [content]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            pieces += [package.read(info) for info in package.infolist()]
    except _PACKAGE_ERRORS:
        # Accepted all the same? Then a reader is more lenient than Python's, and the bytes must show it.
        pass
    texts = []
    for piece in pieces:
        for encoding in ("utf-8", "cp1252", "latin-1", "utf-16-le", "utf-16-be"):
            text = piece.decode(encoding, "replace")
            texts += [text, html.unescape(re.sub(r"<[^>]*>", "", text))]
            if "\\" in text:
                texts.append(re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text))
    return texts
