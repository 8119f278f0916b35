"""Each limit of reading, at its edge and one beyond it."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from sources.reading.submissions import ReadingLimits
from tests.hostile_files.cases import zip_bytes
from tests.sources.readers.submissions import PENERIMA, PENERIMA_HEADER, PENERIMA_ROWS, receive, write_csv, write_xlsx

CSV = "\r\n".join(",".join(cells) for cells in PENERIMA).encode()
#: How much of two rows a reader may lay out: the header too.
CELLS = len(PENERIMA) * len(PENERIMA_HEADER)


def write_ods(path: Path) -> Path:
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        + "</table:table-row>"
        for cells in PENERIMA
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f'<office:d {spaces}><table:table table:name="penerima">{rows}</table:table></office:d>'
    members = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()}
    path.write_bytes(zip_bytes(members))
    return path


def nested(depth: int) -> bytes:
    content = CSV
    name = "penerima.csv"
    for level in range(depth):
        content, name = zip_bytes({name: content}), f"{level}.zip"
    return content


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def build(limit: str, folder: Path) -> tuple[Path, int, str]:
    """Give a file, the value of the limit that it just keeps, and the rule that one less breaks."""
    match limit:
        case "workbook_bytes":
            path = write_xlsx(folder / "a.xlsx", {"Penerima": PENERIMA})
            return path, path.stat().st_size, "file_too_large"
        case "unpacked_bytes":
            return write(folder / "a.zip", zip_bytes({"penerima.csv": CSV})), len(CSV), "unsafe_archive"
        case "archive_members":
            members = {"penerima.csv": CSV, "a/": b"", "b/": b""}
            return write(folder / "a.zip", zip_bytes(members)), len(members), "unsafe_archive"
        case "archive_depth":
            return write(folder / "a.zip", nested(3)), 3, "unsafe_archive"
        case "sheet_columns":
            return write_csv(folder / "penerima.csv", PENERIMA), len(PENERIMA_HEADER), "file_too_large"
        case "sheet_cells":
            return write_ods(folder / "a.ods"), CELLS, "unsafe_archive"
        case "text_bytes":
            return write(folder / "penerima.csv", CSV), len(CSV), "file_too_large"
        case "record_bytes":
            records: list[dict[str, Any]] = [dict(zip(PENERIMA_HEADER, cells, strict=True)) for cells in PENERIMA_ROWS]
            content = json.dumps(records).encode()
            return (
                write(folder / "penerima.json", content),
                max(len(json.dumps(it)) for it in records),
                "file_too_large",
            )
        case _:
            raise AssertionError(f"no test of {limit}")


#: The limits of a reading process stand in `test_isolation.py`: the kernel keeps them.
OF_FILES = [field.name for field in fields(ReadingLimits) if not field.name.startswith("file_")]


@pytest.mark.parametrize("limit", OF_FILES)
def test_a_limit_at_its_edge_and_beyond(limit: str, tmp_path: Path) -> None:
    path, value, rule = build(limit, tmp_path)
    at_the_edge = receive(path, limits=replace(ReadingLimits(), **{limit: value}))
    assert (at_the_edge.faults, len(at_the_edge.rows("penerima"))) == ([], 2)
    beyond = receive(path, limits=replace(ReadingLimits(), **{limit: value - 1}))
    assert [fault[0] for fault in beyond.faults] == [rule]


def test_a_record_of_csv_that_is_one_byte_too_long(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "penerima.csv", PENERIMA)
    longest = max(len("\0".join(cells)) for cells in PENERIMA)
    assert receive(path, limits=ReadingLimits(record_bytes=longest)).faults == []
    faults = receive(path, limits=ReadingLimits(record_bytes=longest - 1)).faults
    assert [fault[0] for fault in faults] == ["file_too_large"]


def test_a_line_longer_than_memory_is_read_no_further_than_it_may(tmp_path: Path) -> None:
    path = write(tmp_path / "penerima.csv", CSV + b"\r\n" + b"x" * 3_000_000)
    received = receive(path)
    assert [fault[0] for fault in received.faults] == ["file_too_large"]
    assert received.counted == {("penerima.csv", "penerima"): 2}


def test_the_time_for_a_file_grows_with_it() -> None:
    limits = ReadingLimits(file_seconds=60, file_seconds_per_megabyte=2)
    assert limits.seconds_for(0) == 60
    assert limits.seconds_for(50_000_000) == 160
