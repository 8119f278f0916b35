"""History: what a run remembers for those to come, and what became of each submission."""
