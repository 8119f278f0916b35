"""What is reported of a table beside its rows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TableFault:
    """What is reported of a table: the rule, the contract's column (null: no single one), a sentence, and the row.

    The sentence is Indonesian and quotes no cell; the row is null where it is the whole table's.
    """

    rule_code: str
    column: str | None = None
    detail_id: str = ""
    row: int | None = None
