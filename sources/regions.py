"""The city's regions as `reference/regions.csv` has them, and kelurahan found by Kemendagri code, BPS code or name.

The contract asks for Kemendagri codes. A code that only BPS uses is none, unless names beside it say the same; six
undotted codes mean one kelurahan to Kemendagri and another to BPS, and in a column that BPS has numbered they mean
nothing by themselves (`RegionIndex.numbering`). Names are compared without case, spaces and punctuation, in either
spelling.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Literal

from sources.cells.model import EMPTY, Reading

_CODE = re.compile(r"[0-9][0-9 .\-/]*")
#: A number as programs write it into a csv or JSON file where the column has gaps.
_ZERO_FRACTION = re.compile(r"(?<=^[0-9]{10})[.,]0+$")
#: Where Kemendagri and BPS divide a code: 35.74.01.1001 and 35.74.010.009.
_DIVIDED_BY_KEMENDAGRI, _DIVIDED_BY_BPS = {2, 4, 6}, {2, 4, 7}
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_KELURAHAN_WORD = re.compile(r"^(?:kelurahan|kel|desa|ds)\b[\s.:]*", re.IGNORECASE)
_KECAMATAN_WORD = re.compile(r"^(?:kecamatan|kec)\b[\s.:]*", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"^\d{1,2}[.)]\s*")


@dataclass(frozen=True)
class Region:
    """The city, a kecamatan or a kelurahan: its `level`.

    `code` is Kemendagri's, dotted. `kecamatan_code` and `kecamatan` say where a kelurahan lies. `population` (persons)
    is known only above kelurahan.
    """

    code: str
    code_bps: str
    level: str
    name: str
    name_bps: str
    kecamatan_code: str | None
    kecamatan: str
    area_km2: Fraction
    population: int | None


@cache
def regions() -> tuple[Region, ...]:
    """Read the city, its kecamatan and kelurahan, in the order of their codes."""
    text = files("sources").joinpath("reference", "regions.csv").read_text(encoding="utf-8")
    return tuple(
        Region(
            code=row["code_kemendagri"],
            code_bps=row["code_bps"],
            level="city" if row["level"] == "kota" else row["level"],
            name=row["name"],
            name_bps=row["name_bps"],
            kecamatan_code=row["kecamatan_code"] or None,
            kecamatan=row["kecamatan"],
            area_km2=Fraction(row["area_km2_polygon"]),
            population=int(row["population_2024s1"]) if row["population_2024s1"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    )


def region_shapes() -> dict[str, str]:
    """Read the boundary of every region as a GeoJSON geometry, by Kemendagri code."""
    text = files("sources").joinpath("reference", "regions.geojson").read_text(encoding="utf-8")
    return {
        feature["properties"]["code"]: json.dumps(feature["geometry"], separators=(",", ":"))
        for feature in json.loads(text)["features"]
    }


@cache
def kelurahan() -> tuple[Region, ...]:
    """Give the city's 29 kelurahan in the order of their codes."""
    return tuple(region for region in regions() if region.level == "kelurahan")


@cache
def kelurahan_codes() -> tuple[str, ...]:
    """Give the Kemendagri codes of the city's kelurahan."""
    return tuple(region.code for region in kelurahan())


def _fold_name(name: str, word: re.Pattern[str] | None = None) -> str:
    name = _LIST_NUMBER.sub("", name.strip())
    text = unicodedata.normalize("NFKD", word.sub("", name) if word else name)
    return _NOT_LETTERS.sub("", text.casefold())


