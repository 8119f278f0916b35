"""Slips and people that the project has not made: those of `gecko-syndata` and of `pseudopeople`.

Both packages live in an environment of their own (`make error-models`), because their pins contradict the product's. A
worker (`*_worker.py`) runs there, imports nothing of ours, and hands plain files over.
"""
