"""Review: the list of findings that the secretariat is to decide on. Its work is done in `feedback.review`."""
