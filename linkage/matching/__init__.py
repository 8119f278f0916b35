"""Probabilistic matching of records without equal numbers, with Splink on DuckDB.

Works on records, comparisons and probabilities; households and semesters are unknown here. `plan`: what is compared and
how a model is trained without labels; `model`: training, shrinkage for small data, scoring; `threshold`: which pairs
count; `names`: normalised Indonesian names.
"""
