"""What stops validation: faults of the system itself, never of what an institution sends. No message holds a value."""

from typing import Self


class RowValidationError(Exception):
    """Validation can not vouch for its result."""


class ExpectationFailedToRunError(RowValidationError):
    """Great Expectations could not evaluate a check. Attributes: `dataset`, `check_id`, `reason`."""

    def __init__(self, dataset: str, check_id: str, reason: str) -> None:
        super().__init__(f"data set {dataset}, check {check_id}: Great Expectations could not evaluate it ({reason})")
        self.dataset = dataset
        self.check_id = check_id
        self.reason = reason

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str]]:
        """Travel from the validator's process to its client."""
        return type(self), (self.dataset, self.check_id, self.reason)


class UnknownReadingFaultError(RowValidationError):
    """The reader marks cells with a rule that the catalogue does not provide for their type.

    Attributes: `dataset`, `column`, `fault`.
    """

    def __init__(self, dataset: str, column: str, fault: str) -> None:
        super().__init__(f"data set {dataset}, column {column}: no check answers the reading fault {fault!r}")
        self.dataset = dataset
        self.column = column
        self.fault = fault


class RowReconciliationError(RowValidationError):
    """A sheet's rows are not all there: the reader counts another number than it has written.

    Attributes: `institution_code`, `dataset`, `source_file`, `source_sheet`, `announced` and `found` (rows).
    """

    def __init__(
        self, institution_code: str, dataset: str, source_file: str, source_sheet: str, announced: int, found: int
    ) -> None:
        super().__init__(
            f"institution {institution_code}, data set {dataset}: a sheet was read with {announced} rows, "
            f"but {found} have been written (see the attributes for file and sheet)"
        )
        self.institution_code = institution_code
        self.dataset = dataset
        self.source_file = source_file
        self.source_sheet = source_sheet
        self.announced = announced
        self.found = found
