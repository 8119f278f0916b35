"""The door: Great Expectations suites, rejection, the border to SQL. Its work is done in `expectations`."""
