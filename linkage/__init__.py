"""Which rows speak of the same household or person: the stage behind which exact and probabilistic matching stand.

Takes the accepted rows of a semester (pseudonyms), beside them the rows as they were read, and what is known after the
semester before; gives the tables of `linkage/semester=…/`. The warehouse knows nothing else of how a match was found
than `matched_by` and `match_probability`.
"""

from linkage.households import LinkedSemester, link_semesters

__all__ = ["LinkedSemester", "link_semesters"]
