"""The secretariat's list for clerical review: matched records, and the decisions on them.

Each semester has a workbook beside the feedback, which comes back unchanged in form through the secretariat's inbox as
the data set `keputusan`. Belongs here: which findings need a person (`collection`), what agrees in them (`agreement`),
the workbook's layout and update (`workbook`, `guide`, `delivery`). Does not belong here: the effect of a decision (the
warehouse), how a pair is scored (`linkage`).
"""
