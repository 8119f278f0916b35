"""Benchmarks: what SEKTAP costs and what it stands, measured on the real thing. Nothing in here is imported by it."""
