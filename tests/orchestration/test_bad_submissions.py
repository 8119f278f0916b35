"""One bad institution never fails the run: it is named, and the others are published."""

import json
import shutil

import openpyxl
import pytest

from tests.installation import Installation


def statuses(city: Installation, semester: str) -> dict[str, str]:
    rows = city.query(f"""
        select institution.institution_code, submission.status
        from marts.fct_submission as submission
        inner join marts.dim_institution as institution using (institution_key)
        inner join marts.dim_semester as semester using (semester_key)
        where semester.semester = '{semester}'
    """)
    return dict(rows)


def file_rules(city: Installation, code: str, semester: str) -> set[str]:
    rows = city.query(f"""
        select finding.rule_code
        from marts.fct_quality_finding as finding
        inner join marts.dim_semester as semester using (semester_key)
        where finding.institution_code = '{code}' and semester.semester = '{semester}' and severity = 'file'
            and finding.status <> 'resolved'
    """)
    return {row[0] for row in rows}


@pytest.mark.slow
def test_a_corrupt_a_missing_and_a_wrong_semester_submission_are_named(small_city: Installation) -> None:
    earlier, semester = small_city.semesters
    accepted = [code for code, status in sorted(statuses(small_city, semester.key).items()) if "accepted" in status]
    corrupt, missing, misplaced = [code for code in accepted if code not in ("DINSOS", "SEKTAP")][:3]
    others = statuses(small_city, semester.key)
    shutil.rmtree(small_city.inbox(corrupt, semester))
    small_city.inbox(corrupt, semester).mkdir()
    (small_city.inbox(corrupt, semester) / "laporan.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    shutil.rmtree(small_city.inbox(missing, semester))
    shutil.rmtree(small_city.inbox(misplaced, semester))
    small_city.inbox(misplaced, semester).mkdir()
    (small_city.inbox(misplaced, semester) / "kegiatan.csv").write_text(
        f"Laporan Semester {'I' if earlier.half == 1 else 'II'} Tahun {earlier.year}\n"
        "kode_kegiatan;nama_kegiatan;strategi;kelompok_program;kode_wilayah;sumber_dana;anggaran;realisasi;"
        "satuan_sasaran;target;capaian;tanggal_mulai\n"
        f"K1;Pelatihan;2;2;35.74.01.1001;APBD_KOTA;1000000;900000;INDIVIDU;10;9;{earlier.start.isoformat()}\n",
        encoding="utf-8",
    )

    printed = small_city.run(semester)

    after = statuses(small_city, semester.key)
    assert after[corrupt] == "rejected"
    assert after[missing] == "missing"
    assert after[misplaced] == "rejected"
    unchanged = others.keys() - {corrupt, missing, misplaced}
    assert {code: after[code] for code in unchanged} == {code: others[code] for code in unchanged}
    assert file_rules(small_city, corrupt, semester.key) == {"unreadable_file"}
    assert file_rules(small_city, misplaced, semester.key) == {"wrong_semester"}
    assert f"{corrupt} (unreadable_file)" in printed
    (silenced,) = (line for line in printed.splitlines() if "kotak masuknya sekarang kosong" in line)
    assert f"tidak dihitung lagi: {missing} (v1);" in silenced
    assert f"{misplaced} (wrong_semester)" in printed
    assert missing in next(line for line in printed.splitlines() if line.startswith("- belum melapor"))


@pytest.mark.slow
def test_what_nobody_reads_and_who_had_nothing_to_report_is_distinguished(small_city: Installation) -> None:
    semester = small_city.semesters[-1]
    accepted = [code for code, status in sorted(statuses(small_city, semester.key).items()) if "accepted" in status]
    misplaced, empty = [code for code in accepted if code not in ("DINSOS", "SEKTAP")][:2]
    inbox = small_city.inbox(misplaced, semester)
    shutil.copytree(inbox, inbox.parent / f"{semester.year} S{semester.half}")
    shutil.rmtree(small_city.inbox(empty, semester))
    small_city.inbox(empty, semester).mkdir()
    (small_city.inbox(empty, semester) / "kegiatan.csv").write_text("kode_kegiatan;nama_kegiatan\n", encoding="utf-8")
    small_city.inbox("SEKTAP", semester).mkdir(parents=True, exist_ok=True)
    (small_city.inbox("SEKTAP", semester) / "keputusan.csv").write_text(
        "finding_id;keputusan;alasan;petugas;tanggal\n", encoding="utf-8"
    )
    (expected,) = small_city.query(f"""
        select count(*) from marts.fct_submission inner join marts.dim_semester using (semester_key)
        where semester = '{semester.key}' and is_expected
    """)

    lines = small_city.run(semester).splitlines()

    summary = dict(line.removeprefix("- ").split(": ", 1) for line in lines if line.startswith("- ") and ": " in line)
    by_status = (
        "diterima lengkap",
        "diterima, sebagian baris atau berkas ditolak",
        "ditolak seluruhnya",
        "belum melapor",
    )
    counts = [int(summary[status].split()[0]) for status in by_status if status in summary]
    assert sum(counts) == expected[0]
    assert summary["berkas atau folder di luar folder semester, tidak dibaca"] == f"{misplaced} (1)"
    assert f"{empty} (missing_column" in summary["ditolak seluruhnya"]
    assert "SEKTAP" not in summary.get("terlambat", "")
    assert not any("SEKTAP" in line for line in lines if line.startswith("- melapor tanpa diwajibkan"))
    (reported_semester,) = json.loads(small_city.sektap("status", semester.key, "--json").stdout)["semesters"]
    one = {institution["code"]: institution for institution in reported_semester["institutions"]}
    assert (one[misplaced]["unread_entries"], one["SEKTAP"]["is_late"]) == (1, False)


@pytest.mark.slow
def test_a_channel_out_of_reach_leaves_the_archived_submissions_in_force(small_city: Installation) -> None:
    semester = small_city.semesters[-1]
    before = statuses(small_city, semester.key)
    (small_city.city / "inbox").rename(small_city.city / "elsewhere")
    published = small_city.layout.published_database.stat().st_ino
    refused = small_city.sektap("run", semester.key, check=False)
    assert refused.returncode == 1
    assert "the inbox is not there, and the last publication stands" in refused.stderr
    assert small_city.layout.published_database.stat().st_ino == published
    printed = small_city.run(semester, allow_unreachable=True)
    after = statuses(small_city, semester.key)
    reported = {code for code, status in before.items() if status != "missing"}
    assert {code: after[code] for code in reported} == {code: before[code] for code in reported}
    assert {after[code] for code in before.keys() - reported} == {"unreachable"}
    lost = next(line for line in printed.splitlines() if "laporan sebelumnya tetap dihitung" in line)
    assert lost.endswith(", ".join(sorted(reported)))
    (reported_semester,) = json.loads(small_city.sektap("status", semester.key, "--json").stdout)["semesters"]
    assert {one["code"] for one in reported_semester["institutions"] if one["is_out_of_reach"]} == after.keys()


@pytest.mark.slow
def test_a_data_set_that_nobody_gave_is_told_in_summary_status_and_feedback(small_city: Installation) -> None:
    semester = small_city.semesters[-1]
    assert small_city.query("select * from marts.fct_quality_finding where rule_code = 'missing_dataset'") == []
    code = next(code for code, status in sorted(statuses(small_city, semester.key).items()) if "accepted" in status)
    shutil.rmtree(small_city.inbox(code, semester))
    small_city.inbox(code, semester).mkdir()
    (small_city.inbox(code, semester) / "kegiatan.csv").write_text(
        "kode_kegiatan;nama_kegiatan;strategi;kelompok_program;kode_wilayah;sumber_dana;anggaran;realisasi;"
        "satuan_sasaran;target;capaian;tanggal_mulai\n"
        f"K1;Pelatihan;2;2;35.74.01.1001;APBD_KOTA;1000000;900000;INDIVIDU;10;9;{semester.start.isoformat()}\n",
        encoding="utf-8",
    )

    printed = small_city.run(semester, code)

    assert f"- melapor tanpa data yang wajib dilaporkan: 1 lembaga: {code} (penerima)" in printed.splitlines()
    assert statuses(small_city, semester.key)[code] == "accepted"
    (reported_semester,) = json.loads(small_city.sektap("status", semester.key, "--json").stdout)["semesters"]
    assert {
        one["code"]: one["missing_datasets"] for one in reported_semester["institutions"] if one["missing_datasets"]
    } == {code: ["penerima"]}
    assert f"{code} (penerima)" in small_city.sektap("status", semester.key).stdout
    workbook = openpyxl.load_workbook(small_city.layout.feedback(semester.key, code), read_only=True)
    findings = [[str(cell) for cell in row] for row in workbook["Temuan"].iter_rows(values_only=True)]
    (reported,) = (row for row in findings if row[-1] == "missing_dataset")
    assert reported[1:5] == ["penerima", "laporan", "", "peringatan"]
