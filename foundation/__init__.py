"""What every room stands on: paths, schemas between stages, atomic files, connections, worker processes, pseudonyms.

Imports no other room, and knows no institution, rule or mart.
"""
