"""What the label of a column says beside its name: a unit of money and its scale, a year, a stage, a remark."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sources.cells.dates import MONTHS
from sources.cells.text import tidy
from sources.contract import Column, fold_code, load_code_lists

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_UNIT = r"(?:rp|rupiah|idr)(?![a-z])\.?"
_FACTOR = r"(?:x\s*)?1?[.,]?"
_SCALES = {
    1_000: rf"ribu|ribuan|rb|thousands?|{_FACTOR}000",
    1_000_000: rf"juta|jutaan|jt|millions?|{_FACTOR}000[.,]000",
    1_000_000_000: r"mili?ar|mili?aran|milyar|milyaran|billions?",
}
_SCALE = "|".join(rf"(?P<x{factor}>{words})" for factor, words in reversed(_SCALES.items()))
_WITHIN = r"(?:(?:dalam|dlm|in)\s+)?(?:satuan\s+)?"
#: `Rp`, `juta Rp`, `Rp juta`, `dalam ribuan rupiah`, `Rp. 000,-`, `Rp x 1.000`; `,-` says "no cents".
_MONEY = re.compile(
    rf"{_WITHIN}(?:x\s*)?(?:{_UNIT}\s*/?\s*)?(?:(?:{_SCALE})\b\.?\s*)?(?:{_UNIT})?(?:[.,]?-{{1,2}})?", re.IGNORECASE
)
_MONEY_AT_END = re.compile(
    rf"[\s,]+(?=(?:(?:dalam|dlm|in)\s+)?(?:{_UNIT}|ribu|juta|mili?ar|milyar|thousand|million))(?P<money>.{{2,40}})$",
    re.IGNORECASE,
)
#: Before what a title says of the money: `disajikan dalam`, `Satuan :`.
_BEFORE_MONEY = re.compile(r"\b(?:dalam|dlm|in|satuan)\b\s*:?\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?:\b(?:tahun|thn|t\.?\s*a\.?)\s*(?:anggaran\s+)?)?\b(?P<year>20\d\d)\b", re.IGNORECASE)
_STAGE = re.compile(
    rf"(?:tahap|termin|triwulan|tw|bulan|bln|periode|semester|smt|minggu|gelombang)\s*(?:ke[\s\-]*)?(?:[ivx]+|\d+|pertama|kedua|ketiga|keempat)"
    rf"|(?:{'|'.join(MONTHS)})",
    re.IGNORECASE,
)

#: What a bracket may say of any column without making it another one.
_HINTS = re.compile(
    r"(?:wajib|opsional|diisi|isi|jika|bila|apabila|contoh|sesuai|lihat|format|tanpa)\b.*|\*+", re.IGNORECASE
)
_PART_OF_DATE = r"(?:tgl|tanggal|hari|bulan|bln|tahun|thn|[dmyhbt]{1,4})"
_DATE_HINT = re.compile(rf"{_PART_OF_DATE}(?:[\s/.\-]+{_PART_OF_DATE})*", re.IGNORECASE)
_COUNTED = frozenset(
    ("orang", "org", "jiwa", "kk", "keluarga", "rt", "rumahtangga", "kelompok", "unit", "usaha", "anggota", "angka")
)
_RANGE = re.compile(r"\d+\s*(?:[-\u2013/]|s\.?\s*/?\s*d\.?|sampai)\s*\d+")
_DIGITS = re.compile(r"\d+\s*(?:digit|angka)", re.IGNORECASE)
_CODES_APART = re.compile(r"\s*(?:[/,;|]|\batau\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Label:
    """A label taken apart.

    `folded` is its name, as labels are compared; `scale` is what one unit of its money is in rupiah (null where the
    label names none), `year` the year that it is limited to; `is_stage` says that it is one of several parts, such as
    `(Tahap I)`; `remarks` are the brackets that say something else.
    """

    folded: str
    scale: int | None = None
    year: int | None = None
    is_stage: bool = False
    remarks: tuple[str, ...] = ()


def money_scale(text: str) -> int | None:
    """Give what one unit of a text that only names money is in rupiah; null where it says anything else.

    >>> money_scale("Juta Rp"), money_scale("Rp."), money_scale("Kg")
    (1000000, 1, None)
    """
    match = _MONEY.fullmatch(text.strip())
    if match is None or not match[0].strip():
        return None
    return next((factor for factor in _SCALES if match[f"x{factor}"]), 1)


def title_scale(title: str) -> int | None:
    """Give what one unit of money is in rupiah by a title line; null where the line names no money.

    >>> title_scale("LAPORAN KEGIATAN (dalam ribuan rupiah)"), title_scale("Satuan : Rp. 000,-"), title_scale("Rupiah")
    (1000, 1000, 1)
    """
    text = tidy(title)
    parts = [*(match[1] or match[2] or "" for match in _BRACKETS.finditer(text)), _BRACKETS.sub(" ", text)]
    for part in parts:
        if any(map(str.isalpha, part)) and (found := _scale_said(part)) is not None:
            return found
    return None


def _scale_said(text: str) -> int | None:
    """Give what one unit of money is by a text that names it: alone, or with a sentence around `dalam …`."""
    *before, words = _BEFORE_MONEY.split(text)
    if not before:
        return money_scale(text)
    said = words.split()
    shorter = (money_scale(" ".join(said[:length]).rstrip(",;:")) for length in range(len(said), 0, -1))
    return next((scale for scale in shorter if scale is not None), None)


def is_unit(text: str) -> bool:
    """Say whether a text only names a unit: `Rp`, `KK`, `dd/mm/yyyy`.

    >>> is_unit("juta Rp"), is_unit("orang"), is_unit("Anggaran")
    (True, True, False)
    """
    return money_scale(text) is not None or fold_code(text) in _COUNTED or _DATE_HINT.fullmatch(text) is not None


@lru_cache(maxsize=20_000)
def parse_label(label: str) -> Label:
    """Take a label apart.

    >>> parse_label("Anggaran TA 2023 (Juta Rp)")
    Label(folded='anggaran', scale=1000000, year=2023, is_stage=False, remarks=())
    """
    text = tidy(label)
    scale, year, is_stage = None, None, False
    remarks: list[str] = []
    for match in _BRACKETS.finditer(text):
        content = (match[1] or match[2] or "").strip()
        found = money_scale(content)
        if found is not None:
            scale = found
        elif named := _YEAR.fullmatch(content):
            year = int(named["year"])
        elif _STAGE.fullmatch(content):
            is_stage = True
        elif content:
            remarks.append(content)
    name = _BRACKETS.sub(" ", text).strip()
    if not name:
        return Label(fold_code(text))
    at_end = _MONEY_AT_END.search(name)
    if at_end is not None and (found := money_scale(at_end["money"])) is not None:
        scale, name = found, name[: at_end.start()]
    named = _YEAR.search(name)
    if named and (rest := f"{name[: named.start()]} {name[named.end() :]}".strip(" -,")):
        year, name = int(named["year"]), rest
    return Label(fold_code(name), scale, year, is_stage, tuple(remarks))


def explains(column: Column, remark: str) -> bool:
    """Say whether what stands in a bracket only explains a column: `(L/P)`, `(dd/mm/yyyy)`, `(orang)`, `(16 digit)`."""
    if _HINTS.fullmatch(remark):
        return True
    match column.type:
        case "date":
            return _DATE_HINT.fullmatch(remark) is not None
        case "count" | "integer":
            return fold_code(remark) in _COUNTED or _RANGE.fullmatch(remark) is not None
        case "nik" | "kk":
            return _DIGITS.fullmatch(remark) is not None
        case "region":
            return _DIGITS.fullmatch(remark) is not None or fold_code(remark) == "kemendagri"
        case "code":
            known = load_code_lists()[column.code_list or ""]
            parts = _CODES_APART.split(remark)
            return _RANGE.fullmatch(remark) is not None or all(fold_code(part) in known for part in parts)
        case _:
            return False
