"""Validates the received rows of one data set: accepted rows, reconciliations and findings come out.

`check_dataset` takes one data set of all institutions at once, so that Great Expectations validates one batch instead
of sixty; `check_files` turns faults of whole files into findings. Both may be run again at any time: the same input
leaves the same files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from expectations.accepted_rows import write_institution_parts
from expectations.checks import row_checks
from expectations.derived import create_validated_view
from expectations.file_findings import check_files
from expectations.findings import create_findings
from expectations.keys import create_row_marks
from expectations.received import DatasetBatch, load_accepted_codes, load_received, open_workspace
from expectations.settings import ValidationSettings
from expectations.validator_client import validate_chunks
from foundation.data_layout import DataLayout
from foundation.prefetch import prefetch
from foundation.semester import Semester
from sources.contract import load_contracts

__all__ = ["DatasetReport", "ValidationSettings", "check_dataset", "check_files"]


@dataclass(frozen=True)
class InstitutionReconciliation:
    """One institution's rows of the data set: received = accepted + rejected."""

    institution_code: str
    rows_received: int
    rows_accepted: int
    rows_rejected: int


@dataclass(frozen=True)
class DatasetReport:
    """The rows of one data set in one semester, by institution that was asked for."""

    institutions: tuple[InstitutionReconciliation, ...]


def check_dataset(
    layout: DataLayout,
    *,
    semester: Semester,
    dataset: str,
    institution_codes: Sequence[str],
    key: bytes,
    settings: ValidationSettings,
) -> DatasetReport:
    """Check one data set of these institutions, and write what SQL reads of it.

    `kegiatan` must be checked before `penerima`, whose receipts may name accepted activities only. `key` is that of
    the pseudonyms. Raises `errors.RowValidationError` where the system itself can not be trusted; nothing is written
    then.
    """
    contract = load_contracts()[dataset]
    checks = [check.bind(semester, settings) for check in row_checks(contract)]
    batch = DatasetBatch(semester, contract, institution_codes)
    with open_workspace(layout, settings) as connection:
        load_received(connection, layout, batch)
        load_accepted_codes(connection, layout, batch)
        create_row_marks(connection, contract)
        create_validated_view(connection, contract)
        failing = validate_chunks(dataset, checks, prefetch(_validated_chunks(connection, settings.chunk_rows)))
        create_findings(connection, batch, checks, failing)
        write_institution_parts(connection, layout, batch, checks, key, settings.chunk_rows)
        return DatasetReport(tuple(_institution_reconciliations(connection, institution_codes)))


def _validated_chunks(connection: duckdb.DuckDBPyConnection, chunk_rows: int) -> Iterator[pa.Table]:
    for batch in connection.execute("select * from validated").to_arrow_reader(chunk_rows):
        if batch.num_rows:
            yield pa.Table.from_batches([batch])


def _institution_reconciliations(
    connection: duckdb.DuckDBPyConnection, institution_codes: Sequence[str]
) -> Iterator[InstitutionReconciliation]:
    counts = connection.execute(
        """
        select
            received.institution_no,
            count(*),
            count(*) filter (received.is_rejected or received.row_id in (select row_id from rejected_row))
        from received
        inner join sheet on received.sheet_no = sheet.sheet_no
        group by received.institution_no
        """
    ).fetchall()
    by_institution = {institution_no: (received, rejected) for institution_no, received, rejected in counts}
    for institution_no, code in enumerate(institution_codes):
        received, rejected = by_institution.get(institution_no, (0, 0))
        yield InstitutionReconciliation(code, received, received - rejected, rejected)
