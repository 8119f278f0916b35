"""The material of hostile and untidy files: sound rows of activities, and writers for every kind of container."""

import io
import stat
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

#: Fills the folder in which an institution hands in.
Build = Callable[[Path], None]
Rows = Sequence[Sequence[Any]]

#: Files that can not be made without the programme that people use.
KEPT_FILES = Path(__file__).parent / "files"

HEADER = (
    *("kode_kegiatan", "nama_kegiatan", "strategi", "kelompok_program", "kode_wilayah", "sumber_dana", "anggaran"),
    *("realisasi", "satuan_sasaran", "target", "capaian", "tanggal_mulai", "tanggal_selesai", "keterangan"),
)
AMOUNT_COLUMN = HEADER.index("anggaran")


@dataclass(frozen=True)
class HostileCase:
    """A folder of files, and the expected result.

    `accepted` is the number of rows of activities that must be accepted, `rules` the codes of all findings in order.
    `expensive` cases take seconds or hundreds of megabytes and are left to the slow tests.
    """

    title: str
    build: Build
    accepted: int = 0
    rules: tuple[str, ...] = ()
    expensive: bool = False
    status: str | None = None

    @property
    def expected_status(self) -> str:
        """The status of `fct_submission` that follows, unless the case names one."""
        if self.status:
            return self.status
        if not self.accepted:
            return "rejected"
        return "accepted_with_rejects" if self.rules else "accepted"


def activity(number: int = 1, **changes: Any) -> list[Any]:
    """Give a sound row of `kegiatan`, unique by its number."""
    row = {
        "kode_kegiatan": f"K-{number:02d}",
        "nama_kegiatan": "Sembako",
        "strategi": "1",
        "kelompok_program": "1",
        "kode_wilayah": "35.74.01.1001",
        "sumber_dana": "APBD_KOTA",
        "anggaran": 1_000_000,
        "realisasi": 900_000,
        "satuan_sasaran": "KELUARGA",
        "target": 10,
        "capaian": 9,
        "tanggal_mulai": "2023-02-01",
        "tanggal_selesai": "2023-05-01",
        "keterangan": "",
    }
    return list((row | changes).values())


def activities(count: int = 2) -> list[list[Any]]:
    """Give a header and so many sound rows."""
    return [list(HEADER), *(activity(number) for number in range(1, count + 1))]


def workbook_bytes(rows: Rows, sheet: str = "Kegiatan", change: Callable[[Any, Any], None] | None = None) -> bytes:
    """Write an xlsx of one sheet; `change` is given workbook and sheet before it is closed."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        # The time of creation is fixed, so that a mutated file has the same bytes every day.
        workbook.set_properties({"created": datetime(2023, 7, 1, tzinfo=UTC)})
        worksheet = workbook.add_worksheet(sheet)
        for number, cells in enumerate(rows):
            worksheet.write_row(number, 0, cells)
        if change:
            change(workbook, worksheet)
    return content.getvalue()


def csv_text(rows: Rows, delimiter: str = ";", end: str = "\n") -> str:
    """Write rows as delimited text without quotes."""
    return end.join(delimiter.join(str(cell) for cell in cells) for cells in rows) + end


SOUND_CSV = csv_text(activities()).encode()


def zip_bytes(members: Mapping[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """Pack members, in order; names may repeat where they are given as pairs."""
    content = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with warnings.catch_warnings(), zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.filterwarnings("ignore", "Duplicate name")
        for name, data in pairs:
            # `writestr` can not write a member without a name.
            with archive.open(name or zipfile.ZipInfo(""), "w") as member:
                member.write(data)
    return content.getvalue()


def zip_with_mode(name: str, content: bytes, mode: int) -> bytes:
    """Pack one member of a unix file type (link, device), beside a sound file."""
    special = zipfile.ZipInfo(name)
    special.create_system = 3
    special.external_attr = (mode | stat.S_IRUSR) << 16
    return zip_bytes([("kegiatan.csv", SOUND_CSV), (special, content)])


def repacked(package: bytes, change: Mapping[str, Callable[[bytes], bytes] | bytes | None]) -> bytes:
    """Repack a workbook with parts changed, added (given as bytes) or left out (null)."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, how in change.items():
        if how is None:
            del parts[name]
        elif isinstance(how, bytes):
            parts[name] = how
        else:
            changed = how(parts[name])
            assert changed != parts[name], f"nothing has changed in {name}"
            parts[name] = changed
    return zip_bytes(parts)


def files(contents: Mapping[str, bytes]) -> Build:
    """Make the builder of files of these names and bytes."""

    def build(folder: Path) -> None:
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    return build


def lazily(name: str, content: Callable[[], bytes]) -> Build:
    """Make the builder of one file whose bytes are made when it is built: for what takes memory or time."""

    def build(folder: Path) -> None:
        (folder / name).write_bytes(content())

    return build
