"""Which rows speak of the same household: the border behind which exact and, later, probabilistic matching stand.

Takes accepted rows of all semesters (pseudonyms only), gives the tables of `linkage/`: entities, memberships, registry
duplicates and graduation matches. The warehouse knows nothing else of how a match was found than `matched_by` and
`match_probability`.
"""

from linkage.households import LinkageSummary, link_households

__all__ = ["LinkageSummary", "link_households"]
