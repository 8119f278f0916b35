"""Files of one submission that hold mostly the same rows of a data set: the later counts, the others are reported."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from foundation.database import open_database
from sources.contract import Contract
from sources.row_keys import key_columns, key_is_complete, quoted, value_columns

_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class DatasetPart:
    """The rows of a data set that one file gave, in the Parquet file `path`.

    `received_at` is the channel's own time of the file. Rows of `refused_sheets` and of refused tables count for
    nothing.
    """

    path: Path
    source_file: str
    received_at: datetime
    refused_sheets: Collection[str]


def superseded_parts(
    parts: Sequence[DatasetPart], contract: Contract, spill: Path
) -> Iterator[tuple[DatasetPart, DatasetPart]]:
    """Give each part that does not count, with the later part that does in its place.

    A later part takes the place of one of whose keys it holds more than half, so that a few corrected rows do not take
    that of a whole list; of a data set without a key the whole row is it. Of equal times neither is the later one.
    `spill` is a folder for what does not fit into memory.
    """
    if len({part.received_at for part in parts}) < 2:
        return
    contained = _contained(parts, contract, spill)
    counted: list[DatasetPart] = []
    for part in sorted(parts, key=lambda part: part.received_at, reverse=True):
        later = (one for one in counted if one.received_at > part.received_at and (part.path, one.path) in contained)
        if (successor := next(later, None)) is None:
            counted.append(part)
        else:
            yield part, successor


def _contained(parts: Sequence[DatasetPart], contract: Contract, spill: Path) -> set[tuple[Path, Path]]:
    """Give the pairs of parts of which the second holds more than half of the first one's keys."""
    columns = key_columns(contract) or [f"received.{quoted(name)}" for name in value_columns(contract)]
    complete = key_is_complete(contract) if contract.key else "true"
    paths = [str(part.path) for part in parts]
    refused = [f"{part.path}{_SEPARATOR}{sheet}" for part in parts for sheet in part.refused_sheets]
    with open_database(spill=spill) as connection:
        pairs = connection.execute(
            f"""
            with keyed as (
                select distinct received.filename as part, hash({", ".join(columns)}) as key_hash
                from read_parquet($paths, filename = true) as received
                where {complete} and not received.is_in_rejected_table
                    and not list_contains($refused, received.filename || '{_SEPARATOR}' || received.source_sheet)
            ),

            sizes as (select part, count(*) as keys from keyed group by part)

            select first.part, second.part
            from keyed as first
            inner join keyed as second on first.key_hash = second.key_hash and first.part <> second.part
            inner join sizes on first.part = sizes.part
            group by first.part, second.part, sizes.keys
            having 2 * count(*) > sizes.keys
            """,
            {"paths": paths, "refused": refused},
        ).fetchall()
    return {(Path(first), Path(second)) for first, second in pairs}
