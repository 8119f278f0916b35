"""Copies and cannot_links inside one submission."""

from datetime import date
from decimal import Decimal

from foundation.data_layout import DataLayout
from tests.expectations.submissions import Submission, check, findings, part, reported


def receipts(folder, *rows: dict[str, object]) -> DataLayout:
    layout = DataLayout(folder)
    Submission(layout).sheet("kegiatan", [{}]).sheet("penerima", rows).write()
    check(layout, "kegiatan")
    check(layout, "penerima")
    return layout


def key_faults(layout: DataLayout, dataset: str = "penerima") -> list[tuple[str, int]]:
    return [(rule, row) for rule, row, column in reported(layout, dataset) if column is None]


def test_later_copies_are_rejected_and_the_first_stays(tmp_path):
    layout = receipts(tmp_path, {}, {}, {"nama": "Orang Lain", "nik": "3574015708800002"}, {})
    assert key_faults(layout) == [("duplicate_row", 3), ("duplicate_row", 5)]
    assert [row["source_row"] for row in part(layout, "penerima")] == [2, 4]


def test_a_copy_names_the_row_that_it_repeats(tmp_path):
    layout = receipts(tmp_path, {}, {})
    assert findings(layout, "penerima")[0]["message_id"] == "Baris ini sama persis dengan baris 2 lembar penerima."


def test_equal_keys_with_other_values_reject_all_of_them(tmp_path):
    layout = receipts(tmp_path, {}, {"nilai_bantuan": Decimal(1)}, {}, {"tanggal_terima": date(2023, 3, 16)})
    assert key_faults(layout) == [("conflicting_key", 2), ("conflicting_key", 3), ("duplicate_row", 4)]
    assert [row["source_row"] for row in part(layout, "penerima")] == [5]
    assert findings(layout, "penerima")[0]["message_id"] == (
        "Baris ini dan baris 3 lembar penerima sama pada kolom kode_kegiatan, nik (atau nama + tanggal_lahir), "
        "jenis_bantuan, tanggal_terima, tetapi berbeda pada kolom lain."
    )


def test_any_column_makes_a_row_another_one(tmp_path):
    layout = receipts(tmp_path, {"alamat": "Jl. A"}, {"alamat": "Jl. B"})
    assert key_faults(layout) == [("conflicting_key", 2), ("conflicting_key", 3)]


def test_rows_that_could_not_be_read_are_copies_only_where_the_same_was_written(tmp_path):
    unread = {"nilai_bantuan": None, "nilai_bantuan__fault": "bad_number"}
    layout = receipts(
        tmp_path,
        {**unread, "nilai_bantuan__raw": "lima"},
        {**unread, "nilai_bantuan__raw": "lima"},
        {**unread, "nilai_bantuan__raw": "enam"},
    )
    assert key_faults(layout) == [("conflicting_key", 2), ("duplicate_row", 3), ("conflicting_key", 4)]


def test_name_and_birth_date_stand_in_for_an_empty_nik(tmp_path):
    layout = receipts(
        tmp_path,
        {"nik": None},
        {"nik": None, "nilai_bantuan": Decimal(1)},
        {"nik": None, "nama": "Orang Lain"},
        {"nik": None, "tanggal_lahir": date(1990, 1, 1)},
        {},
    )
    assert key_faults(layout) == [("conflicting_key", 2), ("conflicting_key", 3)]


def test_an_incomplete_key_contradicts_nothing_but_can_be_copied(tmp_path):
    unknown = {"nik": None, "tanggal_lahir": None}
    layout = receipts(tmp_path, unknown, {**unknown, "nilai_bantuan": Decimal(1)}, unknown)
    assert key_faults(layout) == [("duplicate_row", 4)]


def test_nothing_stands_in_for_a_nik_that_could_not_be_read(tmp_path):
    unread = {"nik": None, "nik__fault": "nik_precision_lost", "nik__raw": "3574015708800000"}
    layout = receipts(tmp_path, unread, {**unread, "nilai_bantuan": Decimal(1)}, {"nik": None})
    assert key_faults(layout) == []


def test_a_submission_is_one_over_all_its_files_and_sheets_and_no_further(tmp_path):
    layout = DataLayout(tmp_path)
    first = Submission(layout, "A").sheet("keluarga", [{}], file="z.xlsx").sheet("keluarga", [{}], file="a.xlsx")
    first.sheet("keluarga", [{}], file="a.xlsx", sheet="keluarga (2)").write()
    Submission(layout, "B").sheet("keluarga", [{}]).write()
    check(layout, "keluarga", ["A", "B"])
    rejected = [(row["source_file"], row["source_sheet"]) for row in findings(layout, "keluarga", "A")]
    assert rejected == [("a.xlsx", "keluarga (2)"), ("z.xlsx", "keluarga")]
    assert findings(layout, "keluarga", "A")[1]["message_id"].endswith("baris 2 lembar keluarga berkas a.xlsx.")
    assert findings(layout, "keluarga", "B") == []


def test_a_registry_has_no_key(tmp_path):
    layout = DataLayout(tmp_path)
    Submission(layout).sheet("keluarga", [{}, {"jumlah_anggota": 5}, {}]).write()
    check(layout, "keluarga")
    assert key_faults(layout, "keluarga") == [("duplicate_row", 4)]


def test_head_stands_in_for_a_graduation_without_kk(tmp_path):
    layout = DataLayout(tmp_path)
    Submission(layout).sheet("mentas", [{"no_kk": None}, {"no_kk": None, "alasan": "pindah"}, {}]).write()
    check(layout, "mentas")
    assert key_faults(layout, "mentas") == [("conflicting_key", 2), ("conflicting_key", 3)]
