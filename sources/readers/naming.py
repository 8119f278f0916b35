"""Which data set a sheet, a file or a JSON key is named after, and a file's name as it is stored.

Any word of a name can be the data set's (`2. Penerima`, `BNBA Sembako`), the longest alias first. Where words of two
data sets stand, the contract says which of them says more (`Keluarga Penerima Manfaat` are recipients); else the first
one is what the sheet is of, as Indonesian puts the head of a phrase first (`Penerima Kegiatan Rantang`). Two that are
joined (`Kegiatan dan Penerima`) name no one data set, and a name that speaks *about* a data set (`Rekap Kegiatan`,
`Contoh Penerima`) names none: such a sheet is not guessed at, but what looks like rows of data in it is reported
(`sources.readers.unread`).
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from sources.contract import load_contracts

#: Words as people see them: letters or digits, and an upper-case letter behind a lower-case one begins a new one. Three
#: and more single letters are a word that is written widely.
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SPACED_OUT = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s._]{1,2}[^\W\d_](?![^\W_])){2,}")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: What joins two names of equal weight, also written as a sign.
_JOINING_SIGN = re.compile(r"[&+,;/|]")
_JOINING_WORDS = frozenset({"dan", "serta", "and"})
#: How a spreadsheet program writes a sheet's name behind that of its workbook when it saves a csv.
_BEHIND_THE_TITLE = re.compile(r"\s*-\s*(?!.*-)", re.DOTALL)

#: Before a data set's word these make the whole something else: a summary, a list of codes, people who may receive.
_ABOUT_WHAT_FOLLOWS = frozenset(
    {
        "bukan",
        "calon",
        "dokumentasi",
        "foto",
        "jadwal",
        "jenis",
        "jumlah",
        "kode",
        "kriteria",
        "kuota",
        "non",
        "peta",
        "persyaratan",
        "recap",
        "referensi",
        "rekap",
        "rekapan",
        "rekapitulasi",
        "ringkasan",
        "sebaran",
        "statistik",
        "summary",
        "syarat",
        "total",
        "usulan",
    }
)
#: Wherever they stand, these name guides and pictures of data.
_GUIDES = frozenset(
    {"bagan", "chart", "contoh", "diagram", "grafik", "panduan", "pedoman", "petunjuk", "pivot", "sampel"}
)


class _Mention(NamedTuple):
    """Words of a name, from `first` to before `end`, that are an alias of a data set; null where they name no data."""

    first: int
    end: int
    dataset: str | None


def _words(name: str) -> list[str]:
    """Split a name into its words; a sign that joins two of them is the word `dan`."""
    text = _CAPITAL_INSIDE.sub(" ", unicodedata.normalize("NFKC", name))
    text = _SPACED_OUT.sub(lambda match: re.sub(r"[\s._]", "", match[0]), text)
    return _WORD.findall(_JOINING_SIGN.sub(" dan ", text).casefold())


@cache
def _dataset_by_alias() -> dict[tuple[str, ...], str | None]:
    """Give the data set of each alias, as words and as the one word into which they are often written."""
    aliases: dict[tuple[str, ...], str | None] = {}
    for name, contract in load_contracts().items():
        for alias in contract.sheet_names_of_others:
            aliases[tuple(_words(alias))] = None
        for alias in (name, contract.title_id, *contract.sheet_aliases):
            words = tuple(_words(alias))
            aliases[words] = aliases["".join(words),] = name
    return aliases


def _mentions(words: Sequence[str]) -> list[_Mention]:
    """Give the aliases in a name in order; of those that overlap, the longest."""
    known = _dataset_by_alias()
    longest = max(map(len, known))
    found: list[_Mention] = []
    first = 0
    while first < len(words):
        ends = range(min(len(words), first + longest), first, -1)
        end = next((end for end in ends if tuple(words[first:end]) in known), None)
        if end is None:
            first += 1
        else:
            found.append(_Mention(first, end, known[tuple(words[first:end])]))
            first = end
    whole = known.get(("".join(words),))
    if not found and whole:
        return [_Mention(0, len(words), whole)]
    return [mention for mention in found if mention.dataset is not None]


def is_guide(name: str) -> bool:
    """Say whether a sheet's name says that it explains or pictures data: `Petunjuk`, `Contoh Penerima`."""
    return not _GUIDES.isdisjoint(_words(name))


@cache
def dataset_named(name: str) -> str | None:
    """Give the data set that a sheet or a JSON key means, by any word of its name. Null for none, or no certain one.

    >>> dataset_named("Kegiatan (rev)"), dataset_named("2. Data Penerima"), dataset_named("Rekap Kegiatan")
    ('kegiatan', 'penerima', None)
    """
    words = _words(name)
    mentions = _mentions(words)
    contracts = load_contracts()
    # `Surat Keputusan` stands in many a workbook: what one institution alone hands in is named at the name's begin.
    mentions = [it for it in mentions if it.first == 0 or contracts[it.dataset or ""].only_from is None]
    if not mentions or _GUIDES & set(words) or _ABOUT_WHAT_FOLLOWS & set(words[: mentions[0].first]):
        return None
    for one, other in pairwise(mentions):
        if one.dataset != other.dataset and _JOINING_WORDS & set(words[one.end : other.first]):
            return None
    named = [it.dataset for it in mentions if it.dataset]
    return next(it for it in named if not set(contracts[it].sheet_name_yields_to) & set(named))


def dataset_of_file(stem: str) -> str | None:
    """Give the data set that a csv or JSON file means: what stands behind the last hyphen counts by itself.

    A spreadsheet program names a csv after its workbook and the sheet.

    >>> dataset_of_file("Rekap 2023 - penerima"), dataset_of_file("penerima - rev 2"), dataset_of_file("rekap")
    ('penerima', 'penerima', None)
    """
    sheet = _BEHIND_THE_TITLE.split(stem, maxsplit=1)[-1]
    return dataset_named(sheet if _mentions(_words(sheet)) else stem)


def storable_name(source_file: str) -> str:
    """Make a file's name one that can be stored: bytes that are no text become question marks."""
    return source_file.encode("utf-8", "replace").decode()
