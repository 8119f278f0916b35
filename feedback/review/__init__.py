"""The list that the secretariat reviews: records that are taken for one household, and what is decided on them.

A workbook goes out for each semester, beside the feedback, and comes back through the secretariat's inbox as the data
set `keputusan`, as it is. Belongs here: which findings need a person (`collection`), what agrees in them (`agreement`),
how the workbook looks and is brought up to date (`workbook`, `guide`, `delivery`). Does not belong here: what a
decision does (the warehouse), how a pair is scored (`linkage`).
"""
