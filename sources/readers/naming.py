"""Which data set a sheet, a file or a JSON key is named after, and a file's name as it is stored."""

import re
from functools import cache

from sources.contract import fold_label, load_contracts

_WORD_END = re.compile(r"[\s_(\[{.,;:\-]+")


@cache
def _dataset_by_alias() -> dict[str, str]:
    return {
        fold_label(alias): name
        for name, contract in load_contracts().items()
        for alias in (name, contract.title_id, *contract.sheet_aliases)
    }


def dataset_named(name: str) -> str | None:
    """Give the data set that a sheet or file name means; what follows a space or bracket is ignored. Else null.

    >>> dataset_named("Kegiatan (rev)"), dataset_named("Data Penerima 2"), dataset_named("Rekap")
    ('kegiatan', 'penerima', None)
    """
    known = _dataset_by_alias()
    ends = [len(name), *sorted((match.start() for match in _WORD_END.finditer(name)), reverse=True)]
    for end in ends:
        dataset = known.get(fold_label(name[:end]))
        if dataset is not None:
            return dataset
    return None


def storable_name(source_file: str) -> str:
    """Make a file's name one that can be stored: bytes that are no text become question marks."""
    return source_file.encode("utf-8", "replace").decode()
