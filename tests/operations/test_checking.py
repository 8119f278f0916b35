"""The check before sending: the findings of a run, nothing of a person on the terminal, and nothing left behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from expectations.catalogue import Rule, load_catalogue
from feedback.report import Annotation, SubmissionReport
from foundation.semester import Semester
from operations import checking
from operations.checking import (
    CheckedFiles,
    CheckFailedError,
    check_submission,
    junk_among,
    marked_workbook,
    names_of,
)
from operations.checking_text import lines_of, without_values
from operations.settings import Settings, load_institutions
from sources.institutions import Institution
from sources.readers.feedback_mark import is_as_written, marked_copies
from tests.installation import PROJECT_ROOT

SEMESTER = Semester(2023, 1)
NOW = datetime(2023, 7, 20, 3, 0, tzinfo=UTC)

KEGIATAN = """kode_kegiatan;nama_kegiatan;strategi;kelompok_program;kode_wilayah;sumber_dana;anggaran;realisasi;\
satuan_sasaran;target;capaian;tanggal_mulai
K1;Sembako;1;1;35.74.01.1001;APBD_KOTA;1.200.000.000;900.000.000;KELUARGA;10;10;2023-02-01
K2;Pelatihan;2;2;35.74.01.1001;APBD_KOTA;50.000.000;350.000;KELUARGA;10;10;2023-02-01
"""
PENERIMA = """kode_kegiatan;nik;nama;kode_wilayah;jenis_bantuan;nilai_bantuan;tanggal_terima
K1;3574015708800001;Siti Contoh;35.74.01.1001;Sembako;600000;2023-03-01
K1;357401BUDI99;Budi Rekaan;35.74.01.1001;Sembako;600000;2023-03-02
K9;3574015708800002;Tini Contoh;35.74.01.1001;Sembako;600000;2023-03-03
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder of temporary files, and nobody else's. Its path is short: a socket's can have 107 characters.

    `tmp_path` comes first, so that its own root does not lie in it.
    """
    get_temp_dir()  # multiprocessing keeps the folder that it is given first
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", institutions=PROJECT_ROOT / "sources" / "institutions.yml")


def institution(code: str) -> Institution:
    return load_institutions(PROJECT_ROOT / "sources" / "institutions.yml").institution(code)


def written(folder: Path, **contents: str) -> list[Path]:
    files = []
    for name, content in contents.items():
        files.append(folder / f"{name}.csv")
        files[-1].write_text(content, encoding="utf-8")
    return files


def check(files: list[Path], settings: Settings, code: str | None = None) -> CheckedFiles:
    known = institution(code) if code else None
    return check_submission(files, marked_workbook(files), SEMESTER, known, settings, NOW)


@dataclass(frozen=True)
class Done:
    """A check of two good-looking files, what they were before it, and what it has left of its temporary files."""

    files: list[Path]
    before: list[tuple[bytes, int]]
    checked: CheckedFiles
    left: list[Path]
    data_exists: bool


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """Check an activity list and a list of receipts, of which two are faulty, once for every test that only looks."""
    folder = tmp_path_factory.mktemp("desk")
    files = written(folder, kegiatan=KEGIATAN, penerima=PENERIMA)
    before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in files]
    settings = Settings(data=folder / "data", institutions=PROJECT_ROOT / "sources" / "institutions.yml")
    get_temp_dir()
    with tempfile.TemporaryDirectory() as temporary, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", temporary)
        checked = check(files, settings)
        return Done(files, before, checked, list(Path(temporary).glob("sektap-*")), settings.layout.root.exists())


def found(report: SubmissionReport) -> set[tuple[object, ...]]:
    return {(one.rule_code, one.source_file, one.source_row, one.source_column) for one in report.annotations}


def said(report: SubmissionReport) -> str:
    return "\n".join(lines_of(report))


def test_files_of_one_report_are_checked_together_and_nothing_is_kept(done: Done) -> None:
    assert found(done.checked.report) == {
        ("bad_nik", "penerima.csv", 3, "nik"),
        ("orphan_activity", "penerima.csv", 4, "kode_kegiatan"),
    }
    assert done.checked.unwritten is None
    assert done.left == []
    assert not done.data_exists
    assert sorted(path.name for path in done.files[0].parent.iterdir()) == [
        "kegiatan.csv",
        "kegiatan.diperiksa.xlsx",
        "penerima.csv",
    ]


def test_the_files_themselves_are_left_as_they_were(done: Done) -> None:
    assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in done.files] == done.before


def test_what_was_read_is_told_with_rows_and_rupiah(done: Done) -> None:
    text = said(done.checked.report)
    assert "Kegiatan: 2 baris, anggaran Rp1,25 miliar, realisasi Rp900,35 juta (kegiatan.csv" in text
    assert "Penerima: 3 baris (2 ditolak), nilai_bantuan Rp1,80 juta (penerima.csv" in text


def test_no_value_of_a_cell_is_told(done: Done) -> None:
    text = said(done.checked.report)
    assert "bad_nik" in text
    for value in ("357401BUDI99", "3574015708800002", "Budi", "Tini", "K9"):
        assert value not in text


def test_errors_come_before_warnings_each_with_place_and_remedy(tmp_path: Path, settings: Settings) -> None:
    files = written(tmp_path, kegiatan=KEGIATAN.replace("900.000.000", "1.900.000.000").replace("350.000", "enam"))
    text = said(check(files, settings).report)
    assert text.index("Harus diperbaiki: 1 temuan") < text.index("bad_number") < text.index("Perlu diperiksa: 1 temuan")
    assert text.index("Perlu diperiksa: 1 temuan") < text.index("overspent")
    assert re.search(r"Tempat: kegiatan.csv, lembar \w+, baris 3, kolom realisasi", text)
    assert load_catalogue()["overspent"].remedy_id in text


@pytest.mark.parametrize("rule", [rule for rule in load_catalogue().values() if rule.scope in ("cell", "row")])
@pytest.mark.parametrize(
    "value", ["Siti Contoh", "3574 (x): y. Pilihannya: Siti Contoh", "Siti Contoh)\n: Siti Contoh."]
)
def test_no_rule_tells_a_value(rule: Rule, value: str) -> None:
    for template in filter(None, (rule.message_id, rule.reading_message_id)):
        names = set(re.findall(r"\{(\w+)\}", template))
        texts = dict.fromkeys(names, value) | {"kolom": "nik", "batas": "1 sampai 10", "acuan": "baris 7"}
        one = Annotation(rule.code, rule.severity, "a.xlsx", "a", 5, "nik", template.format(**texts))
        message = without_values(one)
        assert "Siti" not in message
        assert "{" not in message
        for name in names & {"kolom", "batas", "acuan"}:
            assert texts[name] in message


def test_a_message_in_other_words_gives_way_to_the_title() -> None:
    one = Annotation("bad_nik", "error", "a.xlsx", "a", 5, "nik", "Siti Contoh")
    assert without_values(one) == load_catalogue()["bad_nik"].title_id


def test_rows_of_the_same_fault_stand_together_and_are_not_listed_without_end() -> None:
    report = SubmissionReport(checking.SubmissionFacts("2023S1", "", "", 0, NOW, is_late=False, status=""))
    rule = load_catalogue()["duplicate_row"]
    report.add(
        [
            Annotation(
                rule.code, "error", "a.csv", "a", row, None, rule.message_id.replace("{acuan}", f"baris {row - 1}")
            )
            for row in range(3, 40)
        ],
        100,
    )
    text = said(report)
    assert "37 temuan)" in text
    assert "sama persis dengan baris lain" in text
    assert "baris 3, 4," in text
    assert "dan 17 baris lain" in text


def test_faults_of_a_file_are_told_beside_good_ones(tmp_path: Path, settings: Settings) -> None:
    files = written(tmp_path, kegiatan=KEGIATAN, penerima=PENERIMA.replace(";nilai_bantuan", ";jumlah_kg"))
    broken = tmp_path / "rekap.xlsx"
    broken.write_bytes(b"no workbook at all")
    report = check([*files, broken], settings).report
    assert ("missing_column", "penerima.csv", None, "nilai_bantuan") in found(report)
    assert report.counts["file"] >= 2
    assert "rekap.xlsx" in said(report)
    assert "Kegiatan: 2 baris, " in said(report)


def test_whose_report_it_is_decides_what_is_welcome(tmp_path: Path, settings: Settings) -> None:
    keluarga = (
        "no_kk;nama_kepala;kode_wilayah;jumlah_anggota;status;tanggal_pendataan\n"
        "3574010101080001;Contoh;35.74.01.1001;4;miskin;2023-02-01\n"
    )
    files = written(tmp_path, keluarga=keluarga)
    assert not check(files, settings).report.counts["file"]
    assert not check(files, settings, "DINSOS").report.counts["file"]
    of_another = check(files, settings, "DINKES").report
    assert [one.rule_code for one in of_another.annotations if one.severity == "file"] == ["unexpected_dataset"]


def test_what_is_due_and_not_there_is_told_where_the_institution_is_known(tmp_path: Path, settings: Settings) -> None:
    files = written(tmp_path, kegiatan=KEGIATAN)
    report = check(files, settings, "DINKES").report
    assert ("missing_dataset", None, None, None) in found(report)
    assert "Tempat: lembar penerima" in said(report)
    assert not report.counts["file"] + report.counts["error"]
    assert found(check(files, settings).report) == set()


def test_the_workbook_says_what_it_is_and_marks_the_cells(tmp_path: Path, settings: Settings) -> None:
    files = written(tmp_path, kegiatan=KEGIATAN, penerima=PENERIMA)
    check(files, settings, "DINSOS")
    book = openpyxl.load_workbook(marked_workbook(files))
    summary = {row[0].value: row[1].value for row in book["Ringkasan"].iter_rows() if row[0].value}
    assert "Dinas Sosial" in summary["Lembaga"]
    assert summary["Pemeriksaan"].startswith("sebelum dikirim, 20 Juli 2023")
    assert not summary.keys() & {"Kiriman", "Status"}
    assert "anggaran Rp1,25 miliar, realisasi Rp900,35 juta" in [
        cell.value for row in book["Ringkasan"].iter_rows() for cell in row
    ]
    assert any(cell.comment for row in book["penerima"].iter_rows() for cell in row)
    assert marked_workbook(files).stat().st_mode & 0o077 == 0


def test_of_nobody_the_workbook_names_no_institution(tmp_path: Path, settings: Settings) -> None:
    files = written(tmp_path, kegiatan=KEGIATAN)
    check(files, settings)
    texts = [
        cell.value for row in openpyxl.load_workbook(marked_workbook(files))["Ringkasan"].iter_rows() for cell in row
    ]
    assert "Lembaga" not in texts
    assert not any("TANPA-LEMBAGA" in str(text) for text in texts)


def test_a_workbook_that_somebody_has_saved_is_not_ours_any_more(tmp_path: Path, done: Done) -> None:
    marked = Path(shutil.copy2(marked_workbook(done.files), tmp_path))
    assert is_as_written(marked)
    assert marked_copies({path.name: path for path in [*done.files, marked]}) == {marked.name}
    without_times = tmp_path / "without_times.xlsx"
    with zipfile.ZipFile(marked) as package, zipfile.ZipFile(without_times, "w") as copy:
        for name in package.namelist():
            if name != "docProps/core.xml":
                copy.writestr(name, package.read(name))
    assert not is_as_written(without_times)
    openpyxl.load_workbook(marked).save(marked)
    assert not is_as_written(marked)
    assert not is_as_written(done.files[0])


def test_an_error_leaves_nothing_and_tells_no_value(
    tmp_path: Path, settings: Settings, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("3574015708800001")

    monkeypatch.setattr(checking, "check_files", fail)
    with pytest.raises(CheckFailedError) as raised:
        check(written(tmp_path, kegiatan=KEGIATAN), settings)
    assert "3574" not in str(raised.value)
    assert list(temporary.iterdir()) == []
    assert not marked_workbook([tmp_path / "kegiatan.csv"]).exists()


def test_a_workbook_that_can_not_be_written_takes_no_finding_away(tmp_path: Path, settings: Settings) -> None:
    # Its own name is just short enough, that of the marked workbook is not.
    long_name = tmp_path / f"{'kegiatan ' * 27}.csv"
    long_name.write_text(KEGIATAN.replace("350.000", "enam"), encoding="utf-8")
    checked = check([long_name], settings)
    assert checked.unwritten
    assert checked.report.counts["error"] == 1


#: The command line, of which the check says when it has read the files, and then does nothing.
_CHECK_THAT_WAITS = """
import signal
from operations import checking
from orchestration.cli import app

