"""What the linkage follows from besides rows: its version, the versions of its libraries, its settings."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version

from linkage.head_plan import IS_CANDIDATE, head_plan
from linkage.matching.names import LANGUAGE
from sources.regions import kelurahan_codes

#: Raise it where the same rows would be linked otherwise than before, and nothing named below says so: then every open
#: semester is linked anew, and its pairs are scored anew.
LINKAGE_VERSION = 1


@cache
def identify_linkage() -> str:
    """Name the version and the settings: kept scores and checkpoints hold as long as this is the same."""
    libraries = [version(library) for library in ("duckdb", "splink")]
    settings = (head_plan(), head_plan(of_few=True), IS_CANDIDATE, LANGUAGE, sorted(kelurahan_codes()))
    return sha256(repr((LINKAGE_VERSION, libraries, settings)).encode()).hexdigest()
