"""The periods that a text over a table names: semesters, quarters, months, school half-years.

Pure functions over one text. Where a list comes from, the number of a decree and the day on which something was signed
or printed are no periods: they are taken out of the text before it is read.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from sources.cells.dates import MONTHS

_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_MONTH = "|".join(sorted((name for name in MONTHS if len(name) > 2), key=len, reverse=True))
_DAY = r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])"
_UNTIL = r"\bs\s*[./]\s*d\b\.?|\bsampai(?:\s+dengan)?\b|\bhingga\b"
_ORDINALS = {
    word: number
    for number, words in enumerate(
        ("i 1 pertama kesatu satu ganjil", "ii 2 kedua dua genap", "iii 3 ketiga tiga", "iv 4 keempat empat"), start=1
    )
    for word in words.split()
}
_ORDINAL = rf"(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})(?!\w)"
#: Units of a year by their length in months.
_UNITS = {
    6: r"semester|smester|smstr|smtr|smt|sem",
    3: r"tri\s?wulan|triwln|trwln|trw|tw|[kq]uartal|kwartal|quarter|q",
    4: r"catur\s?wulan|cawu",
}

#: What a list can be arranged by: `berdasarkan kelurahan` says nothing of where it comes from.
_ARRANGED_BY = (
    r"(?:(?:nama|jenis|tingkat|asal|sumber)\s+)?(?:kelurahan|kecamatan|wilayah|lokasi|desil|usia|umur|status|strategi|program|"
    r"kegiatan|kelompok|kategori|dana|bantuan|instansi|opd|bulan|triwulan|semester|tahun|kelamin|pekerjaan|pendidikan)\b"
)
_NO_PERIODS = tuple(
    re.compile(pattern)
    for pattern in (
        # where a list comes from, to the end of the remark
        r"(?:\b(?:ber)?sumber\b(?!\s+(?:dana|daya|anggaran|pendanaan|pembiayaan|biaya|wetan|taman)\b)"
        rf"|\b(?:berdasarkan|berdasar|menurut)\b(?!\s+{_ARRANGED_BY})"
        r"|\bdasar(?:\s+(?:hukum|data))?\s*:|\b(?:mengacu|merujuk|acuan|rujukan|referensi)\b|\bdi(?:ambil|olah|unduh)\s+dari\b|\bdata\s+(?:terpadu|acuan)\b"
        r"|\b(?:dtks|dtsen|bdt|p3ke|siks(?:[\s\-]?ng)?|regsosek)\b)"
        r"(?:(?!\b(?:penyaluran|disalurkan|realisasi|pelaksanaan|pelaporan)\b)[^;|)\]])*",
        # decrees and plans, with the year and month that they bear
        r"\b(?:nomor|no|nmr)\b[\s.:]*[\w./\-]*\d[\w./\-]*(?:\s+(?:tahun|thn|th)\b[\s.:]*\d{4})?",
        r"\b(?:sk|keputusan|kepwal|perwali|perwal|perda|perpres|pergub|permen\w*|pp|uu|undang-undang|peraturan|inpres|"
        r"instruksi|edaran|dpp?a|rpjmd|rkpd)\b[^;|)]{0,60}?"
        rf"(?:\b(?:tahun|tanggal|tgl|tertanggal)\b[\s.:]*(?:{_DAY}\s+)?(?:(?:{_MONTH})\s+)?|\b(?:{_MONTH})\s+)"
        r"\d{4}(?:\s*[-/]\s*\d{4})?",
        # the day or month in which something was signed, printed, changed or looked at
        r"\b(?:probolinggo\s*,|(?:tanggal|tgl|tertanggal|dicetak|cetak|diunduh|unduh|diperbarui|pembaruan|updated?|"
        r"dimutakhirkan|pemutakhiran|revisi|rev|perbaikan|koreksi|edisi|versi|per|posisi|keadaan|kondisi|status)\b)"
        rf"[\s.:,…_\-]*(?:(?:tanggal|tgl|bulan|bln|per|pada)\b[\s.:]*)*(?:{_DAY}[\s.\-/]*)?(?:{_MONTH})\b"
        rf"(?:[\s.,\-/]*{_YEAR})?+(?!\s*(?:[-\u2013\u2014&,]|{_UNTIL}|\bsd\b|\bdan\b)\s*(?:{_DAY}\s+)?(?:{_MONTH})\b)",
        # what is counted otherwise: `Tahap 2 April 2023` is no 2 April
        r"\b(?:tahap|gelombang|termin|gel|batch|rw|rt)\b[\s.:]*(?:ke[\s\-]*)?\d{1,2}\b",
    )
)
#: S1 and S2 are degrees too.
_DEGREE = re.compile(r"\b(?:beasiswa|mahasiswa|sarjana|kuliah|jenjang|pendidikan|lulusan)\b")

_TOKEN = re.compile(
    "|".join(
        (
            *(
                rf"(?<![^\W\d_])(?:{unit})(?:[\s.:\-]+(?:ke[\s\-]*)?|(?=\d)|(?<=tw)|(?<=smt))(?P<unit{months}>{_ORDINAL})"
                for months, unit in _UNITS.items()
            ),
            r"(?<![^\W\d_])s\s*[-.]?\s*(?P<key>[12])(?!\w)",
            r"(?<!\w)(?P<school_half>ganjil|genap)(?!\w)",
            rf"{_DAY}[/.\-](?P<date_month>0?[1-9]|1[0-2])[/.\-](?P<date_year>{_YEAR})",
            rf"(?P<iso_year>{_YEAR})-(?P<iso_month>0[1-9]|1[0-2])-\d\d(?!\d)",
            r"(?<!\d)(?P<first_year>20\d\d)\s*(?P<years_between>[/\-])\s*(?P<second_year>(?:20)?\d\d)(?!\d)",
            rf"(?P<named>\b(?:bulan|bln)\b[\s.:]*)?(?P<day>{_DAY}[\s.\-/]*)?(?<![^\W\d_])(?P<month>{_MONTH})(?!\w)\.?",
            rf"(?P<year>{_YEAR})",
            rf"(?P<until>{_UNTIL})",
            r"(?P<link>[-\u2013\u2014,&+/]|\b(?:sd|to|dan|serta|and)\b)",
            rf"(?<!\w)(?P<ordinal>{_ORDINAL})",
            r"(?P<filler>[\s.:()\[\]'\"]+|\b(?:tahun|thn|th|ta|t\.?\s?a|tp|t\.?\s?p|anggaran|ajaran|pelajaran|akademik|"
            r"pelaporan|periode|masa|bulan|bln|tanggal|tgl)\b)",
            r"(?P<word>\w+|.)",
        )
    )
)
_SCHOOL = re.compile(r"\b(?:ganjil|genap|ajaran|pelajaran|akademik|t\.?\s?p)\b")
_SCHOOL_YEAR = re.compile(r"20\d\d\s*[/\-]\s*(?:20)?\d\d")
_YEAR_IN_WORDS = re.compile(r"\b(?:tahun|thn|th|ta|t\.a)\b[\s.:]*(?:(?:anggaran|ajaran|pelajaran)\b[\s.:]*)?$")


class Months(NamedTuple):
    """A period: its first and last month, counted through the years."""

    first: int
    last: int


class YearNamed(NamedTuple):
    """A year as a text names it, or two: those of a school year, which begins in July, or simply both."""

    first: int
    second: int
    is_school_year: bool = False


class _Part(NamedTuple):
    """One semester, quarter, month or day of a period, in months from 1 to 12; `length` is that of its unit."""

    first: int
    last: int
    length: int
    year: YearNamed | None = None
    is_day: bool = False
    needs_year: bool = False

    def months(self, year: YearNamed) -> Months:
        if not year.is_school_year:
            return Months(12 * year.first + self.first, 12 * year.second + self.last)
        first, last = self.first, self.last
        if self.length == 6:  # the first half of a school year is the second one of the calendar's
            first, last = (7, 12) if first == 1 else (1, 6)
        chosen = year.first if first > 6 else year.second
        return Months(12 * chosen + first, 12 * chosen + last)


@dataclass
class PeriodNamed:
    """A period that a text names, from its first part to its last."""

    parts: list[_Part]
    year_before: YearNamed | None = None
    is_until: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the text says the year beside the period."""
        return self.year_before is not None or any(part.year for part in self.parts)

    @property
    def is_meant(self) -> bool:
        """Whether it is a period at all: a day is none, nor a month, a degree or a word of schools without its year."""
        if len(self.parts) == 1:
            return not self.parts[0].is_day and (self.is_complete or not self.parts[0].needs_year)
        return True

    def months(self, year: YearNamed) -> Months:
        """Give first and last month; `year` is that of a period that is not complete."""
        said = [part.year for part in self.parts if part.year]
        known = said[-1] if said else self.year_before or year
        spans: list[Months] = []
        later: _Part | None = None
        for part in reversed(self.parts):
            if part.year is None and later is not None and part.first > later.last and not known.is_school_year:
                known = YearNamed(known.first - 1, known.second - 1)  # Oktober - Maret 2023
            known = part.year or known
            spans.append(part.months(known))
            later = part
        first, last = min(span.first for span in spans), max(span.last for span in spans)
        return Months((first - 1) // 12 * 12 + 1 if self.is_until else first, last)


@dataclass
class TextPeriods:
    """What a text names: periods, all years, and of those the ones that are called a year (`Tahun 2023`)."""

    periods: list[PeriodNamed] = field(default_factory=list)
    years: list[YearNamed] = field(default_factory=list)
    years_in_words: list[YearNamed] = field(default_factory=list)


def read_periods(text: str) -> TextPeriods:
    """Read the periods and years that a title or a sheet's name names.

    >>> [period.months(YearNamed(0, 0)) == Months(12 * 2023 + 4, 12 * 2023 + 6)
    ...  for period in read_periods("Triwulan II Tahun 2023, sumber: DTKS Semester II 2022").periods]
    [True]
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    for pattern in _NO_PERIODS:
        text = pattern.sub(" ; ", text)
    found = TextPeriods()
    year_before: YearNamed | None = None
    current: PeriodNamed | None = None
    link: str | None = None
    for token in _TOKEN.finditer(text):
        year, part = _year(token, text), _part(token, text, current if link else None)
        if year is not None:
            if current is None or current.parts[-1].year is not None:
                year_before = year
            else:
                current.parts[-1] = current.parts[-1]._replace(year=year)
            if current is None or not current.parts[-1].is_day:
                found.years.append(year)
                if _YEAR_IN_WORDS.search(text, 0, token.start()):
                    found.years_in_words.append(year)
            link = None
        elif part is not None:
            if current is not None and link is not None:
                current.parts.append(part)
            else:
                current = PeriodNamed([part], year_before, link == "until")
                found.periods.append(current)
            link = None
        elif token["until"] or token["link"]:
            link = "until" if token["until"] else link or "link"
        elif token["word"]:
            year_before = current = link = None
    found.periods = [period for period in found.periods if period.is_meant]
    return found


def _year(token: re.Match[str], text: str) -> YearNamed | None:
    if token["year"]:
        return YearNamed(int(token["year"]), int(token["year"]))
    if not token["first_year"]:
        return None
    first, second = int(token["first_year"]), token["second_year"]
    if int(second) % 100 != (first + 1) % 100:  # 2019-2024 is a plan's, and no year of a report
        return YearNamed(first, first) if len(second) == 2 else None
    return YearNamed(first, first + 1, token["years_between"] == "/" or _SCHOOL.search(text) is not None)


def _part(token: re.Match[str], text: str, continued: PeriodNamed | None) -> _Part | None:
    """Give the part of a period that a token is; `continued` is the period that it may continue, with a number only."""
    for length in _UNITS:
        if token[f"unit{length}"]:
            return _part_of_unit(_ORDINALS[token[f"unit{length}"]], length)
    if token["key"] and not _DEGREE.search(text):
        return _part_of_unit(int(token["key"]), 6, needs_year=True)
    if token["school_half"] and _SCHOOL_YEAR.search(text):
        return _part_of_unit(_ORDINALS[token["school_half"]], 6, needs_year=True)
    if token["ordinal"] and continued is not None and continued.parts[-1].length > 1:
        return _part_of_unit(_ORDINALS[token["ordinal"]], continued.parts[-1].length)
    if token["month"]:
        month = MONTHS[token["month"]]
        return _Part(month, month, 1, is_day=bool(token["day"]), needs_year=not token["named"])
    if token["date_month"] or token["iso_month"]:
        month, year = int(token["date_month"] or token["iso_month"]), int(token["date_year"] or token["iso_year"])
        return _Part(month, month, 1, YearNamed(year, year), is_day=True)
    return None


def _part_of_unit(number: int, length: int, *, needs_year: bool = False) -> _Part | None:
    if number * length > 12:
        return None
    return _Part((number - 1) * length + 1, number * length, length, needs_year=needs_year)