def wait(*_, **__):
    print("validating", flush=True)
    while True:
        signal.pause()

checking.check_dataset = wait
app()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_check_that_is_ended_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    (file,) = written(tmp_path, kegiatan=KEGIATAN)
    with tempfile.TemporaryDirectory() as own:  # Its path must be short, and that of the test is not.
        end_a_check(Path(own), file, number, tmp_path / "data")
    assert not (tmp_path / "data").exists()


def end_a_check(temporary: Path, file: str, number: signal.Signals, data: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(temporary), "SEKTAP_DATA": str(data)}
    with subprocess.Popen(
        [sys.executable, "-c", _CHECK_THAT_WAITS, "check", file, "--semester", "2023S1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "validating\n"
        assert list(temporary.glob("sektap-check-*/private/*"))
        process.send_signal(number)
    assert process.returncode != 0
    assert list(temporary.iterdir()) == []


def test_files_of_two_folders_keep_names_of_their_own(tmp_path: Path) -> None:
    assert names_of([tmp_path / "a.csv"]) == ["a.csv"]
    assert names_of([tmp_path / "x" / "a.csv", tmp_path / "y" / "a.csv"]) == ["x/a.csv", "y/a.csv"]
    assert junk_among([tmp_path / "~$laporan.xlsx"]) == ["~$laporan.xlsx"]
    assert junk_among([tmp_path / "laporan.xlsx"]) == []
