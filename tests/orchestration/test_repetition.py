"""Re-running anything gives the same result: the same marts, the same finding ids."""

import shutil

import pytest

from tests.installation import Installation


def corrected_institution(city: Installation) -> str:
    """Give an institution with accepted receipts and activities in the last semester, the largest one."""
    rows = city.query(f"""
        select institution.institution_code
        from marts.fct_assistance as assistance
        inner join marts.dim_institution as institution using (institution_key)
        inner join marts.dim_semester as semester using (semester_key)
        where semester.semester = '{city.semesters[-1].key}'
        group by institution.institution_code order by count(*) desc, 1
    """)
    return str(rows[0][0])


@pytest.mark.slow
def test_a_correction_changes_the_marts_and_its_reversal_restores_them(small_city: Installation) -> None:
    semester = small_city.semesters[-1]
    code = corrected_institution(small_city)
    before = small_city.marts()
    inbox = small_city.inbox(code, semester)
    kept = inbox.with_name("kept")
    inbox.rename(kept)
    inbox.mkdir()
    (inbox / "kegiatan.csv").write_text(
        "kode_kegiatan;nama_kegiatan;strategi;kelompok_program;kode_wilayah;sumber_dana;anggaran;realisasi;"
        "satuan_sasaran;target;capaian;tanggal_mulai\n"
        f"K1;Pelatihan;2;2;35.74.01.1001;APBD_KOTA;1000000;900000;INDIVIDU;10;9;{semester.start.isoformat()}\n"
        f"K2;Pelatihan;2;2;35.74.01.1001;APBD_KOTA;banyak;900000;INDIVIDU;10;9;{semester.start.isoformat()}\n",
        encoding="utf-8",
    )
    small_city.run(semester, code)
    corrected = small_city.marts()
    assert corrected["fct_program_activity"] != before["fct_program_activity"]
    resolved = small_city.query("select count(*) from marts.fct_quality_finding where status = 'resolved'")
    assert resolved[0][0] > 0

    shutil.rmtree(inbox)
    kept.rename(inbox)
    small_city.run(semester, code)
    assert small_city.marts() == before


@pytest.mark.slow
def test_semesters_can_be_run_in_any_order(small_city: Installation) -> None:
    before = small_city.marts()
    shutil.rmtree(small_city.layout.root)
    for semester in reversed(small_city.semesters):
        small_city.run(semester)
    ids = {"fct_quality_finding", "fct_household_poverty", "fct_assistance", "agg_poverty_headcount"}
    after = small_city.marts()
    assert {table: after[table] for table in ids} == {table: before[table] for table in ids}
