"""The checkpoint of a semester's linkage: digests of its inputs and outputs, by which a run decides to link it again.

A checkpoint is the folder `linkage/semester=…/`, replaced as a whole: the tables of the semester, in `known/` what is
known of households and persons after it (pseudonyms only), in `registry/` its registry for later semesters, and
`checkpoint.json`. Personal data is under `private/` and is named by its content, so that the two parts never disagree.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import file_digest, sha256
from pathlib import Path

from foundation.data_layout import DataLayout
from sources.contract import matched_datasets

_FILE = "checkpoint.json"


@dataclass(frozen=True)
class Checkpoint:
    """The digests of the inputs and outputs of a semester's linkage, and the row counts of its tables."""

    #: Version and settings of the linkage, what was known before, and the semester's rows.
    follows_from: Mapping[str, str]
    #: The registries of earlier semesters, where they were read to explain a split.
    earlier_registries: Mapping[str, str]
    known: str
    known_rows: str
    #: The names of the files of its personal part: known rows, model and scores.
    personal: Sequence[str]
    registry: str
    tables: str
    rows: Mapping[str, int]

    @property
    def gives(self) -> str:
        """Give the digest of everything that the next semester follows from."""
        return f"{self.known} {self.known_rows}"

    def follows(self, follows_from: Mapping[str, str], before: Mapping[str, "Checkpoint"]) -> bool:
        """Say whether this checkpoint is up to date with these digests and the checkpoints of earlier semesters."""
        return self.follows_from == follows_from and all(
            semester in before and before[semester].registry == digest
            for semester, digest in self.earlier_registries.items()
        )

    def is_whole(self, layout: DataLayout, semester: str) -> bool:
        """Say whether no file of its personal part has been lost."""
        return all((layout.kept_linkage(semester) / name).exists() for name in self.personal)

    def write(self, folder: Path) -> None:
        """Write it into the folder of the semester."""
        (folder / _FILE).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


def load_checkpoint(layout: DataLayout, semester: str) -> Checkpoint | None:
    """Load the checkpoint of a semester (key); None without one, or with one of another version's fields."""
    path = layout.linked(semester) / _FILE
    read = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return Checkpoint(**read) if set(read) == {field.name for field in fields(Checkpoint)} else None


def digest_of(files: Iterable[Path], *, below: Path) -> str:
    """Give the digest of files' contents and paths below a folder, whatever their order."""
    named = sha256()
    for path in sorted(files):
        with path.open("rb") as file:
            named.update(f"{path.relative_to(below)} {file_digest(file, 'sha256').hexdigest()}\n".encode())
    return named.hexdigest()


def accepted_files(layout: DataLayout, dataset: str, semester: str) -> Sequence[Path]:
    """Give the files of the accepted rows of a data set in a semester."""
    return sorted(layout.accepted_zone(dataset).glob(f"semester={semester}/*/*.parquet"))


def received_files(layout: DataLayout, dataset: str, semester: str) -> Sequence[Path]:
    """Give the files of the rows of a data set in a semester as they were read."""
    return sorted(layout.received_zone.glob(f"semester={semester}/*/{dataset}.parquet"))


def digest_of_rows(layout: DataLayout, semester: str) -> str:
    """Give the digest of a semester's rows to link: as accepted, and as read."""
    files = [
        file
        for dataset in matched_datasets()
        for file in (*accepted_files(layout, dataset, semester), *received_files(layout, dataset, semester))
    ]
    return digest_of(files, below=layout.root)
