"""What good data is: the rule catalogue, the Great Expectations suites of the door, record linkage and its evaluation."""
