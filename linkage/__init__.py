"""Entity resolution: which rows are about the same household or person, by equal numbers or by probability.

Input: a semester's accepted rows (pseudonyms), the same rows as read, and what is known after the semester before.
Output: the tables of `linkage/semester=…/`. The warehouse knows how a match was found by `matched_by` and
`match_probability` alone.
"""

from linkage.households import LinkedSemester, link_semesters

__all__ = ["LinkedSemester", "link_semesters"]
