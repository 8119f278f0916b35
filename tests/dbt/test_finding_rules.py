"""The list of rules, of which all findings are united, is that of the folder and of the catalogue."""

from pathlib import Path

from expectations.catalogue import load_catalogue
from foundation.yaml_text import load_yaml
from tests.dbt.warehouse import PROJECT, Zones, dbt, failures


def _finding_rules() -> list[str]:
    project = load_yaml((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    rules: list[str] = project["vars"]["finding_rules"]
    return rules


def test_every_model_of_the_folder_is_a_rule_of_the_catalogue_and_of_the_list() -> None:
    models = (PROJECT / "models" / "intermediate" / "findings").glob("*.sql")
    in_folder = {model.stem.removeprefix("int_finding__") for model in models}
    in_catalogue = {rule.code for rule in load_catalogue().values() if rule.scope == "entity"}
    assert set(_finding_rules()) == in_folder == in_catalogue | {"validation"}


def test_a_rule_that_is_not_in_the_list_stops_the_build(tmp_path: Path) -> None:
    zones = Zones(tmp_path / "data")
    rules = [rule for rule in _finding_rules() if rule != "duplicate_person"]
    result = dbt(
        zones.layout,
        tmp_path / "target",
        "compile",
        "--select",
        "int_finding__unite",
        "--vars",
        f"{{finding_rules: [{', '.join(rules)}]}}",
    )
    assert not result.success
    said = " ".join(failures(result))
    assert "models/intermediate/findings holds" in said
    assert "int_finding__duplicate_person" in said
