"""Each row rule: a row that breaks it gets that finding and no other, and is rejected or only flagged."""

from datetime import date
from decimal import Decimal

import pytest

from expectations.catalogue import load_catalogue
from expectations.validation import ValidationSettings
from foundation.data_layout import DataLayout
from tests.expectations.submissions import SOUND, Submission, check, findings, part, reported


def fault(column: str, rule: str, raw: str) -> dict[str, object]:
    return {column: None, f"{column}__fault": rule, f"{column}__raw": raw}


BROKEN = [
    ("kegiatan", "missing_value", "nama_kegiatan", {"nama_kegiatan": None}),
    ("kegiatan", "missing_value", "strategi", {"strategi": None}),
    ("kegiatan", "missing_value", "anggaran", {"anggaran": None}),
    ("kegiatan", "bad_number", "anggaran", fault("anggaran", "bad_number", "banyak")),
    ("kegiatan", "bad_number", "target", fault("target", "bad_number", "1,5 orang")),
    ("kegiatan", "bad_date", "tanggal_selesai", fault("tanggal_selesai", "bad_date", "2023")),
    ("kegiatan", "unknown_code", "strategi", {"strategi": "strategi 9"}),
    ("kegiatan", "unknown_code", "sumber_dana", {"sumber_dana": "UTANG"}),
    ("kegiatan", "unknown_region", "kode_wilayah", {"kode_wilayah": "35.74.09.1001"}),
    ("kegiatan", "region_mismatch", "kode_wilayah", fault("kode_wilayah", "region_mismatch", "35.74.01.1001 / Jati")),
    ("kegiatan", "negative_amount", "realisasi", {"realisasi": Decimal("-0.01")}),
    ("kegiatan", "negative_amount", "capaian", {"capaian": -1}),
    # What is spent can not be measured by a budget that is none.
    ("kegiatan", "negative_amount", "anggaran", {"anggaran": Decimal(-1)}),
    ("kegiatan", "out_of_range", "anggaran", {"anggaran": Decimal("10000000000000.01")}),
    ("kegiatan", "out_of_range", "realisasi", {"realisasi": Decimal(10**15 - 1)}),
    ("kegiatan", "out_of_range", "target", {"target": 10_000_001}),
    ("kegiatan", "out_of_range", "capaian", {"capaian": 10**15 - 1}),
    ("penerima", "out_of_range", "nilai_bantuan", {"nilai_bantuan": Decimal(10**14)}),
    ("keluarga", "out_of_range", "jumlah_anggota", {"jumlah_anggota": 31}),
    ("keluarga", "out_of_range", "jumlah_anggota", {"jumlah_anggota": 10**15 - 1}),
    ("keluarga", "household_size_outlier", "jumlah_anggota", {"jumlah_anggota": 30}),
    ("kegiatan", "outside_semester", "tanggal_mulai", {"tanggal_mulai": date(2023, 7, 1), "tanggal_selesai": None}),
    (
        "kegiatan",
        "outside_semester",
        "tanggal_selesai",
        {"tanggal_mulai": date(2022, 3, 1), "tanggal_selesai": date(2022, 12, 31)},
    ),
    # Before its own start, and so before anything else.
    (
        "kegiatan",
        "out_of_range",
        "tanggal_selesai",
        {"tanggal_mulai": date(2022, 3, 1), "tanggal_selesai": date(2022, 2, 1)},
    ),
    ("kegiatan", "out_of_range", "tanggal_mulai", {"tanggal_mulai": date(1989, 12, 31)}),
    ("kegiatan", "out_of_range", "tanggal_mulai", {"tanggal_mulai": date(2051, 1, 1), "tanggal_selesai": None}),
    ("kegiatan", "out_of_range", "tanggal_selesai", {"tanggal_selesai": date(2023, 1, 31)}),
    ("kegiatan", "overspent", "realisasi", {"realisasi": Decimal("1000000.01")}),
    ("penerima", "bad_nik", "nik", {"nik": "357401570880001"}),
    ("penerima", "bad_kk", "no_kk", {"no_kk": "35740101010800012"}),
    ("penerima", "nik_precision_lost", "nik", fault("nik", "nik_precision_lost", "3574015708800000")),
    ("penerima", "nik_precision_lost", "no_kk", fault("no_kk", "nik_precision_lost", "3574010101080000")),
    ("penerima", "missing_value", "nik", fault("nik", "missing_value", "#N/A")),
    ("penerima", "missing_value", "nama", {"nama": None}),
    ("penerima", "missing_value", "alamat", fault("alamat", "missing_value", "#N/A")),
    ("penerima", "missing_value", "jenis_kelamin", fault("jenis_kelamin", "missing_value", "#REF!")),
    ("penerima", "unknown_code", "jenis_kelamin", {"jenis_kelamin": "X"}),
    ("penerima", "orphan_activity", "kode_kegiatan", {"kode_kegiatan": "9.99"}),
    ("penerima", "outside_semester", "tanggal_terima", {"tanggal_terima": date(2022, 12, 31)}),
    ("penerima", "outside_semester", "tanggal_terima", {"tanggal_terima": date(2023, 7, 1)}),
    ("penerima", "out_of_range", "tanggal_lahir", {"nik": "3574014107230001", "tanggal_lahir": date(2023, 7, 1)}),
    ("penerima", "nik_missing", "nik", {"nik": None}),
    ("penerima", "nik_missing", "nik", fault("nik", "nik_missing", "1111111111111111")),
    ("keluarga", "nik_missing", "nik_kepala", fault("nik_kepala", "nik_missing", "3574010000000001")),
    ("mentas", "nik_missing", "nik_kepala", fault("nik_kepala", "nik_missing", "0000000000000000")),
    ("penerima", "bad_kk", "no_kk", fault("no_kk", "bad_kk", "3574000000000000")),
    ("keluarga", "bad_kk", "no_kk", fault("no_kk", "bad_kk", "1234567890123456")),
    ("mentas", "bad_kk", "no_kk", fault("no_kk", "bad_kk", "3574010101080000")),
    ("penerima", "kk_impossible_date", "no_kk", {"no_kk": "3574013113080001"}),
    ("penerima", "kk_impossible_date", "no_kk", {"no_kk": "3574010001080001"}),
    ("keluarga", "kk_impossible_date", "no_kk", {"no_kk": "3574013002080001"}),
    # The NIK of a woman in the column of cards.
    ("keluarga", "kk_impossible_date", "no_kk", {"no_kk": "3574015708800001"}),
    ("mentas", "kk_impossible_date", "no_kk", {"no_kk": "3574019999990001"}),
    ("penerima", "nik_impossible_date", "nik", {"nik": "3574013002800001"}),
    ("penerima", "nik_impossible_date", "nik", {"nik": "3574010013800001"}),
    ("penerima", "nik_impossible_date", "nik", {"nik": "3574017202800001"}),
    ("penerima", "nik_birth_date_mismatch", "nik", {"tanggal_lahir": date(1980, 8, 18)}),
    ("penerima", "nik_birth_date_mismatch", "nik", {"tanggal_lahir": date(1981, 8, 17), "jenis_kelamin": "L"}),
    ("penerima", "nik_sex_mismatch", "nik", {"jenis_kelamin": "L"}),
    ("keluarga", "missing_value", "no_kk", {"no_kk": None}),
    ("keluarga", "nik_missing", "nik_kepala", {"nik_kepala": None}),
    ("keluarga", "out_of_range", "jumlah_anggota", {"jumlah_anggota": 0}),
    ("keluarga", "out_of_range", "desil", {"desil": 11}),
    ("keluarga", "out_of_range", "desil", {"desil": 0}),
    ("keluarga", "decile_not_poor", "desil", {"desil": 5}),
    ("keluarga", "household_size_outlier", "jumlah_anggota", {"jumlah_anggota": 16}),
    ("keluarga", "nik_sex_mismatch", "nik_kepala", {"jenis_kelamin_kepala": "P"}),
    ("keluarga", "unknown_code", "status", {"status": "kaya"}),
    ("mentas", "missing_value", "no_kk", {"no_kk": None, "nik_kepala": None}),
    ("mentas", "unknown_code", "alasan", {"alasan": "lupa"}),
    *(("keputusan", "missing_value", name, {name: None}) for name in ("finding_id", "alasan", "petugas", "tanggal")),
]

