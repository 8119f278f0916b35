"""The contracts of the data sets: YAML, read by `sources.contract`."""
