"""The blank workbook, made from the contracts and the rules: by `sektap template`, or as an asset in the Dagster UI."""

from typing import Any

import dagster as dg

from operations.recovery import validation_settings
from operations.settings import Settings
from operations.template import make_template
from orchestration.defs.common import SECRETARIAT
from orchestration.defs.keys import TEMPLATE


def template_assets() -> list[dg.AssetsDefinition]:
    """Build the asset; it hangs on no submission and belongs to no semester."""

    @dg.asset(
        key=TEMPLATE,
        group_name="feedback",
        description="The blank workbook for institutions: guide, drop-downs, formats; made from the contracts.",
        kinds={"python", "excel"},
        owners=[SECRETARIAT],
    )
    def template(settings: dg.ResourceParam[Settings]) -> Any:
        target = settings.layout.template
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_template(target, settings=validation_settings(settings))
        return dg.MaterializeResult(
            metadata={"path": dg.MetadataValue.path(target), "size_bytes": target.stat().st_size}
        )

    return [template]
