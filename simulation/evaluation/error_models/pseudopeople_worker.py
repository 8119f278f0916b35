"""Writes pseudopeople's sample, with its noise, as csv.

Runs in the environment of the error models and imports nothing of ours. `pseudopeople_worker.py FOLDER SEED` writes
`census.csv` (the decennial census of 2020), `social_security.csv` (one record of each person who was given a number)
and `wages.csv` (W-2 and 1099 forms of 2020).
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pseudopeople

_COLUMNS = {
    "census": ("simulant_id", "first_name", "middle_initial", "last_name", "date_of_birth", "sex"),
    "social_security": ("simulant_id", "ssn", "first_name", "middle_name", "last_name", "date_of_birth", "sex"),
    "wages": ("simulant_id", "ssn", "first_name", "middle_initial", "last_name"),
}


def main(arguments: Sequence[str]) -> None:
    """Write the three files."""
    folder, seed = Path(arguments[0]), int(arguments[1])
    numbers = pseudopeople.generate_social_security(seed=seed)
    data_sets = {
        "census": pseudopeople.generate_decennial_census(seed=seed),
        "social_security": numbers[numbers["event_type"] != "death"],
        "wages": pseudopeople.generate_taxes_w2_and_1099(seed=seed),
    }
    for name, data in data_sets.items():
        data[list(_COLUMNS[name])].to_csv(folder / f"{name}.csv", index=False)


if __name__ == "__main__":
    main(sys.argv[1:])
