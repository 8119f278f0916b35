"""What a row of a table is besides a row of data: numbers of columns, a total, a repeated header, a signature.

Pure functions over one row. Whatever none of them recognises is a row of data, however faulty.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from sources.cells.model import Cell, without_format
from sources.cells.numbers import parse_number
from sources.cells.text import as_written, is_empty, tidy
from sources.contract import fold_code
from sources.readers.labels import is_unit

_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,3})\s*\)?\s*(?:=.*)?|\(\s*(\d{1,3})\s*=.*\)")
_FEWEST_COLUMN_NUMBERS = 3

_TOTAL_WORD = r"(?:(?:sub|grand)[\s.\-]*)?(?:jumlah|total|jml)"
#: What else is worked out of the rows above, and says it in words that no activity and nobody is called.
_OF_THE_ROWS = re.compile(
    r"(?:pers?entase|prosentase|rata[\s\-]*rata|rerata|(?:sisa|selisih)\s+(?:anggaran|pagu|dana|target))\b.*",
    re.IGNORECASE,
)
_TOTAL = re.compile(rf"(?:{_TOTAL_WORD}\b.*|.{{0,120}}\b{_TOTAL_WORD}\s*[.:]*)", re.IGNORECASE | re.DOTALL)
_TOTAL_ALONE = re.compile(rf"{_TOTAL_WORD}(?:\s+(?:total|keseluruhan|seluruhnya|umum|akhir))?\s*[.:]*", re.IGNORECASE)
_TOTAL_BEGINNINGS = frozenset("jJtTsSgG")
#: The letters of a total's word in their order; most cells lack them, and finding that out takes a tenth of the time.
_TOTAL_LETTERS = re.compile(r"j\W*u\W*m\W*l\W*a\W*h|j\W*m\W*l|t\W*o\W*t\W*a\W*l", re.IGNORECASE)
_MOST_NOTE_CELLS = 3
#: A total counts people and money; longer digits are a NIK or KK, and a NIK says that this is somebody's row.
_LONGEST_TOTAL_DIGITS = 15

_SPACED_LETTERS = re.compile(r"(?<=\b\w) (?=\w\b)")

_ORDINAL = r"(?:[a-z]|[ivx]{1,4}|\d{1,2})"
_HEADING = re.compile(
    rf"(?:{_ORDINAL}\s*[.)]+\s*)?(?:kecamatan|kec\.|kelurahan|kel\.|(?:sub\s*)?bidang|program|urusan|tahap|termin|triwulan|"
    r"bulan|strategi|seksi|dinas|wilayah|bagian|lampiran|tabel|semester)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_PLACE_OR_OFFICE = re.compile(
    r"(?:kecamatan|kec\.|kelurahan|kel\.|(?:sub\s*)?bidang|seksi|urusan|wilayah)\b.*", re.IGNORECASE | re.DOTALL
)
_ORDINAL_ALONE = re.compile(r"(?:[a-z]|[ivx]{1,4})\s*[.)]*", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"\(?\d{1,2}\s*[.)]*")
#: A heading's digits are those of a year, and not of a person or a day.
_MOST_HEADING_DIGITS = 4
_WORDS_OF_CAPTION = re.compile(r"(?:\(?\d{1,2}[.)]\s*)?[^\W\d_]{2,}\.?(?:[\s:,/\-]+\S+)+")
_NOTE = re.compile(
    r"(?:sumber(?:\s+data)?|catatan|keterangan|ket|note|n\.?b|penjelasan|terbilang)\b\s*[.:].*|\*+.*"
    r"|(?:demikian(?:lah)?|terbilang|dicetak)\s+\S.*|hal(?:aman|\.)?\s*\d.*",
    re.IGNORECASE | re.DOTALL,
)

_NIL = re.compile(
    r"[\s\-:.*(]*(?:laporan\s+)?(?:nihil|tidak\s+ada)\b(?:\s+(?:laporan|kegiatan|program|penerima|bantuan|data|realisasi|yang|"
    r"dilaporkan|dilaksanakan|diterima|untuk|pada|di|dalam|semester|tahun|periode|ini|i|ii|1|2|20\d\d))*[\s\-.)*]*",
    re.IGNORECASE,
)

_SIGNATURE = re.compile(
    r"\b(?:mengetahui|menyetujui|mengesahkan|tertanda|t\.?t\.?d|nip|kepala|ketua|sekretaris|bendahara|direktur|pimpinan|"
    r"manajer|manager|lurah|camat|wali\s*kota|walikota|penanggung\s*jawab|pejabat|pembuat|dibuat|disusun|diperiksa|"
    r"yang\s+(?:melaporkan|membuat)|pelapor|penyusun|operator|a\.?n\.|plt|pembina|penata)\b"
    r"|\bprobolinggo\s*,?\s*(?:\d|\.{2,}|…|tanggal|tgl|januari|februari|pebruari|maret|april|mei|juni|juli|agustus|"
    r"september|oktober|november|nopember|desember)"
    r"|^[a-z ]{3,30}\s*,\s*(?:tanggal|tgl\.?)?\s*\d{1,2}\s+[a-z]{3,9}\s+20\d\d$",
    re.IGNORECASE,
)

#: Streets are named after lurah and camat too.
_STREET = re.compile(r"(?:jln?|jalan|gg|gang)\b", re.IGNORECASE)


def filled_texts(cells: Iterable[Cell]) -> list[str]:
    """Give the tidied texts of the cells that hold something."""
    return [tidy(as_written(without_format(cell))) for cell in cells if not is_empty(cell)]


def is_number_row(cells: Iterable[Cell], labelled_columns: int) -> bool:
    """Say whether the cells count the columns: 1 2 3, (1) (2) (3), 1 2 3=1+2.

    `labelled_columns` is the number of columns under the header; fewer than half of them counted is no number row.
    """
    texts = filled_texts(cells)
    if len(texts) < max(_FEWEST_COLUMN_NUMBERS, labelled_columns / 2):
        return False
    previous = None
    for text in texts:
        match = _COLUMN_NUMBER.fullmatch(text)
        if match is None:
            return False
        number = int(match[1] or match[2])
        if previous is not None and number != previous + 1:
            return False
        previous = number
    return True


def is_units_row(cells: Iterable[Cell], fewest: int = 1) -> bool:
    """Say whether the cells only name units: in brackets (`(Rp)`, `(orang)`), or at least so many without."""
    texts = filled_texts(cells)
    if not texts or any(any(map(str.isdigit, text)) for text in texts):
        return False
    is_bracketed = [text.startswith("(") and text.endswith(")") for text in texts]
    is_named = all(bracketed or is_unit(text) for bracketed, text in zip(is_bracketed, texts, strict=True))
    return all(is_bracketed) or (is_named and len(texts) >= fewest)


def is_repeated_header(cells: Sequence[Cell], labels: Mapping[int, str]) -> bool:
    """Say whether most of the filled cells repeat the header's label of their column.

    `labels` maps column positions to folded labels.
    """
    filled = [(position, cell) for position, cell in enumerate(cells) if not is_empty(cell)]
    same = sum(
        1
        for position, cell in filled
        if isinstance(cell, str) and labels.get(position) and fold_code(tidy(cell)) == labels[position]
    )
    return same >= 2 and same * 2 > len(filled)


def _is_small_number(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    return digits <= _LONGEST_TOTAL_DIGITS and parse_number(text.removesuffix("%").strip()) is not None


def is_total(cells: Iterable[Cell]) -> bool:
    """Say whether a row sums others up: a total's label, and beside it nothing but numbers.

    One more text is allowed beside a label that says nothing but "total" (`Mayangan | JUMLAH | 5.000.000`).
    """
    texts = filled_texts(cells)
    labels = [text for text in texts if _TOTAL.fullmatch(text) or _OF_THE_ROWS.fullmatch(text)]
    if not labels:
        return False
    others = [text for text in texts if text not in labels and not _is_small_number(text)]
    if len(others) == 1 and any(_TOTAL_ALONE.fullmatch(text) for text in labels):
        return sum(map(str.isdigit, others[0])) < _LONGEST_TOTAL_DIGITS
    return not others


def calls_itself_total(cell: Cell) -> bool:
    """Say whether a cell of text names a total, also in spaced letters (`T O T A L`)."""
    if not isinstance(cell, str) or cell.lstrip()[:1] not in _TOTAL_BEGINNINGS or not _TOTAL_LETTERS.search(cell):
        return False
    return _TOTAL.fullmatch(_SPACED_LETTERS.sub("", tidy(cell))) is not None


def is_heading(cells: Iterable[Cell]) -> bool:
    """Say whether a row is the heading of a group: `A. | KECAMATAN MAYANGAN`, `TAHAP II`, nothing beside it."""
    texts = filled_texts(cells)
    if len(texts) == 1:
        return _HEADING.fullmatch(texts[0]) is not None
    if len(texts) != 2 or sum(map(str.isdigit, texts[1])) > _MOST_HEADING_DIGITS:
        return False
    # A number before a name is that of a row in a list; before what only a heading is called, that of a heading.
    is_numbered = _NUMBER_ALONE.fullmatch(texts[0]) is not None and _PLACE_OR_OFFICE.fullmatch(texts[1]) is not None
    return is_numbered or _ORDINAL_ALONE.fullmatch(texts[0]) is not None


def is_caption(cells: Sequence[Cell], last_column: int) -> bool:
    """Say whether words stand alone in a row, at its begin: `Perlindungan dan Jaminan Sosial`, a sentence.

    They begin at or before the `last_column`, where rows of data have a number or a code.
    """
    filled = [(at, cell) for at, cell in enumerate(cells) if not is_empty(cell)]
    if len(filled) != 1 or filled[0][0] > last_column or not isinstance(filled[0][1], str):
        return False
    return _WORDS_OF_CAPTION.fullmatch(tidy(filled[0][1])) is not None


def says_nil(cells: Iterable[Cell]) -> bool:
    """Say whether a row holds nothing but the word that there is nothing to report: `NIHIL`, `Tidak ada kegiatan`."""
    texts = [tidy(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
    return len(texts) == 1 and _NIL.fullmatch(texts[0]) is not None


def is_note(cells: Iterable[Cell]) -> bool:
    """Say whether a row is a note below a table: `Sumber: Dinas Sosial`, `*) angka sementara`, `Tidak ada kegiatan`."""
    texts = filled_texts(cells)
    if len(texts) == 1 and _NIL.fullmatch(texts[0]):
        return True
    return 0 < len(texts) <= _MOST_NOTE_CELLS and _NOTE.fullmatch(" ".join(texts)) is not None


def speaks_of_signature(cells: Iterable[Cell]) -> bool:
    """Say whether a row holds words of a signature block: who knows and signs, NIP, or place and date.

    A code or number beside such words makes it a row of data, however little else it says: `K-09 | Pelatihan ketua RT`.
    """
    texts = filled_texts(cells)
    others = [text for text in texts if _STREET.match(text) or not _SIGNATURE.search(text)]
    return len(others) < len(texts) and not any(character.isdigit() for text in others for character in text)
