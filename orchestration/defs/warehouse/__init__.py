"""Warehouse: the dbt project as assets and checks."""
