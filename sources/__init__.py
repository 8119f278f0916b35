"""What institutions hand in, and how it gets here: contracts, channels, archive, readers, the made-up city.

Belongs here: everything from an institution's file to typed rows with their file, sheet and row number.
Does not belong here: what good data is (`expectations`), what runs when (`orchestration`). Knows no Dagster, no dbt
and no Great Expectations.
"""
