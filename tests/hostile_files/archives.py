"""Hostile zip files, and other things in an inbox besides reports."""

import io
import os
import socket
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.hostile_files.cases import SOUND_CSV, HostileCase, activities, files, lazily, workbook_bytes, zip_bytes
from tests.hostile_files.cases import zip_with_mode as special

_LARGE = 1_200_000_000


def archive_cases() -> Iterator[HostileCase]:
    """Give the cases of archives."""
    unsafe: dict[str, Any] = {"rules": ("unsafe_archive",)}
    sound: dict[str, Any] = {"accepted": 2}

    def pack(title: str, content: Callable[[], bytes] | bytes, **expected: Any) -> HostileCase:
        make = content if callable(content) else lambda: content
        return HostileCase(title, lazily("laporan.zip", make), **expected)

    inner = zip_bytes({"kegiatan.csv": SOUND_CSV})
    yield pack("zip, sound", inner, **sound)
    yield pack("zip in zip", zip_bytes({"a.zip": inner}), **sound)
    yield pack("zip in zip in zip", zip_bytes({"a.zip": zip_bytes({"b.zip": inner})}), **unsafe)
    yield pack("junk files inside", zip_bytes({"kegiatan.csv": SOUND_CSV, "__MACOSX/._kegiatan.csv": b"\0\5"}), **sound)
    for title, name in (
        ("..", "../kegiatan.csv"),
        ("/", "/etc/kegiatan.csv"),
        ("..\\", "..\\kegiatan.csv"),
        ("C:", "C:\\kegiatan.csv"),
    ):
        yield pack(f"a member outside, by {title}", zip_bytes({name: SOUND_CSV}), **unsafe)
    yield pack("a symbolic link", special("penerima.csv", b"/etc/passwd", stat.S_IFLNK), **unsafe)
    yield pack("a device", special("penerima.csv", b"", stat.S_IFCHR), **unsafe)
    yield pack("a name with a zero byte", _zero_byte(inner), **unsafe)
    yield pack("a member without a name", zip_bytes({"kegiatan.csv": SOUND_CSV, "": b"x"}), **unsafe)
    yield pack("ten thousand entries", lambda: zip_bytes({f"{n}.csv": b"" for n in range(10_000)}), **unsafe)
    yield pack("1,001 entries", lambda: zip_bytes({"kegiatan.csv": SOUND_CSV} | _folders(1000)), **unsafe)
    yield pack("1,000 entries", lambda: zip_bytes({"kegiatan.csv": SOUND_CSV} | _folders(999)), **sound)
    yield pack(
        "two members of one name", zip_bytes([("kegiatan.csv", SOUND_CSV), ("kegiatan.csv", SOUND_CSV)]), **unsafe
    )
    yield pack("a member of 1.2 GB", _bomb, **unsafe, expensive=True)
    yield pack("1,000 members that share their bytes", _overlapping, **unsafe)
    yield pack("a size that lies", _lying_size(inner), rules=("unreadable_file",))
    yield pack("password, zip", _encrypted(inner), rules=("password_protected",))
    yield pack("an unknown compression", _unknown_method(inner), rules=("unreadable_file",))
    yield pack("no entries", zip_bytes({}), rules=("no_known_sheet",))
    yield pack("zip cut off", inner[:-30], rules=("unreadable_file",))
    yield pack(
        "a broken and a sound member",
        zip_bytes({"a.xlsx": b"PK\x03\x04 x", "kegiatan.csv": SOUND_CSV}),
        accepted=2,
        rules=("unreadable_file",),
    )


def _folders(count: int) -> dict[str, bytes]:
    return {f"{number}/": b"" for number in range(count)}


def _zero_byte(archive: bytes) -> bytes:
    return archive.replace(b"kegiatan.csv", b"kegiatan.cs\0")


def _lying_size(archive: bytes) -> bytes:
    """Say that the member unpacks to ten bytes, in both places."""
    size = struct.pack("<I", len(SOUND_CSV))
    return archive.replace(size, struct.pack("<I", 10))


def _encrypted(archive: bytes) -> bytes:
    return _patched(archive, 6, 8, 1)


