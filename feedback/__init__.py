"""The workbook that goes back to a sender: its own rows as it sent them, the findings, and what to do.

Belongs here: a workbook's content (`collection`), its layout, and writing it where it has changed (`delivery`).
Does not belong here: what is wrong with a row (`expectations`, the warehouse), or when it is written (`orchestration`).
"""
