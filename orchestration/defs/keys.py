"""Keys of assets that more than one stage names."""

import dagster as dg

FINDINGS_BY_VERSION = dg.AssetKey(["history", "findings_by_version"])
INSTITUTION_STATE = dg.AssetKey(["intake", "institution_state"])
PUBLISHED_DATABASE = dg.AssetKey(["published", "sektap_duckdb"])
TEMPLATE = dg.AssetKey(["feedback", "template"])
