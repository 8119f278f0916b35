"""The dbt project without its staging models, for the catalog of assets: what read them reads their sources."""

from collections.abc import Mapping
from typing import Any


def without_staging(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Give dbt's manifest without staging models; who depended on one depends on what it was made from.

    Tests of staging models alone go with them: they are run, and fail the build, but there is no asset to show them at.
    """
    models = {name for name, node in manifest["nodes"].items() if _is_staging(node)}
    tests = {name for name, node in manifest["nodes"].items() if _looks_only_at(node, models)}
    staging = {name: manifest["nodes"][name]["depends_on"]["nodes"] for name in models | tests}
    # Marts of other semesters as they stand: a mart that depends on itself, which Dagster can not show (ADR 4).
    staging |= {name: [] for name, one in manifest.get("sources", {}).items() if one["source_name"] == "standing"}

    def origins(parents: list[str]) -> list[str]:
        found: dict[str, None] = {}
        for parent in parents:
            found |= dict.fromkeys(origins(staging[parent]) if parent in staging else [parent])
        return list(found)

    nodes = {
        name: {**node, "depends_on": {**node["depends_on"], "nodes": origins(node["depends_on"]["nodes"])}}
        if "nodes" in node.get("depends_on", {})
        else node
        for name, node in manifest["nodes"].items()
        if name not in staging
    }
    parents = {name: origins(above) for name, above in manifest["parent_map"].items() if name not in staging}
    children: dict[str, list[str]] = {name: [] for name in parents}
    for name, above in parents.items():
        for parent in above:
            children[parent].append(name)
    unit_tests = {
        name: test
        for name, test in manifest.get("unit_tests", {}).items()
        if not staging.keys() & set(test["depends_on"]["nodes"])
    }
    return {**manifest, "nodes": nodes, "parent_map": parents, "child_map": children, "unit_tests": unit_tests}


def _is_staging(node: Mapping[str, Any]) -> bool:
    return bool(node["resource_type"] == "model" and node["fqn"][1] == "staging")


def _looks_only_at(node: Mapping[str, Any], models: set[str]) -> bool:
    return node["resource_type"] == "test" and models.issuperset(node["depends_on"]["nodes"])
