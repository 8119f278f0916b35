"""The list of institutions: who reports what, from which semester on, through which channel (`institutions.yml`)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)

from foundation.semester import Semester
from foundation.yaml_text import load_yaml
from sources.channels.channel import ChannelSpec
from sources.contract import load_contracts

InstitutionType = Literal["perangkat_daerah", "csr_forum", "baznas", "bank", "perusahaan", "ormas", "lainnya"]

#: Codes name folders, partitions and workbooks: no separators, no dots, nothing that a shell or a share would bend.
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,39}")


def _read_semester(value: object) -> object:
    if value is None or isinstance(value, Semester):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no semester: write for example 2023S1")
    return Semester.parse(value)


_SemesterKey = Annotated[Semester, BeforeValidator(_read_semester), PlainSerializer(str)]


class Institution(BaseModel):
    """One institution of the list.

    `datasets` is what is due from `since` to `until` (None: open); more is welcome. An institution without data sets
    is never expected.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    type: InstitutionType
    datasets: tuple[str, ...]
    since: _SemesterKey | None = None
    until: _SemesterKey | None = None
    channel: ChannelSpec

    @field_validator("code")
    @classmethod
    def _code_is_safe(cls, code: str) -> str:
        if not _CODE.fullmatch(code):
            raise ValueError("a code names folders: write 1 to 40 of A-Z, 0-9, _ and -, not beginning with _ or -")
        return code

    @field_validator("name")
    @classmethod
    def _name_is_given(cls, name: str) -> str:
        if not name.strip():
            raise ValueError("the name is empty")
        return name.strip()

    @model_validator(mode="after")
    def _entry_is_sound(self) -> Self:
        for dataset in self.datasets:
            if dataset not in load_contracts():
                raise ValueError(f"datasets: there is no data set {dataset!r}, only {', '.join(load_contracts())}")
            only_from = load_contracts()[dataset].only_from
            if only_from not in (None, self.code):
                raise ValueError(f"datasets: {dataset} comes from {only_from} alone")
        if len(set(self.datasets)) < len(self.datasets):
            raise ValueError("datasets: one is named twice")
        if self.datasets and self.since is None:
            raise ValueError("since: say the first semester due, for example 2021S1")
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError(f"until: {self.until} lies before since ({self.since})")
        return self

    def is_due(self, semester: Semester) -> bool:
        """Say whether a report of this institution is expected for the semester."""
        if not self.datasets or self.since is None:
            return False
        return self.since <= semester and (self.until is None or semester <= self.until)


class InstitutionList(BaseModel):
    """All institutions, in the order of the file; `base` is the folder that channel urls are relative to."""

    model_config = ConfigDict(frozen=True)

    institutions: tuple[Institution, ...]
    base: Path

    def institution(self, code: str) -> Institution:
        """Give the institution of this code. Raises `KeyError` where the list has none."""
        for institution in self.institutions:
            if institution.code == code:
                return institution
        raise KeyError(f"no institution {code!r} in the list")


class InstitutionListError(ValueError):
    """The list of institutions can not be used. `problems` holds one line each, and names the entry."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        """Keep the file and everything that is wrong with it."""
        super().__init__("\n".join([f"{path}:", *(f"  {problem}" for problem in problems)]))
        self.path = path
        self.problems = tuple(problems)


def load_institutions(path: Path) -> InstitutionList:
    """Load the list of institutions.

    Raises `InstitutionListError` with everything that is wrong, entry by entry.
    """
    entries = _read_entries(path)
    institutions: list[Institution] = []
    problems: list[str] = []
    positions: dict[str, int] = {}
    for position, entry in enumerate(entries, start=1):
        try:
            institution = Institution.model_validate(entry)
        except ValidationError as error:
            problems.extend(_problems_of(entry, position, error))
            continue
        first = positions.setdefault(institution.code, position)
        if first != position:
            problems.append(f"entry {position} ({institution.code}): the code stands at entry {first} already")
        institutions.append(institution)
    if problems:
        raise InstitutionListError(path, problems)
    return InstitutionList(institutions=tuple(institutions), base=path.parent)


def _read_entries(path: Path) -> list[Any]:
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InstitutionListError(path, [f"can not be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise InstitutionListError(path, ["is not written in UTF-8"]) from error
    except yaml.YAMLError as error:
        raise InstitutionListError(path, [f"is no YAML: {error}"]) from error
    if not isinstance(content, dict) or not isinstance(content.get("institutions"), list):
        raise InstitutionListError(path, ["must begin with `institutions:`, followed by a list"])
    others = sorted(str(key) for key in content if key != "institutions")
    if others:
        raise InstitutionListError(path, [f"holds what is not known: {', '.join(others)}"])
    entries: list[Any] = content["institutions"]
    return entries


def _problems_of(entry: object, position: int, error: ValidationError) -> Iterator[str]:
    code = entry.get("code") if isinstance(entry, dict) else None
    label = f"entry {position} ({code})" if code is not None else f"entry {position}"
    for fault in error.errors(include_url=False):
        # The union `Semester | None` adds its own name to the place; the field's is enough.
        place = ".".join(str(part) for part in fault["loc"] if not str(part).startswith("function-"))
        message = fault["msg"].removeprefix("Value error, ")
        yield f"{label}: {place}: {message}" if place else f"{label}: {message}"
