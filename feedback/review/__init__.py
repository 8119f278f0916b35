"""The secretariat's list for clerical review: matched records, and the decisions on them.

Each semester has a workbook beside the feedback, which comes back unchanged in form through the secretariat's inbox as
the data set `keputusan`. A sample of matches goes to two reviewers, blind, and comes back as `penilaian`. Belongs here:
which findings need a person (`collection`), what agrees in them (`agreement`), layout and update of the workbooks
(`workbook`, `at_once`, `guide`, `blind_workbook`, `delivery`). Does not belong here: the effect of a decision (the
warehouse), how a pair is scored (`linkage`).
"""
