"""The oracle for one row: the expected warnings of its true values.

Written without looking at the code of `expectations`.
"""

from datetime import date

from simulation.rows import Row

_DECILE_THRESHOLD = 4
_HOUSEHOLD_SIZE_LIMIT = 15
#: NIK column of a data set, its birth date and its sex.
_NIK_COLUMNS = {
    "penerima": ("nik", "tanggal_lahir", "jenis_kelamin"),
    "keluarga": ("nik_kepala", "tanggal_lahir_kepala", "jenis_kelamin_kepala"),
    "mentas": ("nik_kepala", None, None),
}


def warnings_of(row: Row) -> list[tuple[str, str]]:
    """Give (rule, column) of every warning; a cell with an error has no warning."""
    found = []
    if row.dataset in _NIK_COLUMNS:
        column, birth, sex = _NIK_COLUMNS[row.dataset]
        rule = None if column in row.written else _nik_warning(row, column, birth, sex)
        if rule is not None:
            found.append((rule, column))
    if row.dataset == "kegiatan" and not {"anggaran", "realisasi"} & row.written.keys():
        spent, budget = row.values["realisasi"], row.values["anggaran"]
        if isinstance(spent, int) and isinstance(budget, int) and spent > budget:
            found.append(("overspent", "realisasi"))
    if row.dataset == "keluarga":
        decile, size = row.values["desil"], row.values["jumlah_anggota"]
        if (
            not {"desil", "status"} & row.written.keys()
            and row.values["status"] == "miskin"
            and isinstance(decile, int)
            and decile > _DECILE_THRESHOLD
        ):
            found.append(("decile_not_poor", "desil"))
        if "jumlah_anggota" not in row.written and isinstance(size, int) and size > _HOUSEHOLD_SIZE_LIMIT:
            found.append(("household_size_outlier", "jumlah_anggota"))
    return found


def _nik_warning(row: Row, column: str, birth: str | None, sex: str | None) -> str | None:
    nik = row.text(column)
    if nik is None:
        return None if row.dataset == "mentas" else "nik_missing"
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    is_female = day > 40
    day -= 40 if is_female else 0
    if not _is_day(day, month, year):
        return "nik_impossible_date"
    born = row.values.get(birth) if birth and birth not in row.written else None
    if isinstance(born, date) and (born.day, born.month, born.year % 100) != (day, month, year):
        return "nik_birth_date_mismatch"
    said_sex = row.values.get(sex) if sex and sex not in row.written else None
    if said_sex is not None and (said_sex == "P") != is_female:
        return "nik_sex_mismatch"
    return None


def _is_day(day: int, month: int, year: int) -> bool:
    """Say whether a day exists in either century of a two-digit year."""
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
