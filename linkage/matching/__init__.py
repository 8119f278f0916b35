"""Probabilistic matching of records without equal numbers, with Splink on DuckDB.

Works on records, comparisons and probabilities; households and semesters are unknown here. `plan`: what is compared and
how a model is trained without labels; `model`: training and scoring; `threshold`: which pairs count; `prior`: shrinkage
for small data; `names`: normalised Indonesian names.
"""
