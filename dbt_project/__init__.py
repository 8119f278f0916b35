"""The dbt project, and the data dictionary that is made from its YAML. Nothing else here is Python's."""
