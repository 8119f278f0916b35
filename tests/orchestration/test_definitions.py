"""The code location: what has semesters and what has not, what is an asset and what is not, what a run may be given."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from pydantic import SecretStr

from operations.dbt_build import DbtBuild, NodeResult, ensure_manifest
from operations.settings import Settings
from orchestration.definitions import build_definitions
from orchestration.defs.history.assets import grid_event, usable_submissions
from orchestration.defs.warehouse.assets import check_results
from orchestration.defs.warehouse.catalog import checks, origins, shown_nodes
from orchestration.jobs import CORRECTION_RUN, SEMESTER_RUN
from orchestration.partitions import it_and_earlier, semester_partitions

NOW = datetime(2023, 7, 20, tzinfo=UTC)
WITHOUT_SEMESTERS = {"sektap_duckdb", "parquet", "reporting_overview"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data=tmp_path_factory.mktemp("data"), postgres=None)


@pytest.fixture(scope="module")
def definitions(settings: Settings) -> dg.Definitions:
    return build_definitions(settings, now=NOW)


def specs(definitions: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in definitions.resolve_all_asset_specs()}


def test_every_asset_is_described(definitions: dg.Definitions) -> None:
    assert [name for name, spec in specs(definitions).items() if len((spec.description or "").split()) < 4] == []


def test_of_a_run_only_the_publication_has_no_semesters(definitions: dg.Definitions) -> None:
    unpartitioned = {name for name, spec in specs(definitions).items() if spec.partitions_def is None}
    assert unpartitioned == {f"published/{name}" for name in WITHOUT_SEMESTERS} | {"feedback/template"}
    assert definitions.resolve_job_def(SEMESTER_RUN).partitions_def is not None


def test_a_semester_follows_from_its_own_rows_and_those_of_earlier_ones(definitions: dg.Definitions) -> None:
    deps = {dep.asset_key.path[-1]: dep.partition_mapping for dep in specs(definitions)["marts/fct_submission"].deps}
    assert deps["submission"] == it_and_earlier(semester_partitions(NOW.date()))
    assert it_and_earlier(dg.StaticPartitionsDefinition(["a", "b"])) == dg.StaticPartitionMapping(
        {"a": {"a", "b"}, "b": {"b"}}
    )


def test_every_column_of_a_mart_says_what_it_is_made_from(definitions: dg.Definitions) -> None:
    marts = {key: spec for key, spec in specs(definitions).items() if key.startswith("marts/")}
    for spec in marts.values():
        schema, lineage = (spec.metadata[f"dagster/column_{part}"] for part in ("schema", "lineage"))
        assert {column.name for column in schema.columns} == lineage.deps_by_column.keys()
    made_from = marts["marts/fct_assistance"].metadata["dagster/column_lineage"].deps_by_column["amount_idr"]
    assert made_from == [dg.TableColumnDep(dg.AssetKey(["accepted", "penerima"]), "amount_idr")]


def test_postgres_is_an_asset_only_where_a_database_is_named(settings: Settings, tmp_path: Path) -> None:
    assert "published/postgres" not in specs(build_definitions(settings, now=NOW))
    named = Settings(data=tmp_path, postgres=SecretStr("postgresql://here"))
    assert "published/postgres" in specs(build_definitions(named, now=NOW))


def test_models_on_the_way_to_the_marts_are_no_assets(definitions: dg.Definitions) -> None:
    assert {spec.group_name for spec in specs(definitions).values()} >= {"intake", "validation", "marts", "review"}
    inner = re.compile("(staging|intermediate|carried)/")
    assert [name for name in specs(definitions) if inner.match(name)] == []


def test_a_mart_is_shown_to_read_what_the_models_on_its_way_are_made_from() -> None:
    manifest = {
        "sources": {"source.rows": {"source_name": "accepted"}, "source.before": {"source_name": "standing"}},
        "parent_map": {
            "model.stg": ["source.before", "source.rows"],
            "model.int": ["model.stg", "seed.codes"],
            "model.mart": ["model.int", "model.stg"],
            "model.figures": ["model.mart", "model.int"],
        },
    }
    shown = {"seed.codes", "model.mart", "model.figures"}
    assert origins(manifest, "model.mart", shown) == ["source.rows", "seed.codes"]
    assert origins(manifest, "model.figures", shown) == ["model.mart", "source.rows", "seed.codes"]


def test_every_mart_has_a_check_and_no_test_of_the_models_on_the_way_is_one(definitions: dg.Definitions) -> None:
    manifest = ensure_manifest()
    checked = {spec.asset_key.to_user_string() for spec in checks(manifest).values()}
    marts = {name for name in specs(definitions) if name.startswith("marts/")}
    assert marts <= checked
    assert {name.partition("/")[0] for name in checked - marts} <= {"seeds"}
    assert not any(spec.name.startswith(("staging__", "intermediate__", "stg_")) for spec in checks(manifest).values())
    shown = set(shown_nodes(manifest))
    tests = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "test"}
    looking_at_shown = {name for name, node in tests.items() if shown.intersection(node["depends_on"]["nodes"])}
    assert set(checks(manifest)) == looking_at_shown


def test_a_test_that_complains_is_a_check_that_failed_and_one_that_was_skipped_is_none() -> None:
    named = {name: dg.AssetCheckSpec(name, asset=["marts", "fct"]) for name in ("good", "bad", "skipped")}
    nodes = [
        NodeResult("good", "pass", 0.1, 0),
        NodeResult("bad", "fail", 0.1, 3),
        NodeResult("skipped", "skipped", 0.0, None),
        NodeResult("of_staging", "fail", 0.1, 1),
    ]
    results = list(check_results(DbtBuild(nodes=nodes), named))
    assert [(result.check_name, result.passed) for result in results] == [("good", True), ("bad", False)]
    assert results[1].metadata["failing rows"].value == 3


def test_a_correction_takes_every_code_of_the_list_and_no_other(
    settings: Settings, definitions: dg.Definitions
) -> None:
    job = definitions.resolve_job_def(CORRECTION_RUN)
    codes = [institution.code for institution in settings.load_institutions().institutions]

    def errors(*institutions: str) -> list[str]:
        config = {"resources": {"scope": {"config": {"institutions": list(institutions)}}}}
        try:
            dg.validate_run_config(job, config)
        except dg.DagsterInvalidConfigError as error:
            return [str(error)]
        return []

    assert errors(*codes) == []
    (refused,) = errors(codes[0], "NOBODY")
    assert "NOBODY" in refused
    assert "InstitutionCode" in refused


def test_a_rejected_submission_does_not_look_like_a_missing_one() -> None:
    def state(code: str, status: str, version: int) -> dict[str, Any]:
        counts = dict.fromkeys(
            ("received_at", "is_late", "files", "rows_received", "rows_accepted", "rows_rejected"), 0
        )
        return {**counts, "institution_code": code, "semester": "2023S1", "status": status, "version": version}

    rejected = state("DINSOS", "rejected", 2)
    event = grid_event(rejected)
    assert event.partition == "DINSOS|2023S1"
    assert event.metadata["status"].value == "❌ rejected"
    good, missing = state("DINKES", "accepted", 1), state("DISHUB", "missing", 0)
    assert usable_submissions([good, missing]).passed
    result = usable_submissions([good, rejected, missing])
    assert not result.passed
    assert result.metadata["rejected"].value == 1
    assert result.metadata["submissions"].value == 2
