"""Everything made again from the archive, and the drill that holds it against what is published."""
