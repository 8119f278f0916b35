"""The data-set contracts as typed values: `sources/contracts/*.yml`, read once and checked.

Everything that knows a data set or a column (header mapping, suites, template, documentation) asks here. A file in the
folder is a data set, and no code needs to name it.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foundation.yaml_text import load_yaml

ColumnType = Literal["text", "code", "region", "amount", "count", "integer", "date", "nik", "kk"]
PublishAs = Literal["value", "person_id", "household_id", "private"]
CheckKind = Literal[
    "accepted_in",
    "decile_of_the_poor",
    "household_size_usual",
    "inside_semester",
    "kk_date_possible",
    "nik_date_possible",
    "nik_matches_birth_date",
    "nik_matches_sex",
    "not_above",
    "not_after_semester",
    "not_before",
    "not_before_semester",
]

#: Column types whose cells can fail to be read. Any text reads as text; only the cell of a failed formula does not.
TYPES_WITH_READING_FAULTS: frozenset[str] = frozenset({"amount", "count", "integer", "date", "nik", "kk", "region"})

#: The one file among the contracts that is no data set.
_CODE_LISTS = "code_lists.yml"

_IGNORED_IN_LABELS = re.compile(r"[\s._\-/\\:*'\"`\u200c\u200d]+")
_UNIT_IN_LABEL = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Model):
    """One column of a data set.

    `name` is the contract's, `warehouse_name` the English one behind staging. `publish` says what of it SQL
    reads: the value, a pseudonym, or nothing. SEKTAP writes a `prefilled` column into its own forms: where nothing else
    stands, nobody has filled the line in, and it is no row. An integer without a `maximum` counts the members of a
    household, whose largest number is a setting.
    """

    name: str
    type: ColumnType
    required: bool = False
    required_unless: str | None = None
    flag_when_missing: bool = False
    prefilled: bool = False
    personal: bool = False
    birth_date: bool = False
    minimum: int | None = None
    maximum: int | None = None
    code_list: str | None = None
    publish: PublishAs
    warehouse_name: str | None = None
    description: str
    description_id: str
    example: str
    aliases: tuple[str, ...] = ()
    name_columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check_names_of_a_place(self) -> Self:
        if (self.type == "region") != (set(self.name_columns) == {"kelurahan", "kecamatan"}):
            raise ValueError(f"column {self.name}: name_columns are kelurahan and kecamatan, of a region and no other")
        return self

    @property
    def has_reading_faults(self) -> bool:
        """Whether a cell of this column can be unreadable, so that a fault and a raw text stand beside its value.

        A failed formula in a required text or code needs none: what can not be read is missing there anyway.
        """
        return self.type in TYPES_WITH_READING_FAULTS or not self.required

    @property
    def label_id(self) -> str:
        """The column as a sender finds it: the names of a place can stand instead of its code."""
        return _with_others(self.name, tuple(self.name_columns))

    @property
    def required_label_id(self) -> str:
        """The column where something must stand, with those that would do instead."""
        return _with_others(self.name, (self.required_unless,)) if self.required_unless else self.label_id


def _with_others(name: str, others: tuple[str, ...]) -> str:
    return f"{name} (atau {' + '.join(others)})" if others else name


class Check(_Model):
    """A rule about a column that its type alone does not imply."""

    rule: str
    column: str
    kind: CheckKind
    other: str | None = None


class MatchedColumns(_Model):
    """Which columns say who a row is about: the head of a household or a recipient (`role`), who is to be matched.

    Null where the data set does not say it.
    """

    role: Literal["head", "recipient"]
    kk: str
    nik: str
    name: str
    region_code: str
    birth_date: str | None = None
    sex: str | None = None
    address: str | None = None
    rt: str | None = None
    rw: str | None = None


class Contract(_Model):
    """One data set: its columns, key and checks.

    `position` orders the data sets, in validation and wherever people see them. `only_from` is the one institution that
    may hand it in. With `kept_by_id`, only institutions of which it is due may; the text names them to a sender.
    `is_registry` is the one whose rows are the households that are counted, so that a refused row is one less.
    `dated_by` is the column whose day, or the two whose period, must touch the semester: a file whose dated rows all
    lie elsewhere is one of another semester. `owners` are words that may follow a column's name in a label and only say
    whose it is.
    """

    dataset: str
    position: int
    title_id: str
    description: str
    description_id: str
    only_from: str | None = None
    kept_by_id: str | None = None
    is_registry: bool = False
    dated_by: tuple[str] | tuple[str, str] | None = None
    matched: MatchedColumns | None = None
    sheet_aliases: tuple[str, ...]
    sheet_names_of_others: tuple[str, ...] = ()
    sheet_name_yields_to: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    key: tuple[str, ...]
    key_substitutes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()

    def column(self, name: str) -> Column:
        """Give the column of this name. Raises `KeyError` where the data set has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"data set {self.dataset} has no column {name!r}")

    def counterpart(self, name: str) -> str | None:
        """Name the column of which one is required, this or that; null where there is none."""
        others = (column.name for column in self.columns if column.required_unless == name)
        return self.column(name).required_unless or next(others, None)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The data sets among whose accepted rows a row of this one must find its own."""
        return tuple((check.other or "").partition(".")[0] for check in self.checks if check.kind == "accepted_in")

    @property
    def key_label_id(self) -> str:
        """The columns of the key as a sender finds them, with those that stand in for an empty one."""
        labels = []
        for name in self.key:
            substitutes = self.key_substitutes.get(name, ())
            labels.append(_with_others(name, substitutes) if substitutes else self.column(name).label_id)
        return ", ".join(labels)

    @property
    def published_columns(self) -> tuple[Column, ...]:
        """The columns of the accepted rows, which SQL reads, in order."""
        return tuple(column for column in self.columns if column.publish != "private")


def fold_label(label: str) -> str:
    """Fold a sheet or column label for comparison: no unit, case, spaces, dots, underscores or accents.

    >>> fold_label("Anggaran (Rp.)") == fold_label("anggaran")
    True
    >>> fold_label("No. KK")
    'nokk'
    """
    text = unicodedata.normalize("NFKC", label)
    text = _UNIT_IN_LABEL.sub(" ", text) if _UNIT_IN_LABEL.sub("", text).strip() else text
    return _IGNORED_IN_LABELS.sub("", text).casefold()


def _read_yaml(name: str) -> Any:
    return load_yaml(files("sources.contracts").joinpath(name).read_text(encoding="utf-8"))


@cache
def load_contracts() -> dict[str, Contract]:
    """Load every contract by its data set's name, in the order of their positions.

    Raises `ValidationError` naming the faulty entry, and `ValueError` where a data set stands before one that it
    depends on.
    """
    names = sorted(file.name for file in files("sources.contracts").iterdir() if file.name.endswith(".yml"))
    found = [Contract.model_validate(_read_yaml(name)) for name in names if name != _CODE_LISTS]
    contracts: dict[str, Contract] = {}
    for contract in sorted(found, key=lambda contract: (contract.position, contract.dataset)):
        for dataset in contract.depends_on:
            if dataset not in contracts:
                raise ValueError(f"{contract.dataset} depends on {dataset}, which does not stand before it")
        contracts[contract.dataset] = contract
    return contracts


@cache
def column_labels() -> dict[str, str]:
    """Give every column's label for senders by its name: a region's says that names can stand instead of the code."""
    return {column.name: column.label_id for contract in load_contracts().values() for column in contract.columns}


@cache
def read_code_names() -> dict[str, dict[str, list[str]]]:
    """Read the coded values: per list, canonical value to its other spellings, the official name first."""
    lists: dict[str, dict[str, list[str]]] = _read_yaml(_CODE_LISTS)
    return lists


@cache
def load_code_lists() -> dict[str, dict[str, str]]:
    """Load the coded values: per list, folded spelling to canonical value (the canonical spelling included)."""
    code_lists: dict[str, dict[str, str]] = {}
    for list_name, values in read_code_names().items():
        spellings: dict[str, str] = {}
        for canonical, aliases in values.items():
            for spelling in (canonical, *aliases):
                spellings[fold_code(spelling)] = canonical
        code_lists[list_name] = spellings
    return code_lists


def fold_code(value: str) -> str:
    """Fold a coded value for comparison: no case, spaces, dots, underscores and hyphens."""
    return _IGNORED_IN_LABELS.sub("", unicodedata.normalize("NFKC", value)).casefold()


def matched_datasets() -> dict[str, MatchedColumns]:
    """Give the data sets whose rows are matched with one another, each with the columns that say who a row is about."""
    return {name: contract.matched for name, contract in load_contracts().items() if contract.matched is not None}
