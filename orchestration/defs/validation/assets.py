"""Assets of validation: the accepted rows of each data set, with a check per rule, and the reconciliation."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from expectations.catalogue import load_catalogue
from expectations.checks import row_checks
from expectations.validation import DatasetReport, check_dataset, check_files
from foundation.schemas import CONTROL_TOTAL, REJECTED_HOUSEHOLD, SHEET_RECONCILIATION, VALIDATION_FINDING
from foundation.semester import Semester
from operations.check_rates import DatasetRates, dataset_rates
from operations.recovery import validation_settings
from operations.run_marker import finish
from operations.settings import Settings
from orchestration.defs.common import ENGINEERS, SECRETARIAT, column_schema, private_errors, row_count, table_metadata
from orchestration.resources import RunLock, RunScope, Validator, planned_institutions
from sources.contract import Contract, load_contracts
from sources.contract_schemas import accepted_schema

_GROUP = "validation"
_CONSERVED = "rows_are_conserved"


def validation_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the assets of this stage, partitioned by semester."""
    return [
        *(_dataset_asset(contract, partitions) for contract in load_contracts().values()),
        _reconciliation(partitions),
    ]


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
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        scope: dg.ResourceParam[RunScope],
        lock: RunLock,
        validator: Validator,
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
        rates = dataset_rates(settings.layout, semester, dataset)
        return dg.MaterializeResult(
            metadata={
                **row_count(rates.rows_accepted),
                "rows received": rates.rows_received,
                "rows rejected": rates.rows_rejected,
                "validated in this run": _by_institution(report),
            },
            check_results=list(check_results(contract, rates, settings.check_rate_threshold)),
        )

    return accepted_rows


def _by_institution(report: DatasetReport) -> dg.TableMetadataValue:
    return table_metadata(
        ("institution", "received", "accepted", "rejected"),
        [
            (
                reconciliation.institution_code,
                reconciliation.rows_received,
                reconciliation.rows_accepted,
                reconciliation.rows_rejected,
            )
            for reconciliation in report.institutions
            if reconciliation.rows_received
        ],
    )


def check_results(contract: Contract, rates: DatasetRates, threshold: float) -> Iterator[dg.AssetCheckResult]:
    """Give one check result per rule, and one for the conservation of rows, over all institutions of the semester.

    A bad row is the sender's fault and not the run's: a rule warns, and only where more than the share `threshold` of
    the rows fail it. Lost rows stop the run.
    """
    yield dg.AssetCheckResult(
        check_name=_CONSERVED,
        passed=rates.rows_lost == 0,
        metadata={"rows received": rates.rows_received, "neither accepted nor rejected": rates.rows_lost},
    )
    for rule in rules_of(contract):
        institutions = sorted(rates.failing.get(rule, {}).items(), key=lambda one: (-one[1], one[0]))
        yield dg.AssetCheckResult(
            check_name=rule,
            passed=rates.rate(rule) <= threshold,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={
                "rows failing": rates.rows_failing(rule),
                "rows received": rates.rows_received,
                "rate": rates.rate(rule),
                "threshold": threshold,
                "institutions": table_metadata(("institution", "rows failing"), institutions),
            },
        )


def _reconciliation(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    schemas = {
        "sheet_reconciliation": (SHEET_RECONCILIATION, "Rows received, accepted and rejected, per sheet."),
        "control_total": (CONTROL_TOTAL, "Rupiah received, accepted and rejected, per sheet and amount column."),
        "rejected_household": (
            REJECTED_HOUSEHOLD,
            "Refused rows of the registry: what can be read of them, numbers as pseudonyms.",
        ),
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
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        scope: dg.ResourceParam[RunScope],
        lock: RunLock,
    ) -> Iterator[Any]:
        semester = Semester.parse(context.partition_key)
        with private_errors(settings.layout, "validation-file"):
            report = check_files(
                settings.layout,
                semester=semester,
                institution_codes=[institution.code for institution in planned_institutions(settings, scope, semester)],
            )
        finish(settings.layout, semester)
        rejected = table_metadata(
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
