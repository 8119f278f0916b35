"""Publication: the one atomic step in which analysts get the new marts."""