def _unknown_method(archive: bytes) -> bytes:
    return _patched(archive, 8, 10, 77)


def _patched(archive: bytes, local: int, central: int, value: int) -> bytes:
    content = bytearray(archive)
    for magic, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        struct.pack_into("<H", content, content.index(magic) + offset, value)
    return bytes(content)


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("kegiatan.csv", "w") as stream:
        for _ in range(_LARGE // 1_000_000):
            stream.write(b"a" * 1_000_000)
    return content.getvalue()


def _overlapping() -> bytes:
    """Let a thousand directory entries name one member of 2 MB, which was written once."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0000.csv", b"a" * 2_000_000)
        first = archive.infolist()[0]
        for number in range(1, 1000):
            again = zipfile.ZipInfo(f"{number:04d}.csv")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(again, name, getattr(first, name))
            archive.filelist.append(again)
    return content.getvalue()


def inbox_cases() -> Iterator[HostileCase]:
    """Give the cases of folders: special files, junk files and odd names."""
    sound: dict[str, Any] = {"accepted": 2}
    for title, name in (
        ("a line end", "lapor\nan.xlsx"),
        ("text turned right to left", "laporan\u202excslx.xlsx"),
        ("255 bytes", "l" * 250 + ".xlsx"),
        ("bytes that are no text", os.fsdecode(b"lapor\xff\xfean.xlsx")),
        ("a dash in front", "-rf laporan.xlsx"),
        ("a script", "<script>alert(1)<script>.xlsx"),
        ("a formula", "=HYPERLINK(1).xlsx"),
    ):
        yield HostileCase(f"a name with {title}", lazily(name, lambda: workbook_bytes(activities())), **sound)
    yield HostileCase("nothing at all", lambda _: None, status="missing")
    yield HostileCase("fifo, socket, links and folders beside", _special_files, **sound)
    yield HostileCase("a link to a good file alone", _link_alone, status="missing")
    yield HostileCase("lock files and junk files beside", _junk_file, **sound)
    yield HostileCase("files in sub-folders", files({"bidang/I/kegiatan.csv": SOUND_CSV}), **sound)
    yield HostileCase(
        "pdf, picture, rar and mail beside",
        files(
            {
                "kegiatan.csv": SOUND_CSV,
                "a.pdf": b"%PDF-1.4\n",
                "b.jpg": b"\xff\xd8\xff\xe0\0",
                "c.rar": b"Rar!\x1a\7\0",
                "d.gz": b"\x1f\x8b\x08\0",
                "e.txt": b"Terlampir laporan kami.",
            }
        ),
        accepted=2,
        rules=("unsupported_format",) * 5,
    )
    yield HostileCase(
        "a thousand small files",
        files({f"{n}/kegiatan.csv": SOUND_CSV.replace(b"K-0", b"K-%d-" % n) for n in range(1000)}),
        accepted=2000,
        expensive=True,
    )


def _special_files(folder: Path) -> None:
    (folder / "kegiatan.csv").write_bytes(SOUND_CSV)
    os.mkfifo(folder / "kegiatan 2.csv")
    (folder / "kegiatan 3.csv").symlink_to("/etc/passwd")
    (folder / "kegiatan 4.csv").symlink_to("kegiatan.csv")
    (folder / "kegiatan 5.csv").symlink_to("nowhere")
    (folder / "keluar").symlink_to("/etc")
    (folder / "melingkar").symlink_to(".")
    (folder / "kegiatan 6.csv").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket may have 107 bytes
        try:
            server.bind("kegiatan 7.csv")
        finally:
            os.chdir(here)


def _link_alone(folder: Path) -> None:
    kept = folder.parent.parent / f"{folder.parent.name}-elsewhere.csv"
    kept.write_bytes(SOUND_CSV)
    (folder / "kegiatan.csv").symlink_to(kept)


def _junk_file(folder: Path) -> None:
    names = (
        "~$laporan.xlsx",
        ".~lock.laporan.ods#",
        "Thumbs.db",
        ".DS_Store",
        "desktop.ini",
        "__MACOSX/._kegiatan.csv",
    )
    files({"kegiatan.csv": SOUND_CSV} | dict.fromkeys(names, b"\0\1litter"))(folder)
