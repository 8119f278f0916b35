"""The dbt project as the catalog of assets shows it: marts, and the sources and seeds that they are made from."""

from collections.abc import Mapping
from typing import Any


def marts_alone(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Give dbt's manifest without the models on the way to the marts; who depended on one depends on its origins.

    Those models are steps of one build, which analysts never see, and each would cost a run three events. Tests of such
    models alone go with them: they are run, and fail the build, but there is no asset to show them at.
    """
    models = {name for name, node in manifest["nodes"].items() if _is_on_the_way(node)}
    tests = {name for name, node in manifest["nodes"].items() if _looks_only_at(node, models)}
    inner = {name: manifest["nodes"][name]["depends_on"]["nodes"] for name in models | tests}
    # Marts of other semesters as they stand: a mart that depends on itself, which Dagster can not show (ADR 4).
    inner |= {name: [] for name, one in manifest.get("sources", {}).items() if one["source_name"] == "standing"}
    # dbt's unit tests try the logic on made-up rows; a run goes without them.
    inner |= {name: [] for name in manifest.get("unit_tests", {})}

    def origins(parents: list[str]) -> list[str]:
        found: dict[str, None] = {}
        for parent in parents:
            found |= dict.fromkeys(origins(inner[parent]) if parent in inner else [parent])
        return list(found)

    nodes = {
        name: {**node, "depends_on": {**node["depends_on"], "nodes": origins(node["depends_on"]["nodes"])}}
        if "nodes" in node.get("depends_on", {})
        else node
        for name, node in manifest["nodes"].items()
        if name not in inner
    }
    parents = {name: origins(above) for name, above in manifest["parent_map"].items() if name not in inner}
    children: dict[str, list[str]] = {name: [] for name in parents}
    for name, above in parents.items():
        for parent in above:
            children[parent].append(name)
    return {**manifest, "nodes": nodes, "parent_map": parents, "child_map": children, "unit_tests": {}}


def _is_on_the_way(node: Mapping[str, Any]) -> bool:
    return bool(node["resource_type"] == "model" and node["fqn"][1] != "marts")


def _looks_only_at(node: Mapping[str, Any], models: set[str]) -> bool:
    return node["resource_type"] == "test" and models.issuperset(node["depends_on"]["nodes"])
