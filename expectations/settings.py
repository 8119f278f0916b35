"""Settings of validation: thresholds of the rules that have one, and how many rows are in memory at once."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ValidationSettings:
    """Settings of validation; the defaults are the contract's.

    A poor household in a decile above `decile_threshold`, or one of more than `household_size_limit` persons, is
    flagged. An amount above `largest_amount` (rupiah), a count above `largest_count` or a household of more than
    `largest_household` persons is refused, so that every later stage can hold what is accepted. Great Expectations
    validates `chunk_rows` rows at a time, which bounds what pandas holds. DuckDB holds `memory_limit` (its notation,
    such as `4GB`), then spills to a folder below `scratch` (by default in the private zone: the rows are personal
    data).
    """

    decile_threshold: int = 4
    household_size_limit: int = 15
    largest_amount: int = 10**13
    largest_count: int = 10**7
    largest_household: int = 30
    chunk_rows: int = 250_000
    memory_limit: str = "4GB"
    threads: int = 2
    scratch: Path | None = None
