"""The content of one feedback workbook, as plain values that are sent to the writing process."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from expectations.catalogue import load_catalogue
from sources.archive import ArchivedFile
from sources.contract import load_contracts

#: Version of the workbook's layout: a change rewrites every workbook.
LAYOUT_VERSION = 4


@dataclass(frozen=True)
class FeedbackLimits:
    """How much one workbook shows before it says how much it leaves out.

    Only rows with a finding are shown, at most `sheet_rows`, of a sheet with more than `sheet_rows` rows of data, of
    the sheets beyond `workbook_rows` in total, and of a sheet from `sheet_cells` filled cells on. `sheets` limits the
    sheets, `sheet_comments` the comments on each (more open slowly), and `listed_findings` the list of findings (Excel
    allows 65,530 links).
    """

    sheet_rows: int = 20_000
    workbook_rows: int = 200_000
    sheet_cells: int = 1_500_000
    sheets: int = 100
    sheet_comments: int = 10_000
    listed_findings: int = 50_000


class Annotation(NamedTuple):
    """One finding as its sender reads it. Without a row it is about the sheet, without a sheet about the file.

    Without a file it is about the submission; its sheet is then one that is not there.

    `source_column` is the contract's name; None for the whole row.
    """

    rule_code: str
    severity: str
    source_file: str | None
    source_sheet: str | None
    source_row: int | None
    source_column: str | None
    message_id: str

    @property
    def place(self) -> tuple[str, str]:
        """File and sheet; empty texts where it is about neither."""
        return self.source_file or "", self.source_sheet or ""


class TableRows(NamedTuple):
    """The rows of data of one table of a sheet, and the columns that nothing read: position (from 0) and label."""

    first_row: int | None
    last_row: int | None
    rows_received: int
    unread_columns: tuple[tuple[int, str], ...]


class SheetReconciliation(NamedTuple):
    """One sheet as it was read, in the order of reading; rows received = accepted + rejected.

    `received_idr` is the rupiah of its rows by column, in the contract's order; `tables` are from top to bottom.
    """

    source_file: str
    source_sheet: str
    dataset: str
    rows_received: int
    rows_accepted: int
    rows_rejected: int
    received_idr: tuple[tuple[str, Decimal], ...] = ()
    tables: tuple[TableRows, ...] = ()


class FrequentFault(NamedTuple):
    """How often one rule was broken in one column, and the first case of it."""

    first: Annotation
    cases: int


@dataclass(frozen=True)
class SubmissionFacts:
    """The summary's facts on a submission besides its rows; `status` is that of `fct_submission`.

    Of files that were only checked, the version is 0, there is no status, and `received_at` is when they were checked;
    code and name are empty where nobody has said whose they are.
    """

    semester: str
    institution_code: str
    institution_name: str
    version: int
    received_at: datetime
    is_late: bool
    status: str


@dataclass
class SubmissionReport:
    """Everything in one institution's workbook of one semester.

    `annotations` are in the order of files, sheets and rows, at most `annotations_kept` per sheet. All are counted, by
    severity in `counts` and by sheet in `annotated_rows` (rows that have an annotation, by file and sheet).
    """

    facts: SubmissionFacts
    files: tuple[ArchivedFile, ...] = ()
    sheets: list[SheetReconciliation] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    annotated_rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: dict[tuple[str, str | None], FrequentFault] = field(default_factory=dict)
    _last_row: tuple[str | None, str | None, int | None] | None = None
    _kept: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)

    def add(self, annotations: Iterable[Annotation], annotations_kept: int) -> None:
        """Add annotations in their order; at most `annotations_kept` per sheet are kept."""
        for annotation in annotations:
            sheet = (annotation.source_file, annotation.source_sheet)
            row = (*sheet, annotation.source_row)
            self.counts[annotation.severity] += 1
            if annotation.source_row is not None and row != self._last_row:
                self.annotated_rows[annotation.place] += 1
            self._last_row = row
            if annotation.severity != "file":
                kind = (annotation.rule_code, annotation.source_column)
                known = self.faults.get(kind)
                self.faults[kind] = FrequentFault(known.first if known else annotation, known.cases + 1 if known else 1)
            if self._kept[sheet] < annotations_kept:
                self._kept[sheet] += 1
                self.annotations.append(annotation)

    @property
    def findings(self) -> int:
        """Number of findings, with those that are counted but not kept."""
        return self.counts.total()

    def of_sheet(self, reconciliation: SheetReconciliation) -> list[Annotation]:
        """Give the annotations on a sheet and its rows."""
        place = (reconciliation.source_file, reconciliation.source_sheet)
        return [
            annotation for annotation in self.annotations if (annotation.source_file, annotation.source_sheet) == place
        ]

    def rejections(self, reconciliation: SheetReconciliation) -> list[Annotation]:
        """Give the annotations on a sheet, or on its file, that reject all of its rows."""
        places = ((reconciliation.source_file, reconciliation.source_sheet), (reconciliation.source_file, None))
        return [
            annotation
            for annotation in self.annotations
            if annotation.severity == "file"
            and annotation.source_row is None
            and (annotation.source_file, annotation.source_sheet) in places
        ]

    def fingerprint(self, limits: FeedbackLimits) -> str:
        """Give the digest of the workbook's inputs: equal digests, equal workbooks."""
        content = [
            [layout_digest(), asdict(limits)],
            asdict(self.facts),
            [(file.name, file.sha256) for file in self.files],
            self.sheets,
            self.annotations,
            sorted(self.counts.items()),
            sorted(self.annotated_rows.items()),
            [fault.cases for fault in self.faults.values()],
        ]
        return hashlib.sha256(
            json.dumps(content, ensure_ascii=False, default=str).encode("utf-8", "replace")
        ).hexdigest()


@cache
def layout_digest() -> str:
    """Give the digest of a workbook's layout, the rules' texts and the contracts' columns."""
    rules = [rule.model_dump(exclude={"evidence"}) for rule in load_catalogue().values()]
    contracts = [contract.model_dump() for contract in load_contracts().values()]
    parts = [LAYOUT_VERSION, rules, contracts]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
