"""Reference: what the warehouse must know besides the rows, and the findings of earlier states."""
