"""`sektap check` and `sektap template --institution` as a sender calls them, in processes of their own."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest

from expectations.catalogue import load_catalogue
from foundation.semester import CITY_TIME_ZONE, Semester
from operations.template import make_template
from tests.installation import SEKTAP
from tests.template_filling import fill_in

KEGIATAN = """kode_kegiatan,nama_kegiatan,strategi,kelompok_program,kode_wilayah,sumber_dana,anggaran,realisasi,\
satuan_sasaran,target,capaian,tanggal_mulai
K1,Sembako,1,1,35.74.01.1001,APBD_KOTA,1200000000,900000000,KELUARGA,10,10,2023-02-01
"""
PENERIMA = """kode_kegiatan,nama,kode_wilayah,jenis_bantuan,nilai_bantuan,tanggal_terima,nik
K1,Contoh,35.74.01.1001,Sembako,600000,2023-03-01,3574015708800001
"""


@dataclass(frozen=True)
class Desk:
    """A sender's folder, beside those of temporary files and of data that must stay empty."""

    folder: Path
    temporary: Path

    @property
    def data(self) -> Path:
        return self.folder.parent / "data"

    def sektap(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "SEKTAP_DATA": str(self.data), "TMPDIR": str(self.temporary), "COLUMNS": "200"}
        environment.pop("SEKTAP_INSTITUTIONS", None)
        completed = subprocess.run(
            [SEKTAP, *arguments], env=environment, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in completed.stderr
        assert list(self.temporary.iterdir()) == []
        assert not self.data.exists()
        return completed

    def check(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.sektap("check", *arguments, "--semester", "2023S1")

    def write(self, name: str, content: str) -> str:
        (self.folder / name).write_text(content, encoding="utf-8")
        return name

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk. Its temporary folder has a short path: a socket's can have 107 characters."""
    with TemporaryDirectory() as temporary:
        desk = Desk(tmp_path / "desk", Path(temporary))
        desk.folder.mkdir()
        yield desk


@pytest.mark.slow
def test_a_good_workbook_exits_with_0_and_is_marked_beside_the_file(desk: Desk) -> None:
    make_template(desk.folder / "blank.xlsx")
    fill_in(desk.folder / "blank.xlsx", desk.folder / "laporan.xlsx", rows=20)
    completed = desk.check("laporan.xlsx", "--institution", "DINSOS")
    assert completed.returncode == 0
    assert "Kegiatan: 20 baris, anggaran Rp3,00 miliar, realisasi Rp2,40 miliar" in completed.stdout
    assert "Dinas Sosial" in completed.stdout
    assert completed.stdout.count("tidak ada") == 2
    assert "dari lembaga lain, belum diperiksa" in completed.stdout
    assert desk.names == ["blank.xlsx", "laporan.diperiksa.xlsx", "laporan.xlsx"]


@pytest.mark.slow
def test_row_faults_exit_with_1(desk: Desk) -> None:
    desk.write("kegiatan.csv", KEGIATAN.replace("1200000000", "seratus"))
    completed = desk.check("kegiatan.csv")
    assert completed.returncode == 1
    assert "Kolom anggaran harus berisi angka." in completed.stdout
    assert "baris 2" in completed.stdout
    assert load_catalogue()["bad_number"].remedy_id in completed.stdout
    assert "seratus" not in completed.stdout + completed.stderr
    # What SEKTAP has written itself it writes again.
    assert desk.check("kegiatan.csv").returncode == 1


def test_faults_of_a_file_exit_with_1(desk: Desk) -> None:
    (desk.folder / "laporan.xlsx").write_bytes(b"\x89PNG no workbook")
    completed = desk.check("laporan.xlsx")
    assert completed.returncode == 1
    assert "tidak ada tabel yang dikenal" in completed.stdout
    assert desk.names == ["laporan.diperiksa.xlsx", "laporan.xlsx"]


@pytest.mark.slow
def test_warnings_alone_exit_with_0(desk: Desk) -> None:
    desk.write("kegiatan.csv", KEGIATAN.replace("900000000", "1300000000"))
    completed = desk.check("kegiatan.csv")
    assert completed.returncode == 0
    assert "overspent" in completed.stdout


@pytest.mark.slow
def test_two_files_are_one_submission(desk: Desk) -> None:
    names = desk.write("kegiatan.csv", KEGIATAN), desk.write("penerima.csv", PENERIMA)
    assert desk.check(*names).returncode == 0
    alone = desk.check("penerima.csv")
    assert alone.returncode == 1
    assert "orphan_activity" in alone.stdout
    assert "3574015708800001" not in alone.stdout


@pytest.mark.slow
def test_without_a_semester_it_is_the_one_whose_reports_are_due(desk: Desk) -> None:
    desk.write("kegiatan.csv", KEGIATAN)
    due = Semester.last_ended(datetime.now(CITY_TIME_ZONE).date())
    assert f"Semester: {due}, yang laporannya ditunggu sekarang" in desk.sektap("check", "kegiatan.csv").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.csv",), "tidak ada"),
        ((".",), "folder"),
        (("/dev/null",), "bukan berkas biasa"),
        (("kegiatan.csv", "--institution", "DINSOSS"), "DINSOS"),
        (("kegiatan.csv", "--semester", "2023S3"), "2023S1"),
        (("kegiatan.csv", "--semester", "2999S1"), "belum mulai"),
        (("~$kegiatan.csv",), "sementara"),
        (("occupied.csv",), "--force"),
    ],
)
def test_wrong_usage_exits_with_2_and_writes_nothing(desk: Desk, arguments: tuple[str, ...], said: str) -> None:
    for name in ("kegiatan.csv", "~$kegiatan.csv", "occupied.csv", "occupied.diperiksa.xlsx"):
        desk.write(name, KEGIATAN)
    before = desk.names
    completed = desk.sektap("check", *arguments)
    assert completed.returncode == 2
    assert said in completed.stderr
    assert desk.names == before
    assert (desk.folder / "occupied.diperiksa.xlsx").read_text(encoding="utf-8") == KEGIATAN


