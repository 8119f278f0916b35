"""What is expected of rows: the rule catalogue, the suites of Great Expectations, and validation by them."""
