"""The dbt project as the catalog of assets shows it: seeds and marts, and the tests of a mart as its checks.

The models between the accepted rows and the marts are steps of one build, which analysts never see, and as assets each
would cost a run three events. They are run and tested all the same: where one fails, so does the build (ADR 3).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from dbt_project.lineage import recorded_lineage
from orchestration.defs.common import ENGINEERS
from orchestration.partitions import it_and_earlier


def shown_nodes(manifest: Mapping[str, Any]) -> dict[str, dg.AssetKey]:
    """Give the asset keys of seeds and marts by their name in dbt's manifest."""
    return {
        name: dg.AssetKey([node["schema"], node["name"]])
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "seed" or (node["resource_type"] == "model" and node["schema"] == "marts")
    }


def asset_specs(manifest: Mapping[str, Any], partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetSpec]:
    """Give the seeds and marts as assets; a mart depends on what it is made from, whatever lies between."""
    shown = shown_nodes(manifest)
    lineage = recorded_lineage()
    return [
        dg.AssetSpec(
            key,
            deps=[
                # The marts of a semester follow from the rows of it and of all earlier ones.
                dg.AssetDep(shown.get(origin) or _source_key(manifest, origin), partition_mapping=mapping)
                for origin in origins(manifest, name, set(shown))
                for mapping in [None if origin in shown else it_and_earlier(partitions)]
            ],
            description=manifest["nodes"][name]["description"],
            group_name="marts" if manifest["nodes"][name]["resource_type"] == "model" else "reference",
            kinds={"dbt", "duckdb"},
            owners=[ENGINEERS],
            metadata={
                "dagster/column_schema": _column_schema(manifest["nodes"][name]["columns"]),
                "dagster/column_lineage": _column_lineage(lineage.get(key.path[-1], {})),
            },
        )
        for name, key in shown.items()
    ]


def checks(manifest: Mapping[str, Any]) -> dict[str, dg.AssetCheckSpec]:
    """Give the tests of marts as checks, by their name in dbt's manifest.

    A test that reads several marts is the check of the one to which it is attached, or which its `meta.checks` names.
    """
    shown = shown_nodes(manifest)
    keys = {key.path[-1]: key for key in shown.values()}
    found = {}
    for name, node in manifest["nodes"].items():
        if node["resource_type"] != "test":
            continue
        parents = node["depends_on"]["nodes"]
        attached = node.get("attached_node") or (parents[0] if len(parents) == 1 else "")
        asset = keys.get(node["config"]["meta"].get("checks")) or shown.get(attached)
        if asset is not None:
            found[name] = dg.AssetCheckSpec(node["name"], asset=asset, description=node["description"] or None)
    return found


def origins(manifest: Mapping[str, Any], name: str, shown: set[str]) -> list[str]:
    """Give what a node is made from: the nearest shown nodes and sources above it, each once.

    Marts of other semesters as they stand (the source `standing`) are left out: a mart that depends on itself, which
    Dagster can not show (ADR 4).
    """
    found: dict[str, None] = {}
    for parent in manifest["parent_map"][name]:
        if parent in shown:
            found[parent] = None
        elif parent not in manifest["sources"]:
            found |= dict.fromkeys(origins(manifest, parent, shown))
        elif manifest["sources"][parent]["source_name"] != "standing":
            found[parent] = None
    return list(found)


def _source_key(manifest: Mapping[str, Any], name: str) -> dg.AssetKey:
    source = manifest["sources"][name]
    return dg.AssetKey([source["source_name"], source["name"]])


def _column_lineage(made_from: Mapping[str, Sequence[str]]) -> dg.TableColumnLineage:
    """Give the columns of assets that each column is made from, without marts of other semesters (see `origins`)."""
    return dg.TableColumnLineage(
        {
            column: [
                dg.TableColumnDep(dg.AssetKey([schema, table]), name)
                for schema, table, name in (origin.split(".") for origin in origins)
                if schema != "standing"
            ]
            for column, origins in made_from.items()
        }
    )


def _column_schema(columns: Mapping[str, Mapping[str, Any]]) -> dg.TableSchema:
    return dg.TableSchema(
        [
            dg.TableColumn(
                column["name"],
                column["data_type"] or "varchar",
                description=column["description"],
                constraints=dg.TableColumnConstraints(
                    nullable=all(constraint["type"] != "not_null" for constraint in column["constraints"])
                ),
            )
            for column in columns.values()
        ]
    )