class RegionIndex:
    """Finds the kelurahan that a code or names mean."""

    def __init__(self, regions: Iterable[Region]) -> None:
        """Index kelurahan by code and by both spellings of their names."""
        self._regions = tuple(regions)
        self._by_kemendagri: dict[str, Region] = {}
        self._by_bps: dict[str, Region] = {}
        self._by_name: dict[str, list[Region]] = {}
        self._kecamatan: set[str] = set()
        for region in self._regions:
            self._by_kemendagri[region.code.replace(".", "")] = region
            self._by_bps[region.code_bps] = region
            self._kecamatan.add(_fold_name(region.kecamatan, _KECAMATAN_WORD))
            spellings = {_fold_name(name, _KELURAHAN_WORD) for name in (region.name, region.name_bps)}
            for spelling in spellings:
                self._by_name.setdefault(spelling, []).append(region)

    def by_code(self, text: str) -> Region | None:
        """Find by Kemendagri code (dots or not); null where it is none of a kelurahan."""
        kemendagri, _ = self._by_either_code(text)
        return kemendagri

    def _by_either_code(self, text: str) -> tuple[Region | None, Region | None]:
        """Give the kelurahan that a code means to Kemendagri, and the one that it means to BPS."""
        text = _ZERO_FRACTION.sub("", text)
        if not _CODE.fullmatch(text):
            return None, None
        groups = re.findall(r"[0-9]+", text)
        digits, divided = "".join(groups), set(accumulate(map(len, groups[:-1])))
        is_kemendagri = 6 in divided and divided <= _DIVIDED_BY_KEMENDAGRI
        is_bps = 7 in divided and divided <= _DIVIDED_BY_BPS
        return (
            None if is_bps else self._by_kemendagri.get(digits),
            None if is_kemendagri else self._by_bps.get(digits),
        )

    def numbering(self, code: str) -> Literal["bps", "either"] | None:
        """Say whether only BPS uses a code, or `either` where it means another kelurahan to BPS than to Kemendagri."""
        kemendagri, bps = self._by_either_code(code)
        if bps is None:
            return None
        return "bps" if kemendagri is None else "either"

    def by_name(self, kelurahan: str, kecamatan: str | None = None) -> Region | None:
        """Find by the kelurahan's name, within a kecamatan where one is given; null where none or several fit."""
        candidates = self._by_name.get(_fold_name(kelurahan, _KELURAHAN_WORD), [])
        if kecamatan is not None:
            candidates = [region for region in candidates if self._lies_in(region, kecamatan)]
        return candidates[0] if len(candidates) == 1 else None

    def read(self, code: str | None, kelurahan: str | None, kecamatan: str | None) -> Reading:
        """Read what a row says about its place, from tidied texts (null where empty).

        The value is the dotted Kemendagri code, or the text as written where the place is not known. Fault:
        `region_mismatch` where code and names, or the two names, speak of different places; `raw` then shows all.
        Of names it is said which is which: Wonoasih, Mayangan and others are kelurahan and kecamatan.
        """
        if code is None and kelurahan is None:
            return EMPTY
        names = (("kelurahan", kelurahan), ("kecamatan", kecamatan))
        written_names = ", ".join(f'{word} "{name}"' for word, name in names if name)
        named = self.by_name(kelurahan, kecamatan) if kelurahan is not None else None
        if code is None:
            return self._from_names(named, kelurahan or "", kecamatan, written_names)
        meant = self._meanings(code, bool(written_names), kelurahan)
        for region in meant:
            if region == named if kelurahan is not None else self._lies_in(region, kecamatan):
                return Reading(region.code)
        return Reading(None, "region_mismatch", f"kode_wilayah {code}, {written_names}") if meant else Reading(code)

    def _meanings(self, code: str, has_names: bool, kelurahan: str | None) -> list[Region]:
        """List the kelurahan that a text in the column of codes can mean, the likeliest first.

        Only beside names is it taken for a BPS code. A name that is also a kecamatan's says no more than the kecamatan.
        """
        kemendagri, bps = self._by_either_code(code)
        if kemendagri is not None or bps is not None:
            return [region for region in (kemendagri, bps if has_names else None) if region is not None]
        if _fold_name(code) in self._kecamatan:
            return [] if kelurahan is None else [region for region in self._regions if self._lies_in(region, code)]
        named = self.by_name(code)
        return [] if named is None else [named]

    def _from_names(self, named: Region | None, kelurahan: str, kecamatan: str | None, written: str) -> Reading:
        if named is not None:
            return Reading(named.code)
        if kecamatan is not None and self.by_name(kelurahan) is not None:
            return Reading(None, "region_mismatch", written)
        return Reading(written)

    @staticmethod
    def _lies_in(region: Region, kecamatan: str | None) -> bool:
        return kecamatan is None or _fold_name(kecamatan, _KECAMATAN_WORD) == _fold_name(
            region.kecamatan, _KECAMATAN_WORD
        )


@cache
def region_index() -> RegionIndex:
    """Give the index of the city's kelurahan."""
    return RegionIndex(kelurahan())
