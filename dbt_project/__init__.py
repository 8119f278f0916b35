"""The dbt project, and the data dictionary and diagram that are made from its YAML."""
