"""SQL for the rows of a data set as they were read, with personal data: for its sender and the secretariat."""

from foundation.data_layout import DataLayout
from foundation.database import sql_literal
from foundation.semester import Semester


def received_rows(layout: DataLayout, dataset: str, semester: Semester | None = None) -> str | None:
    """Give SQL for the rows of a data set, of one semester or of all; None where there are none."""
    place = f"semester={semester.key if semester else '*'}/institution_code=*/{dataset}.parquet"
    if not any(layout.received_zone.glob(place)):
        return None
    files = sql_literal(layout.received_zone / place)
    return f"read_parquet({files}, hive_partitioning = true, hive_types_autocast = false, union_by_name = true)"
