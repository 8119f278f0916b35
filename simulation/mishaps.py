"""What goes wrong with whole files and submissions: one institution for each kind in every semester."""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from random import Random

from foundation.semester import CITY_TIME_ZONE, Semester
from simulation.catalogue import CIVIL_REGISTRY, REGISTRY_KEEPER
from simulation.chance import stream

#: Mishaps for institutions that report activities alone, so that no receipt loses its activity.
_OF_ACTIVITIES = ("missing_column", "file_too_large")
#: Mishaps for any institution that is not a large giver.
_OF_ANY = (
    "missing",
    "unreadable_file",
    "password_protected",
    "unsupported_format",
    "no_known_sheet",
    "wrong_semester",
    "unexpected_dataset",
    "unsafe_archive",
)
#: Mishaps of kecamatan offices: a registry from an office that keeps none, and a copy of the civil registry's list.
_OF_KECAMATAN = ("unexpected_registry", "duplicate_submission")
#: Mishaps in which nothing of the submission's rows can be read.
UNREAD = frozenset(
    {"missing", "unreadable_file", "password_protected", "no_known_sheet", "unsafe_archive", "file_too_large"}
)
#: Mishaps in which the rows are read and all rejected with their file.
REFUSED = frozenset({"missing_column", "wrong_semester"})
#: Mishaps in which no row counts.
UNHEARD = UNREAD | REFUSED
#: The format that a mishap needs; others leave the institution its own.
FORMAT_OF_MISHAP = {
    "unreadable_file": "xlsx",
    "password_protected": "xlsx",
    "no_known_sheet": "xlsx",
    "wrong_semester": "xlsx",
    "missing_column": "xlsx",
    "unexpected_dataset": "xlsx",
    "file_too_large": "csv",
    "unsafe_archive": "csv",
}
#: Their loss would empty the semester.
_INDISPENSABLE = frozenset({REGISTRY_KEEPER, CIVIL_REGISTRY, "DINKES", "DISDIKBUD", "DKPPP", "POS", "DKUPP"})
_SHARE_LATE = 0.12


def draw_mishaps(semester: Semester, seed: int, codes: Collection[str], givers: Collection[str]) -> dict[str, str]:
    """Draw which of the institutions has which mishap; `givers` are those that report receipts."""
    draw = stream(seed, "mishaps", semester.key)
    kecamatan = [code for code in codes if code.startswith("KEC-")]
    others = [code for code in codes if code not in _INDISPENSABLE and code not in kecamatan]
    of_activities = [code for code in others if code not in givers]
    mishaps = dict(zip(draw.sample(kecamatan, len(_OF_KECAMATAN)), _OF_KECAMATAN, strict=True))
    mishaps |= dict(zip(draw.sample(of_activities, len(_OF_ACTIVITIES)), _OF_ACTIVITIES, strict=True))
    rest = [code for code in others if code not in mishaps]
    return mishaps | dict(zip(draw.sample(rest, len(_OF_ANY)), _OF_ANY, strict=True))


def submission_time(semester: Semester, code: str, mishap: str | None, draw: Random) -> datetime:
    """Give the moment at which an institution hands in: mostly in the month after the semester, some too late.

    The civil registry is the first, before the institution that copies its list.
    """
    days = draw.randint(2, 28)
    if code == CIVIL_REGISTRY:
        days = 1
    elif draw.random() < _SHARE_LATE:
        days = (semester.deadline() - semester.end).days + draw.randint(1, 21)
    moment = time(draw.randint(8, 15), draw.randint(0, 59), draw.randint(0, 59))
    return datetime.combine(semester.end + timedelta(days=days), moment, tzinfo=CITY_TIME_ZONE)


def formats(codes: Sequence[str]) -> dict[str, str]:
    """Choose each institution's usual format: most send xlsx, and every format occurs."""
    cycle = ("xlsx", "xlsx", "csv", "xlsx", "xls", "xlsx", "zip", "json", "xlsx", "ods", "csv", "xlsx")
    usual = {code: cycle[at % len(cycle)] for at, code in enumerate(codes)}
    # The copy of a file is only recognised if the file holds nothing else.
    return usual | {CIVIL_REGISTRY: "csv", REGISTRY_KEEPER: "xlsx"}
