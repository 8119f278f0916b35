"""The analysts' queries on the marts."""
