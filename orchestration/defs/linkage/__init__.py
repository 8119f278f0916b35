"""Linkage: which rows are one household. Its work is done in `linkage`."""
