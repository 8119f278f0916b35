"""The texts of the list for review, in Indonesian."""

from collections.abc import Mapping, Sequence
from typing import Any

from feedback.messages import count_in_words, date_in_words
from feedback.review.columns import REVIEW_LISTS
from feedback.review.report import ACTIVITY, DUPLICATE, LEFT, ReviewActivity, ReviewFinding, ReviewRecord
from sources.regions import region_index

KIND_ID = {DUPLICATE: "keluarga ganda", LEFT: "sudah mentas", ACTIVITY: "kegiatan ganda"}
AGREEMENT_ID = {"same": "sama", "near": "mirip", "differs": "beda", "missing": "kosong"}
_MATCHED_BY_ID = {"kk": "nomor KK sama", "nik": "NIK kepala sama", "probable": "nomor tidak sama"}
_REASON_ID = {
    "ekonomi_meningkat": "ekonomi meningkat",
    "mengundurkan_diri": "mengundurkan diri",
    "meninggal": "meninggal",
    "pindah": "pindah",
    "ganda": "data ganda",
}
#: At most this many kelurahan of an activity are named.
_NAMED_REGIONS = 4
#: What stands for a record whose submission no longer counts.
GONE_ID = "Barisnya tidak ada lagi di laporan yang berlaku."
_STATUS_ID = {"open": "belum diputuskan", "confirmed": "disahkan", "waived": "diabaikan"}
#: The lowest probability of each label of certainty.
_CERTAINTY_ID = ((0.999, "hampir pasti"), (0.99, "sangat mungkin"), (0.9, "mungkin"), (0.0, "masih ragu"))


def kind_in_words(finding: ReviewFinding) -> str:
    """Name the kind of finding, and by what it was matched."""
    if finding.rule_code == ACTIVITY:
        return KIND_ID[ACTIVITY]
    return f"{KIND_ID[finding.rule_code]}: {_MATCHED_BY_ID[finding.matched_by]}"


def certainty_in_words(finding: ReviewFinding) -> str:
    """Say how sure a match is."""
    return probability_in_words(finding.probability) if finding.is_probable else "nomor sama"


def probability_in_words(probability: float) -> str:
    """Say how probable a match is.

    >>> probability_in_words(0.9753)
    'mungkin (97,5%)'
    """
    word = next(word for least, word in _CERTAINTY_ID if probability >= least)
    # Truncated and not rounded, so that only certainty is shown as 100%.
    return f"{word} ({int(probability * 1000) / 10:.1f}%)".replace(".", ",")


def status_in_words(finding: ReviewFinding) -> str:
    """Say what was decided so far, and if it follows from a decision on another finding."""
    if finding.decision is None and finding.status == "waived":
        return "diabaikan sejak semester sebelumnya"
    if finding.decision is not None and finding.status == "open":
        if finding.decision.has_new_evidence:
            return "terbuka lagi: ada bukti baru"
        return "masa berlaku abaikan habis" if finding.decision.has_expired else "belum dihitung: semester ditutup"
    return _STATUS_ID[finding.status]


def weight_in_words(weight: float) -> str:
    """Write a weight with its sign.

    >>> weight_in_words(7.585), weight_in_words(-2.76), weight_in_words(0.01)
    ('+7,6', '-2,8', '0,0')
    """
    rounded = round(weight, 1)
    sign = "+" if rounded > 0 else "-" if rounded < 0 else ""
    return f"{sign}{abs(rounded):.1f}".replace(".", ",")


def place_in_words(region_code: str | None) -> str | None:
    """Name a kelurahan and its kecamatan; text that is no code is unchanged."""
    region = region_index().by_code(region_code) if region_code else None
    return f"{region.name}, Kec. {region.kecamatan}" if region else region_code


def regions_in_words(codes: Sequence[str]) -> str:
    """Name the kelurahan of an activity; of many the first ones, and the number of the others."""
    regions = [region_index().by_code(code) for code in codes]
    names = [region.name if region else code for region, code in zip(regions, codes, strict=True)]
    more = len(names) - _NAMED_REGIONS
    return ", ".join(names) if more < 2 else f"{', '.join(names[:_NAMED_REGIONS])}, dan {more} lainnya"


def shared_in_words(records: Sequence[ReviewRecord | ReviewActivity | None]) -> str:
    """Give the number of kelurahan that two activities have in common."""
    regions = [set(record.regions) for record in records if isinstance(record, ReviewActivity)]
    return f"{len(set.intersection(*regions))} kelurahan sama" if len(regions) == len(records) else ""


def about_activity(code: str, regions: int) -> str:
    """Describe the other columns of an activity."""
    return f"kode {code}; {count_in_words(regions)} kelurahan"


def about_listing(row: Mapping[str, Any]) -> str:
    """Describe the other columns of a row of the registry."""
    parts = [str(row["status"]).replace("_", " ")]
    if row["decile"] is not None:
        parts.append(f"desil {row['decile']}")
    parts.append(f"{count_in_words(row['member_count'])} anggota")
    return f"{', '.join(parts)}; didata {date_in_words(row['surveyed_date'])}"


def about_departure(row: Mapping[str, Any]) -> str:
    """Describe a row of `mentas`."""
    text = f"mentas: {_REASON_ID[row['left_reason']]}, berlaku {date_in_words(row['effective_date'])}"
    return f"{text}; dokumen {row['document_number']}" if row["document_number"] else text


def record_in_words(record: ReviewRecord | ReviewActivity | None) -> str:
    """Tell a record in one cell: who or what it is, its numbers, place and source (personal data)."""
    if record is None:
        return GONE_ID
    if isinstance(record, ReviewActivity):
        parts = [record.name, record.details, regions_in_words(record.regions)]
    else:
        numbers = [f"{label} {value}" for label, value in (("KK", record.kk), ("NIK", record.nik)) if value]
        born = [f"lahir {date_in_words(record.birth_date)}"] if record.birth_date else []
        place = [part for part in (record.address, record.region) if part]
        parts = [record.name or "tanpa nama", *numbers, *born, *place, record.details]
    return "; ".join((*parts, f"{record.institution_code}, baris {record.source_row}"))


def difference_in_words(finding: ReviewFinding) -> str:
    """Name the columns in which the two records are not the same, those that one of them lacks left out."""
    compared = next(one.compared for one in REVIEW_LISTS if finding.rule_code in one.roles)
    said = [(column.label, finding.agreements[column.name]) for column in compared]
    differing = [f"{label} {AGREEMENT_ID[said]}" for label, said in said if said in ("near", "differs")]
    return ", ".join(differing) or "semua yang disebut sama"
