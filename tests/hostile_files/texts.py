"""Hostile and untidy csv and json files."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.hostile_files.cases import HEADER, SOUND_CSV, HostileCase, activities, activity, csv_text, files, lazily

_RECORDS: list[dict[str, Any]] = [dict(zip(HEADER, cells, strict=True)) for cells in activities()[1:]]
_DEPTH = 100_000
_LONG_LINE = 200_000_000


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _mixed_ends() -> bytes:
    header, one, two, _ = SOUND_CSV.split(b"\n")
    return header + b"\r\n" + one + b"\r" + two + b"\n"


def _long_line() -> bytes:
    return SOUND_CSV + b"K-03;" + b"x" * _LONG_LINE


def _many_fields() -> bytes:
    return SOUND_CSV + b";" * 900_000 + b"\n"


def _wide_header(columns: int) -> Callable[[], bytes]:
    def build() -> bytes:
        more = columns - len(HEADER)
        rows = [[*HEADER, *["x"] * more], *([*activity(number), *[""] * more] for number in (1, 2))]
        return csv_text(rows).encode()

    return build


def text_cases() -> Iterator[HostileCase]:
    """Give the cases of csv and json files."""
    yield from _csv_cases()
    yield from _json_cases()


def _csv_cases() -> Iterator[HostileCase]:
    sound: dict[str, Any] = {"accepted": 2}

    def csv(title: str, content: Callable[[], bytes] | bytes, **expected: Any) -> HostileCase:
        make = content if callable(content) else lambda: content
        return HostileCase(title, lazily("kegiatan.csv", make), **expected)

    text = SOUND_CSV.decode()
    yield csv("csv, sound", SOUND_CSV, **sound)
    yield csv("UTF-16 with its mark", text.encode("utf-16"), **sound)
    yield csv("UTF-16 without its mark", text.encode("utf-16-le"), **sound)
    yield csv(
        "UTF-16 cut off in a character", text.encode("utf-16") + b"\x0a", accepted=2, rules=("missing_value",) * 11
    )
    yield csv("Windows-1252", text.replace("Sembako", "Bantuan “Café”").encode("cp1252"), **sound)
    yield csv("broken UTF-8", SOUND_CSV.replace(b"Sembako", b"Semb\xc3ko \xff\xfe"), **sound)
    yield csv("a NUL byte", SOUND_CSV.replace(b"Sembako", b"Sem\x00bako"), rules=("unsupported_format",))
    yield csv(
        "a control character in an amount and a date",
        b"2023-05-\x7f1".join(SOUND_CSV.replace(b"1000000", b"10\x7f0000", 1).rsplit(b"2023-05-01", 1)),
        rules=("bad_number", "bad_date"),
    )
    yield csv("mixed line ends", _mixed_ends(), **sound)
    yield csv("only white space", b" \r\n\t\r\n", rules=("unreadable_file",))
    yield csv("a header and nothing else", text.split("\n")[0].encode(), status="rejected")
    yield csv("a quote that nobody closes", SOUND_CSV.replace(b"Sembako", b'"Sembako', 1), rules=("unreadable_file",))
    yield csv(
        "a quote that the next row closes", SOUND_CSV.replace(b"Sembako", b'"Sembako'), rules=("unreadable_file",)
    )
    yield csv("a line of 200 MB", _long_line, rules=("file_too_large",), expensive=True)
    yield csv("a record of 900,000 empty fields", _many_fields, rules=("file_too_large",))
    yield csv("16,384 columns, csv", _wide_header(16_384), **sound)
    yield csv("16,385 columns, csv", _wide_header(16_385), rules=("file_too_large",))
    yield csv('sep=, ="…" and a table of one\'s own', _excel_csv(), **sound)
    yield csv("a web page under the name of a csv", b"<html><table></table></html>", rules=("unsupported_format",))
    yield csv(
        "commands in cells, csv",
        csv_text([HEADER, activity(keterangan="=HYPERLINK(1)"), activity(2, keterangan="+1+cmd|x")]).encode(),
        **sound,
    )
    yield HostileCase("a csv named after nothing known", files({"data.csv": SOUND_CSV}), rules=("no_known_sheet",))


def _excel_csv() -> bytes:
    rows = activities()
    for cells in rows[1:]:
        cells[0] = f'="{cells[0]}"'
    return b"sep=;\r\n" + csv_text(rows, end="\r\n").encode("utf-8-sig")


def _json_cases() -> Iterator[HostileCase]:
    broken: dict[str, Any] = {"rules": ("unreadable_file",)}

    def document(title: str, content: bytes, **expected: Any) -> HostileCase:
        return HostileCase(title, lazily("kegiatan.json", lambda: content), **expected)

    one = _json(_RECORDS[0])[:-1]
    yield document("json, sound", _json({"kegiatan": _RECORDS}), accepted=2)
    yield document("one object a line, with a mark", b"\xef\xbb\xbf" + b"\n".join(map(_json, _RECORDS)), accepted=2)
    yield document("a hundred thousand levels deep", b"[" * _DEPTH + b"]" * _DEPTH, **broken)
    yield document(
        "a cell a hundred thousand levels deep", b"[" + one + b',"x":' + b"[" * _DEPTH + b"]" * _DEPTH + b"}]", **broken
    )
    yield document("NaN", b"[" + one.replace(b"1000000", b"NaN") + b"}]", **broken)
    yield document(
        "a number beyond all bounds", b"[" + one.replace(b"1000000", b"1e999999999") + b"}]", rules=("bad_number",)
    )
    yield document(
        "a number of 100,000 digits", b"[" + one.replace(b"1000000", b"1" * 100_000) + b"}]", rules=("bad_number",)
    )
    yield document("the same key twice", b"[" + one + b',"anggaran":5}]', accepted=1)
    yield document("json cut off in the middle", _json(_RECORDS)[:-40], rules=("unreadable_file",))
    yield document("a list of lists", b"[[1,2],[3]]", **broken)
    yield document("a single number", b"[42]", **broken)
    yield document("half a character", b"[" + one.replace(b"Sembako", b"Semb\\ud83dako") + b"}]", accepted=1)
    yield document(
        "a record of more than 1 MB",
        b"[" + one.replace(b"Sembako", b"S" * 1_100_000) + b"}]",
        rules=("file_too_large",),
    )