SOUND_VARIANTS = [
    *((dataset, {}) for dataset in SOUND),
    ("kegiatan", {"tanggal_selesai": None, "keterangan": None}),
    ("kegiatan", {"tanggal_mulai": date(1990, 1, 1), "tanggal_selesai": date(2050, 12, 31)}),
    ("kegiatan", {"tanggal_mulai": date(2022, 3, 1), "tanggal_selesai": date(2023, 1, 1)}),
    ("kegiatan", {"tanggal_mulai": date(2022, 3, 1), "tanggal_selesai": None}),
    ("kegiatan", {"anggaran": Decimal(0), "realisasi": Decimal(0), "target": 0, "capaian": 0}),
    ("kegiatan", {"anggaran": Decimal(10**13), "realisasi": Decimal(10**13), "target": 10**7, "capaian": 10**7}),
    ("kegiatan", {"tanggal_mulai": date(2023, 6, 30), "tanggal_selesai": date(2023, 6, 30)}),
    ("penerima", {"no_kk": None, "tanggal_lahir": None, "jenis_kelamin": None}),
    ("penerima", {"tanggal_terima": date(2023, 1, 1)}),
    ("penerima", {"tanggal_terima": date(2023, 6, 30)}),
    # 29 February 2000, and a man born on the 31st
    ("penerima", {"nik": "3574016902000001", "tanggal_lahir": date(2000, 2, 29)}),
    ("penerima", {"nik": "3574013112790001", "tanggal_lahir": date(1979, 12, 31), "jenis_kelamin": "L"}),
    # A card of 29 February 2008
    ("penerima", {"no_kk": "3574012902080001"}),
    ("keluarga", {"no_kk": "3574013112990001"}),
    ("keluarga", {"desil": 4}),
    ("keluarga", {"desil": 10, "status": "tidak_miskin"}),
    ("keluarga", {"desil": None, "jumlah_anggota": 15}),
    ("mentas", {"no_kk": None}),
    ("mentas", {"nik_kepala": None, "kode_wilayah": None}),
    ("keputusan", {"berlaku_sampai": None}),
]