@pytest.mark.slow
def test_with_force_another_file_gives_way(desk: Desk) -> None:
    desk.write("kegiatan.csv", KEGIATAN)
    desk.write("kegiatan.diperiksa.xlsx", "mine")
    assert desk.check("kegiatan.csv", "--force").returncode == 0
    assert "Ringkasan" in openpyxl.load_workbook(desk.folder / "kegiatan.diperiksa.xlsx").sheetnames


@pytest.mark.slow
def test_a_workbook_that_can_not_be_written_is_reported_beside_the_findings(desk: Desk) -> None:
    desk.write(f"{'kegiatan ' * 27}.csv", KEGIATAN.replace("1200000000", "seratus"))
    completed = desk.check(*desk.names)
    assert completed.returncode == 2
    assert "bad_number" in completed.stdout
    assert "tidak dapat ditulis" in completed.stderr


def test_the_blank_workbook_of_an_institution_has_just_what_is_due(desk: Desk) -> None:
    completed = desk.sektap("template", "--institution", "DINKES", "--semester", "2023S1")
    assert completed.returncode == 0, completed.stderr
    assert desk.names == ["templat_DINKES_2023S1.xlsx"]
    book: Any = openpyxl.load_workbook(desk.folder / desk.names[0])
    assert book.sheetnames == ["Petunjuk", "kegiatan", "penerima", "Daftar"]
    guide = [cell.value for row in book["Petunjuk"].iter_rows() for cell in row if cell.value]
    assert any("DINKES" in text and "Semester I tahun 2023" in text for text in guide)
    assert not any("Lembar keluarga" in text for text in guide)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("OUT.xlsx", "--institution", "DINSOSS"), "DINSOS"),
        (("OUT.xlsx", "--institution", "DINKES", "--semester", "2020S1"), "nothing is due"),
        (("OUT.xlsx", "--institution", "SEKTAP", "--semester", "2023S1"), "SEKTAP"),
        (("OUT.xlsx", "--semester", "2023S1"), "--institution"),
        ((), "OUT.xlsx"),
    ],
)
def test_a_blank_workbook_of_nothing_is_refused(desk: Desk, arguments: tuple[str, ...], said: str) -> None:
    completed = desk.sektap("template", *arguments)
    assert completed.returncode == 2
    assert said in completed.stderr
    assert desk.names == []
