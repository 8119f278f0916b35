"""Which records speak of the same one, where no number says so: probabilistic matching with Splink on DuckDB.

Knows records, comparisons and probabilities, and nothing of households or semesters. `plan` says what is compared and
how a model is trained without labels; `model` does it and scores pairs; `threshold` says which pairs count; `prior`
what holds before there are data; `names` how Indonesian names are read.
"""
