"""Validation: accepted and rejected rows of each data set. The work is done in `expectations`."""
