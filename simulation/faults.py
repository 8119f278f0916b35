"""Faults of rows: how often each is made, and how a good row becomes a faulty one. At most one fault in a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from foundation.semester import Semester
from simulation.chance import Quota, stream
from simulation.rows import NumberCell, Row, Written, WrongPlace


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a fault depends on besides the row: the semester, and the columns of the institution's form."""

    semester: Semester
    shows_places_twice: bool
    draw: Random


#: Makes a fault; gives false where the row offers no occasion for it.
Maker = Callable[[Row, Occasion], bool]


def _spoilt(rule: str, column: str, spoil: Callable[[str, Random], Written]) -> Maker:
    def make(row: Row, occasion: Occasion) -> bool:
        value = row.values.get(column)
        if value is None:
            return False
        row.written[column] = spoil(str(value), occasion.draw)
        row.errors.append((rule, column))
        return True

    return make


def _cell(rule: str, column: str, *written: str) -> Maker:
    return _spoilt(rule, column, lambda _, draw: draw.choice(written))


def _number_of_wrong_length(rule: str, column: str) -> Maker:
    return _spoilt(
        rule, column, lambda number, draw: draw.choice((number[:-1], number + "7", number[:8] + "X" + number[9:]))
    )


def _rounded(column: str) -> Maker:
    return _spoilt("nik_precision_lost", column, lambda number, _: NumberCell(int(number) // 10 * 10))


_unknown_region = _spoilt(
    "unknown_region", "kode_wilayah", lambda _place, _draw: WrongPlace("35.13.07.2004", "Sumberkedawung", "Leces")
)


def _region_mismatch(row: Row, occasion: Occasion) -> bool:
    if not occasion.shows_places_twice:
        return False
    row.written["kode_wilayah"] = occasion.draw.choice(
        (WrongPlace("35.74.01.1002", "Wonoasih", "Wonoasih"), WrongPlace("35.74.04.1001", "Jati", "Mayangan"))
    )
    row.errors.append(("region_mismatch", "kode_wilayah"))
    return True


def _outside_semester(column: str, *, before: bool) -> Maker:
    def make(row: Row, occasion: Occasion) -> bool:
        semester, draw = occasion.semester, occasion.draw
        after = semester.end + timedelta(days=draw.randint(1, 20))
        earlier = semester.start - timedelta(days=draw.randint(1, 40))
        row.values[column] = earlier if before and draw.random() < 0.5 else after
        if "tanggal_selesai" in row.values:
            row.values["tanggal_selesai"] = None
        row.errors.append(("outside_semester", column))
        return True

    return make


def _end_before_start(row: Row, occasion: Occasion) -> bool:
    row.values["tanggal_selesai"] = row.day("tanggal_mulai") - timedelta(days=occasion.draw.randint(3, 60))
    row.errors.append(("out_of_range", "tanggal_selesai"))
    return True


def _overspend(row: Row, occasion: Occasion) -> bool:
    row.values["realisasi"] = row.number("anggaran") + 1_250_000
    return True


def _impossible_date(column: str) -> Maker:
    def make(row: Row, occasion: Occasion) -> bool:
        nik = row.text(column)
        # Only where a KK number identifies the row's household, because the NIK becomes unknown.
        if nik is None or row.values.get("no_kk") is None:
            return False
        row.values[column] = f"{nik[:8]}{int(nik[8:10]) + 20:02d}{nik[10:]}"
        return True

    return make


def _other_birth_date(nik: str, birth: str) -> Maker:
    def make(row: Row, occasion: Occasion) -> bool:
        born = row.values.get(birth)
        if row.text(nik) is None or not isinstance(born, date):
            return False
        row.values[birth] = born - timedelta(days=occasion.draw.randint(1, 300))
        return True

    return make


def _other_sex(nik: str, sex: str) -> Maker:
    def make(row: Row, occasion: Occasion) -> bool:
        if row.text(nik) is None or row.values.get(sex) is None:
            return False
        row.values[sex] = "L" if row.values[sex] == "P" else "P"
        return True

    return make


def _set(column: str, value: int, **needed: str) -> Maker:
    def make(row: Row, occasion: Occasion) -> bool:
        if any(row.values.get(other) != wanted for other, wanted in needed.items()):
            return False
        row.values[column] = value
        return True

    return make


def _twice(rule: str) -> Maker:
    def make(row: Row, occasion: Occasion) -> bool:
        # The caller hands in the second row (see `twin`).
        return row.dataset != "penerima" or row.values.get("nik") is not None or rule == "duplicate_row"

    return make


_EMPTY = ("", "-", "nihil", "n/a", "tidak ada")
_NO_NUMBER = ("lima juta", "belum dihitung", "12a", "#N/A", "#DIV/0!")
_NO_DATE = ("2022", "31/02/2022", "belum ditentukan", "45/13/2022", "#N/A")

#: Data set, rule, share of its rows, and how the fault is made.
_FAULTS: tuple[tuple[str, str, float, Maker], ...] = (
    ("kegiatan", "missing_value", 0.006, _cell("missing_value", "nama_kegiatan", *_EMPTY)),
    ("kegiatan", "bad_number", 0.006, _cell("bad_number", "anggaran", *_NO_NUMBER)),
    ("kegiatan", "bad_date", 0.005, _cell("bad_date", "tanggal_mulai", *_NO_DATE)),
    ("kegiatan", "negative_amount", 0.004, _cell("negative_amount", "realisasi", "(5.000.000)", "750.000-")),
    ("kegiatan", "unknown_region", 0.004, _unknown_region),
    ("kegiatan", "region_mismatch", 0.003, _region_mismatch),
    ("kegiatan", "out_of_range", 0.004, _end_before_start),
    ("kegiatan", "unknown_code", 0.005, _cell("unknown_code", "sumber_dana", "uang pribadi", "APBDes")),
    ("kegiatan", "unknown_code", 0.003, _cell("unknown_code", "strategi", "7", "strategi baru")),
    ("kegiatan", "outside_semester", 0.004, _outside_semester("tanggal_mulai", before=False)),
    ("kegiatan", "duplicate_row", 0.006, _twice("duplicate_row")),
    ("kegiatan", "conflicting_key", 0.004, _twice("conflicting_key")),
    ("kegiatan", "overspent", 0.02, _overspend),
    ("penerima", "missing_value", 0.004, _cell("missing_value", "nama", *_EMPTY)),
    ("penerima", "missing_value", 0.002, _cell("missing_value", "tanggal_terima", *_EMPTY)),
    ("penerima", "bad_number", 0.003, _cell("bad_number", "nilai_bantuan", *_NO_NUMBER)),
    ("penerima", "bad_date", 0.004, _cell("bad_date", "tanggal_terima", *_NO_DATE)),
    ("penerima", "negative_amount", 0.001, _cell("negative_amount", "nilai_bantuan", "(600.000)", "-150000")),
    ("penerima", "unknown_region", 0.003, _unknown_region),
    ("penerima", "region_mismatch", 0.002, _region_mismatch),
    ("penerima", "unknown_code", 0.003, _cell("unknown_code", "jenis_kelamin", "X", "tidak tahu")),
    ("penerima", "bad_nik", 0.006, _number_of_wrong_length("bad_nik", "nik")),
    ("penerima", "bad_kk", 0.006, _number_of_wrong_length("bad_kk", "no_kk")),
    ("penerima", "nik_precision_lost", 0.003, _rounded("nik")),
    ("penerima", "nik_precision_lost", 0.002, _rounded("no_kk")),
    ("penerima", "orphan_activity", 0.003, _cell("orphan_activity", "kode_kegiatan", "9.99.XXXX.2.99", "0.00.TANPA.1")),
    ("penerima", "outside_semester", 0.004, _outside_semester("tanggal_terima", before=True)),
    ("penerima", "duplicate_row", 0.004, _twice("duplicate_row")),
    ("penerima", "conflicting_key", 0.002, _twice("conflicting_key")),
    ("penerima", "nik_impossible_date", 0.003, _impossible_date("nik")),
    ("penerima", "nik_birth_date_mismatch", 0.004, _other_birth_date("nik", "tanggal_lahir")),
    ("penerima", "nik_sex_mismatch", 0.003, _other_sex("nik", "jenis_kelamin")),
    ("keluarga", "missing_value", 0.003, _cell("missing_value", "nama_kepala", *_EMPTY)),
    ("keluarga", "bad_number", 0.002, _cell("bad_number", "jumlah_anggota", *_NO_NUMBER)),
    ("keluarga", "bad_date", 0.003, _cell("bad_date", "tanggal_pendataan", *_NO_DATE)),
    ("keluarga", "unknown_region", 0.003, _unknown_region),
    ("keluarga", "region_mismatch", 0.002, _region_mismatch),
    ("keluarga", "out_of_range", 0.002, _cell("out_of_range", "jumlah_anggota", "0", "-2")),
    ("keluarga", "out_of_range", 0.002, _cell("out_of_range", "desil", "0", "11", "14")),
    ("keluarga", "unknown_code", 0.002, _cell("unknown_code", "status", "sedang", "?")),
    ("keluarga", "bad_nik", 0.004, _number_of_wrong_length("bad_nik", "nik_kepala")),
    ("keluarga", "bad_kk", 0.004, _number_of_wrong_length("bad_kk", "no_kk")),
    ("keluarga", "nik_precision_lost", 0.003, _rounded("no_kk")),
    ("keluarga", "duplicate_row", 0.004, _twice("duplicate_row")),
    ("keluarga", "nik_impossible_date", 0.003, _impossible_date("nik_kepala")),
    ("keluarga", "nik_birth_date_mismatch", 0.004, _other_birth_date("nik_kepala", "tanggal_lahir_kepala")),
    ("keluarga", "nik_sex_mismatch", 0.003, _other_sex("nik_kepala", "jenis_kelamin_kepala")),
    ("keluarga", "decile_not_poor", 0.01, _set("desil", 7, status="miskin")),
    ("keluarga", "household_size_outlier", 0.003, _set("jumlah_anggota", 21)),
    ("mentas", "missing_value", 0.006, _cell("missing_value", "alasan", *_EMPTY)),
    ("mentas", "bad_date", 0.006, _cell("bad_date", "tanggal_berlaku", *_NO_DATE)),
    ("mentas", "unknown_code", 0.006, _cell("unknown_code", "alasan", "bosan", "lain")),
    ("mentas", "bad_kk", 0.006, _number_of_wrong_length("bad_kk", "no_kk")),
    ("mentas", "duplicate_row", 0.006, _twice("duplicate_row")),
)  # fmt: skip


def twin(rule: str, row: Row) -> Row | None:
    """Give the second row that a `duplicate_row` or `conflicting_key` is about; the first one stays as it is."""
    if rule == "duplicate_row":
        second = row.copy()
        second.errors.append((rule, None))
        return second
    if rule == "conflicting_key":
        second = row.copy()
        column = "nilai_bantuan" if row.dataset == "penerima" else "target"
        second.values[column] = row.number(column) + 50_000
        row.errors.append((rule, None))
        second.errors.append((rule, None))
        return second
    return None


class FaultPlan:
    """The faults of one semester: each rule at its rate, spread over the rows, in every semester at least once."""

    def __init__(self, semester: Semester, seed: int, expected_rows: dict[str, int]) -> None:
        """Spread the first fault of each kind over the rows that are expected of its data set."""
        self._semester = semester
        self._draw = stream(seed, "faults", semester.key)
        self._kinds: dict[str, list[tuple[str, Quota, Maker]]] = {}
        for dataset, rule, rate, make in _FAULTS:
            horizon = min(expected_rows.get(dataset, 1) * 0.6, 1 / rate)
            quota = Quota(rate, head_start=1 - rate * horizon * self._draw.random())
            self._kinds.setdefault(dataset, []).append((rule, quota, make))

    def strike(self, row: Row, *, shows_places_twice: bool) -> str | None:
        """Make the row faulty if a fault is due and the row offers an occasion; give its rule."""
        occasion = Occasion(self._semester, shows_places_twice, self._draw)
        struck = None
        for rule, quota, make in self._kinds[row.dataset]:
            if quota.accrue() and struck is None and make(row, occasion):
                quota.spend()
                struck = rule
        return struck