def submit(folder, dataset: str, row: dict[str, object], settings: ValidationSettings | None = None) -> DataLayout:
    layout = DataLayout(folder)
    Submission(layout).sheet(dataset, [row]).write()
    check(layout, dataset, settings=settings)
    return layout


@pytest.fixture(scope="module")
def checked(tmp_path_factory) -> DataLayout:
    """Give all cases, checked at once; each is an institution of its own, named after its number."""
    layout = DataLayout(tmp_path_factory.mktemp("cases"))
    rows = [*((dataset, row) for dataset, _, _, row in BROKEN), *SOUND_VARIANTS]
    for number, (dataset, row) in enumerate(rows):
        submission = Submission(layout, f"I{number}").sheet(dataset, [row])
        if dataset == "penerima":
            submission.sheet("kegiatan", [{}])
        submission.write()
    for dataset in SOUND:
        check(layout, dataset, [f"I{number}" for number in range(len(rows))])
    return layout


@pytest.mark.parametrize("number", range(len(BROKEN)), ids=lambda number: "-".join(BROKEN[number][:3]))
def test_a_faulty_cell_gets_one_finding_by_its_rule(checked, number):
    dataset, rule, column, _ = BROKEN[number]
    code = f"I{number}"
    assert reported(checked, dataset, code) == [(rule, 2, column)]
    stays = load_catalogue()[rule].severity == "warning"
    assert len(part(checked, dataset, code=code)) == (1 if stays else 0)
    reconciliation = part(checked, "sheet_reconciliation", dataset, code)[0]
    assert (reconciliation["rows_accepted"], reconciliation["rows_rejected"]) == ((1, 0) if stays else (0, 1))


@pytest.mark.parametrize("number", range(len(SOUND_VARIANTS)))
def test_a_sound_row_gets_no_finding(checked, number):
    dataset, _ = SOUND_VARIANTS[number]
    code = f"I{len(BROKEN) + number}"
    assert reported(checked, dataset, code) == []
    assert len(part(checked, dataset, code=code)) == 1


def test_every_row_rule_is_broken_by_one_of_these_rows():
    by_cell = {rule.code for rule in load_catalogue().values() if rule.scope == "cell"}
    assert {rule for _, rule, _, _ in BROKEN} == by_cell


