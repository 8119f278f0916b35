"""Assets of the door: the accepted rows of each data set, with a check per rule, and the accounts."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from expectations.catalogue import load_catalogue
from expectations.checks import row_checks
from expectations.validation import DatasetReport, check_dataset, check_files
from expectations.validator_client import release_validator
from foundation.schemas import CONTROL_TOTAL, SHEET_RECONCILIATION, VALIDATION_FINDING
from foundation.semester import Semester
from operations.recovery import validation_settings
from operations.run_marker import finish
from operations.settings import Settings
from orchestration.defs.common import ENGINEERS, SECRETARIAT, column_schema, markdown_table, private_errors, row_count
from orchestration.resources import RunLock, RunScope, planned_institutions
from sources.contract import Contract, load_contracts
from sources.contract_schemas import accepted_schema

_GROUP = "validation"
_CONSERVED = "rows_are_conserved"


def validation_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the assets of this stage, partitioned by semester."""
    return [*(_dataset_asset(contract, partitions) for contract in load_contracts().values()), _accounts(partitions)]


def rules_of(contract: Contract) -> list[str]:
    """List the rules that are checked for a data set, each once, in the order of the catalogue."""
    used = {check.rule_code for check in row_checks(contract)}
    return [code for code in load_catalogue() if code in used]


def _dataset_asset(contract: Contract, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    dataset = contract.dataset
    key = dg.AssetKey(["accepted", dataset])
    deps = [dg.AssetKey(["intake", "received_rows"])]
    deps += [dg.AssetKey(["accepted", other]) for other in contract.depends_on]

    @dg.asset(
        key=key,
        deps=deps,
        group_name=_GROUP,
        partitions_def=partitions,
        description=f"Accepted rows of {dataset}: {contract.description} No personal data: numbers are pseudonyms.",
        kinds={"python", "greatexpectations", "parquet"},
        owners=[ENGINEERS],
        metadata=column_schema(accepted_schema(contract)),
        check_specs=[
            dg.AssetCheckSpec(
                _CONSERVED, asset=key, blocking=True, description="Every row received was accepted or rejected."
            ),
            *(
                dg.AssetCheckSpec(rule, asset=key, description=load_catalogue()[rule].description)
                for rule in rules_of(contract)
            ),
        ],
    )
    def accepted_rows(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], scope: RunScope, lock: RunLock
    ) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster refuses the parametrised annotation
        semester = Semester.parse(context.partition_key)
        with private_errors(settings.layout, f"validation-{dataset}"):
            report = check_dataset(
                settings.layout,
                semester=semester,
                dataset=dataset,
                institution_codes=[institution.code for institution in planned_institutions(settings, scope, semester)],
                key=settings.load_pseudonym_key(),
                settings=validation_settings(settings),
            )
        return dg.MaterializeResult(
            metadata={
                **row_count(report.rows_accepted),
                "rows received": report.rows_received,
                "rows rejected": report.rows_rejected,
                "by institution": _by_institution(report),
            },
            check_results=list(check_results(contract, report)),
        )

    return accepted_rows


def _by_institution(report: DatasetReport) -> dg.MarkdownMetadataValue:
    return markdown_table(
        ("institution", "received", "accepted", "rejected"),
        [
            (account.institution_code, account.rows_received, account.rows_accepted, account.rows_rejected)
            for account in report.institutions
            if account.rows_received
        ],
    )


def check_results(contract: Contract, report: DatasetReport) -> Iterator[dg.AssetCheckResult]:
    """Turn the report of a data set into one check result per rule, and one for the conservation of rows.

    A bad row is the sender's fault and not the run's: rules fail as warnings. Lost rows stop the run.
    """
    difference = report.rows_received - report.rows_accepted - report.rows_rejected
    yield dg.AssetCheckResult(
        check_name=_CONSERVED,
        passed=difference == 0,
        metadata={"received": report.rows_received, "neither accepted nor rejected": difference},
    )
    for rule in rules_of(contract):
        outcomes = [outcome for outcome in report.checks if outcome.rule_code == rule]
        unexpected = sum(outcome.unexpected_count for outcome in outcomes)
        examples = [
            (example.institution_code, example.source_file, example.source_sheet, example.source_row, outcome.column)
            for outcome in outcomes
            for example in outcome.failing_examples
        ]
        header = ("institution", "file", "sheet", "row", "column")
        yield dg.AssetCheckResult(
            check_name=rule,
            passed=unexpected == 0,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"cells or rows": unexpected, "examples": markdown_table(header, examples[:10])},
        )


def _accounts(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    schemas = {
        "sheet_reconciliation": (SHEET_RECONCILIATION, "Rows received, accepted and rejected, per sheet."),
        "control_total": (CONTROL_TOTAL, "Rupiah received, accepted and rejected, per sheet and amount column."),
        "validation_finding": (
            VALIDATION_FINDING,
            "What was wrong with cells, rows and files, where it stands, without values.",
        ),
    }
    datasets = [dg.AssetKey(["accepted", dataset]) for dataset in load_contracts()]

    @dg.multi_asset(
        name="reconcile_rows",
        specs=[
            dg.AssetSpec(
                ["accepted", table],
                deps=datasets,
                description=description,
                kinds={"python", "parquet"},
                owners=[SECRETARIAT],
                metadata=column_schema(schema),
            )
            for table, (schema, description) in schemas.items()
        ],
        group_name=_GROUP,
        partitions_def=partitions,
    )
    def reconcile_rows(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], scope: RunScope, lock: RunLock
    ) -> Iterator[Any]:
        semester = Semester.parse(context.partition_key)
        with private_errors(settings.layout, "validation-file"):
            report = check_files(
                settings.layout,
                semester=semester,
                institution_codes=[institution.code for institution in planned_institutions(settings, scope, semester)],
            )
        finish(settings.layout, semester)
        release_validator()
        rejected = markdown_table(
            ("institution", "file", "sheet", "rule"),
            [
                (finding.institution_code, finding.source_file, finding.source_sheet, finding.rule_code)
                for finding in report.findings
            ],
        )
        for table in schemas:
            metadata = {"rejected files": rejected} if table == "validation_finding" else {}
            yield dg.MaterializeResult(asset_key=["accepted", table], metadata=metadata)

    return reconcile_rows
