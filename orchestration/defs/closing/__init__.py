"""Closing and reopening a semester: what it takes, in the order that survives a kill."""