def test_thresholds_are_settings(tmp_path):
    settings = ValidationSettings(decile_threshold=2, household_size_limit=3, largest_household=5)
    layout = submit(tmp_path, "keluarga", {"desil": 3, "jumlah_anggota": 4}, settings)
    rules = {rule for rule, *_ in reported(layout, "keluarga")}
    assert rules == {"household_size_outlier", "decile_not_poor"}
    layout = submit(tmp_path, "keluarga", {"jumlah_anggota": 6}, settings)
    assert reported(layout, "keluarga") == [("out_of_range", 2, "jumlah_anggota")]
    settings = ValidationSettings(largest_amount=999_999, largest_count=9)
    layout = submit(tmp_path, "kegiatan", {}, settings)
    assert [(rule, column) for rule, _, column in reported(layout, "kegiatan")] == [
        ("out_of_range", "anggaran"),
        ("out_of_range", "target"),
    ]


def test_a_row_with_several_faults_is_rejected_once_and_still_flagged(tmp_path):
    layout = submit(tmp_path, "keluarga", {"nik_kepala": None, "desil": 11, "jumlah_anggota": 0})
    rules = {rule for rule, *_ in reported(layout, "keluarga")}
    assert rules == {"nik_missing", "out_of_range"}
    assert len(reported(layout, "keluarga")) == 3
    assert part(layout, "sheet_reconciliation", "keluarga")[0]["rows_rejected"] == 1


def test_a_message_says_in_indonesian_what_stood_there_and_what_is_allowed(tmp_path):
    layout = submit(tmp_path, "keluarga", {"desil": 12, "status": "kaya", "tanggal_pendataan": date(2051, 3, 4)})
    messages = [row["message_id"] for row in findings(layout, "keluarga")]
    assert messages == [
        "Isi kolom desil di luar batas (1 sampai 10): 12.",
        "Isi kolom status tidak dikenal: kaya. Pilihannya: miskin, rentan, tidak_miskin.",
        "Isi kolom tanggal_pendataan di luar batas (1 Januari 1990 sampai 31 Desember 2050): 04/03/2051.",
    ]


@pytest.mark.parametrize(
    ("dataset", "row", "message"),
    [
        (
            "kegiatan",
            {"kode_wilayah": None},
            "Kolom kode_wilayah (atau kelurahan + kecamatan) wajib diisi, tetapi tidak ada isinya.",
        ),
        (
            "kegiatan",
            {"kode_wilayah": 'kelurahan "Leces", kecamatan "Wonoasih"'},
            "Isi kolom kode_wilayah (atau kelurahan + kecamatan) tidak menunjuk satu kelurahan di Kota Probolinggo "
            'menurut kode Kemendagri: kelurahan "Leces", kecamatan "Wonoasih".',
        ),
        (
            "kegiatan",
            {"tanggal_mulai": date(2023, 5, 1), "tanggal_selesai": date(2023, 4, 1)},
            "Isi kolom tanggal_selesai di luar batas (tidak sebelum tanggal_mulai, 01/05/2023): 01/04/2023.",
        ),
        ("kegiatan", fault("target", "bad_number", "10.5"), "Kolom target harus berisi bilangan bulat: 10.5."),
        ("kegiatan", fault("anggaran", "bad_number", "600rb"), "Kolom anggaran harus berisi angka: 600rb."),
        (
            "mentas",
            {"no_kk": None, "nik_kepala": None},
            "Kolom no_kk (atau nik_kepala) wajib diisi, tetapi tidak ada isinya.",
        ),
        (
            "keluarga",
            fault("nik_kepala", "missing_value", "#N/A"),
            "Rumus pada kolom nik_kepala gagal: #N/A. Tulis isinya tanpa rumus; kolom ini boleh kosong.",
        ),
        (
            "keluarga",
            fault("no_kk", "missing_value", "#N/A"),
            "Rumus pada kolom no_kk gagal: #N/A. Tulis isinya tanpa rumus; kolom ini wajib diisi.",
        ),
        (
            "mentas",
            fault("nik_kepala", "missing_value", "#REF!"),
            "Rumus pada kolom nik_kepala gagal: #REF!. Tulis isinya tanpa rumus; "
            "kolom ini boleh kosong bila no_kk terisi.",
        ),
        (
            "kegiatan",
            {"realisasi": Decimal("17500000.50"), "anggaran": Decimal(15_000_000)},
            "Kolom realisasi (17.500.000,50) melebihi kolom anggaran (15.000.000).",
        ),
        ("kegiatan", {"anggaran": Decimal("-1250.00")}, "Kolom anggaran tidak boleh kurang dari 0: -1.250."),
        (
            "kegiatan",
            {"anggaran": Decimal(2 * 10**13)},
            "Isi kolom anggaran di luar batas (paling banyak 10.000.000.000.000): 20.000.000.000.000.",
        ),
        ("keluarga", {"jumlah_anggota": 0}, "Isi kolom jumlah_anggota di luar batas (1 sampai 30): 0."),
    ],
)
def test_a_message_speaks_of_the_cells_that_the_sender_has(tmp_path, dataset, row, message):
    layout = submit(tmp_path, dataset, row)
    assert [finding["message_id"] for finding in findings(layout, dataset)] == [message]


