"""What one cell says: pure functions from a cell as a reader gives it to a typed value, or to the fault that it is.

Belongs here: text, numbers, dates, identity numbers, coded values, and whole columns of them. Does not belong here:
files, headers and rows (`sources.readers`) and rules about good values (`expectations`).
"""
