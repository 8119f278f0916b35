"""What the linkage depends on besides rows: its version, the versions of its libraries, its settings."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version

from linkage.head_plan import IS_CANDIDATE, head_plan
from linkage.look_alikes import LOOK_ALIKES
from linkage.matching.names import LANGUAGE
from sources.regions import kelurahan_codes

#: Raise it where the same rows would be linked differently and the settings below are unchanged: then every open
#: semester is linked and scored again.
LINKAGE_VERSION = 4


@cache
def identify_linkage() -> str:
    """Give the digest of version, libraries and settings; kept scores and checkpoints hold while it is unchanged."""
    libraries = [version(library) for library in ("duckdb", "splink")]
    settings = (head_plan(), head_plan(of_few=True), IS_CANDIDATE, LOOK_ALIKES, LANGUAGE, sorted(kelurahan_codes()))
    return sha256(repr((LINKAGE_VERSION, libraries, settings)).encode()).hexdigest()
