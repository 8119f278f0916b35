"""Many small cities whose registries were spoiled by several error models, each run through the product and measured.

A city here is a registry and a list of those who left, of the one institution that keeps them: what matching is about,
without the sixty institutions that make `sektap simulate` slow. Its truth has the form of `truth.json`.
"""
