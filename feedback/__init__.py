"""The workbook that goes back to a sender: its own rows as it sent them, what was wrong with them, and what to do.

Belongs here: what a workbook says (`collection`), how it looks, and writing it where it has changed (`delivery`).
Does not belong here: what is wrong with a row (`expectations`, the warehouse), nor when it is written
(`orchestration`).
"""
