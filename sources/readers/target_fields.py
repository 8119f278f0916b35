"""The places that a row's cells are put into: a data set's columns, and the names that stand in for a region's code."""

from dataclasses import dataclass
from functools import cache

from sources.contract import Column, Contract, fold_code, load_contracts
from sources.readers.labels import Label, explains, parse_label

#: Added to the rank of a label that names a stage, or whose column it is, so that a plain label goes before it.
_LESS_PLAIN = 1_000


@dataclass(frozen=True)
class Claim:
    """A label's claim to a target field: of two, the one of lower rank is taken.

    `scale` is what one unit is in rupiah. A label that `is_of_another_year` names the field and does not hold it.
    """

    target_field: int
    rank: int
    scale: int | None = None
    is_of_another_year: bool = False


@dataclass(frozen=True)
class TargetFields:
    """The target_fields of one data set, the same for every file that holds it.

    `names` are the contract's columns in order, then the name columns of its region. `spellings` maps a folded label
    to (target_field, rank): of two columns of a sheet that mean the same target_field, the one of lower rank is taken.
    `year` is that of the semester; without one, a label of any year is known.
    """

    contract: Contract
    names: tuple[str, ...]
    spellings: dict[str, tuple[int, int]]
    year: int | None

    def find(self, label: str) -> Claim | None:
        """Give the claim of a label as it is written; null where the data set has no such column."""
        parsed = parse_label(label)
        known = self.spellings.get(parsed.folded)
        is_plain = known is not None and not parsed.is_stage
        known = known or self._of_owner(parsed)
        if known is None:
            return None
        target_field, rank = known
        column = self.column_of(target_field)
        is_money = column.type == "amount"
        if (parsed.scale is not None and not is_money) or not all(
            explains(column, said) or self._is_spelling(said, target_field) for said in parsed.remarks
        ):
            return None
        is_of_another_year = self.year is not None and parsed.year not in (None, self.year)
        return Claim(target_field, rank if is_plain else rank + _LESS_PLAIN, parsed.scale, is_of_another_year)

    def _is_spelling(self, text: str, target_field: int) -> bool:
        """Say whether a remark only names the column again: `No. Induk Kependudukan (NIK)`."""
        found = self.spellings.get(fold_code(text))
        return found is not None and found[0] == target_field

    def _of_owner(self, parsed: Label) -> tuple[int, int] | None:
        """Match a label that also says whose the column is: `NIK Penerima Manfaat`."""
        for owner in self.contract.owners:
            name = parsed.folded.removesuffix(fold_code(owner))
            if name != parsed.folded and name in self.spellings:
                return self.spellings[name]
        return None

    def column_of(self, target_field: int) -> Column:
        """Give the contract's column that a target_field belongs to; the region's for its name columns."""
        if target_field < len(self.contract.columns):
            return self.contract.columns[target_field]
        return next(column for column in self.contract.columns if self.names[target_field] in column.name_columns)

    def substitutes(self, target_field: int) -> tuple[int, ...]:
        """Fields that can stand for a column: itself, a region's kelurahan name, the other of two required numbers."""
        column = self.contract.columns[target_field]
        others = [name for name in column.name_columns if name == "kelurahan"]
        if column.required_unless:
            others.append(column.required_unless)
        return (target_field, *(self.names.index(name) for name in others))

    @property
    def required(self) -> tuple[tuple[int, ...], ...]:
        """What a row needs: for every required column the target_fields of which one must be there."""
        return tuple(
            self.substitutes(target_field)
            for target_field, column in enumerate(self.contract.columns)
            if column.required or column.required_unless
        )

    @property
    def prefilled(self) -> frozenset[int]:
        """The target_fields that SEKTAP fills in itself; by them alone a line of a form says nothing."""
        return frozenset(target_field for target_field, column in enumerate(self.contract.columns) if column.prefilled)

    def missing_columns(self, present: set[int]) -> list[Column]:
        """List the required columns for which none of the target_fields is there."""
        return [
            self.contract.columns[target_fields[0]]
            for target_fields in self.required
            if present.isdisjoint(target_fields)
        ]


@cache
def target_fields_of(dataset: str, year: int | None = None) -> TargetFields:
    """Give the target_fields of a data set, for the labels of a semester of this year, or of any."""
    contract = load_contracts()[dataset]
    aliases = [(column.name, column.aliases) for column in contract.columns]
    for column in contract.columns:
        aliases += [(name, tuple(spellings)) for name, spellings in column.name_columns.items()]
    spellings: dict[str, tuple[int, int]] = {}
    for rank_of_own_name in (True, False):  # a column's own name goes before another one's alias
        for target_field, (name, others) in enumerate(aliases):
            for rank, spelling in enumerate([name] if rank_of_own_name else others):
                spellings.setdefault(fold_code(spelling), (target_field, 0 if rank_of_own_name else rank + 1))
    return TargetFields(contract, tuple(name for name, _ in aliases), spellings, year)
