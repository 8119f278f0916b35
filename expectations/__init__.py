"""What good data is: the rule catalogue, the suites of the door, record linkage and its evaluation."""