def test_the_value_beside_a_message_stays_as_it_was_read(tmp_path):
    layout = submit(tmp_path, "kegiatan", {"realisasi": Decimal(17_500_000), "anggaran": Decimal(15_000_000)})
    assert findings(layout, "kegiatan")[0]["value"] == "17500000"


def test_a_long_value_is_cut_in_the_message_and_kept_whole_beside_it(tmp_path):
    layout = submit(tmp_path, "keluarga", fault("jumlah_anggota", "bad_number", "x" * 500))
    finding = findings(layout, "keluarga")[0]
    assert finding["value"] == "x" * 500
    assert "x" * 80 + "…" in finding["message_id"]
    assert "x" * 81 not in finding["message_id"]


def test_a_stand_in_alone_is_no_number_by_which_a_household_could_be_known(tmp_path):
    stand_in = fault("nik_kepala", "nik_missing", "1111111111111111")
    layout = submit(tmp_path, "mentas", {"no_kk": None, **stand_in})
    assert reported(layout, "mentas") == [("missing_value", 2, "no_kk"), ("nik_missing", 2, "nik_kepala")]
    assert part(layout, "mentas") == []


def test_a_stand_in_has_no_pseudonym_and_name_and_birth_date_stand_in_the_key(tmp_path):
    layout = DataLayout(tmp_path)
    stand_in = fault("nik", "nik_missing", "1111111111111111")
    zeros = fault("nik", "nik_missing", "0000000000000000")
    rows = [stand_in, zeros, {**stand_in, "nama": "Budi Contoh"}, {**stand_in, "nama": "Ani", "alamat": "Jl. A"}]
    rows.append({**zeros, "nama": "Ani", "alamat": "Jl. B"})
    Submission(layout).sheet("kegiatan", [{}]).sheet("penerima", rows).write()
    check(layout, "kegiatan")
    check(layout, "penerima")
    rules = [(rule, row) for rule, row, _ in reported(layout, "penerima") if rule != "nik_missing"]
    # The second row is the first one, written otherwise; Ani's two have the same key and other addresses.
    assert rules == [("duplicate_row", 3), ("conflicting_key", 5), ("conflicting_key", 6)]
    accepted = part(layout, "penerima")
    assert [row["person_id"] for row in accepted] == [None, None]
    assert len({row["person_match_id"] for row in accepted} - {None}) == 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            fault("no_kk", "bad_kk", "3574000000000000"),
            "Nomor pada kolom no_kk hanya angka pengganti, bukan nomor Kartu Keluarga: 3574000000000000.",
        ),
        ({"no_kk": "123"}, "Nomor Kartu Keluarga pada kolom no_kk harus 16 digit angka: 123."),
        (
            fault("nik_kepala", "nik_missing", "1111111111111111"),
            "Angka pada kolom nik_kepala hanya pengganti, bukan NIK seseorang: 1111111111111111. "
            "Baris tidak ditolak karena hal ini.",
        ),
    ],
)
def test_a_message_says_that_a_number_stands_for_nobody(tmp_path, row, message):
    layout = submit(tmp_path, "keluarga", row)
    assert [finding["message_id"] for finding in findings(layout, "keluarga")] == [message]
