"""The Dagster code location: what runs when.

Thin: what it calls lives in `sources`, `expectations` and `dbt_project`.
"""
