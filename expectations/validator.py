"""Judging a data set: chunk by chunk, Great Expectations counts, the masks name the rows, and both must agree."""

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from expectations.checks import RowCheck
from expectations.errors import ImplementationsDisagreeError
from expectations.locate import unexpected_mask
from expectations.validator_client import validate_beside

#: A row that fails a check: its number in the received table, and the number of the check in the list.
HIT = pa.schema([pa.field("row_id", pa.int64(), nullable=False), pa.field("check_no", pa.int64(), nullable=False)])

ROW_ID = "row_id"


def validate_chunks(
    dataset: str, checks: Sequence[RowCheck], chunks: Iterable[pa.Table]
) -> tuple[pa.Table, dict[str, int]]:
    """Validator every chunk of the judged table (with its `row_id`) by bound checks.

    Gives the hits (schema `HIT`) and the number of unexpected rows per check id, as Great Expectations counts them.
    Raises `ImplementationsDisagreeError` where the masks find another number.
    """
    unexpected = {check.check_id: 0 for check in checks}
    hits: list[pa.Table] = []
    for chunk in chunks:
        for check_no, count, table in _validate_chunk(dataset, checks, chunk):
            unexpected[checks[check_no].check_id] += count
            hits.append(table)
    return pa.concat_tables([HIT.empty_table(), *hits]), unexpected


def _validate_chunk(dataset: str, checks: Sequence[RowCheck], chunk: pa.Table) -> Iterable[tuple[int, int, pa.Table]]:
    """Give, per failed check, its number, how many rows fail it, and which."""
    verdicts, masks = validate_beside(
        dataset, checks, chunk.drop_columns([ROW_ID]), lambda: [unexpected_mask(chunk, check) for check in checks]
    )
    for check_no, (check, mask) in enumerate(zip(checks, masks, strict=True)):
        verdict = verdicts[check.check_id]
        located = int(pc.sum(mask).as_py() or 0)
        if located != verdict.unexpected_count or verdict.success != (located == 0):
            raise ImplementationsDisagreeError(dataset, check.check_id, verdict.unexpected_count, located)
        if located:
            row_ids = chunk.column(ROW_ID).filter(mask)
            numbers = pa.repeat(pa.scalar(check_no, pa.int64()), located)
            yield check_no, located, pa.table([row_ids, numbers], schema=HIT)
