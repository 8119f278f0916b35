"""The key of a received row as SQL over a relation called `received`, and the columns that a row's content is."""

from sources.contract import Contract
from sources.contract_schemas import RECEIVED_PROVENANCE, received_schema


def quoted(name: str) -> str:
    """Quote a column name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def value_columns(contract: Contract) -> list[str]:
    """List the columns of a received row beside its provenance: values, faults and texts as written."""
    provenance = {field.name for field in RECEIVED_PROVENANCE}
    return [name for name in received_schema(contract).names if name not in provenance]


def key_columns(contract: Contract) -> list[str]:
    """Columns of the key as SQL; what stands in for an empty part counts only where the part is empty."""
    columns = []
    for part in contract.key:
        columns.append(f"received.{quoted(part)}")
        for substitute in contract.key_substitutes.get(part, ()):
            columns.append(f"case when received.{quoted(part)} is null then received.{quoted(substitute)} end")
    return columns


def key_is_complete(contract: Contract) -> str:
    """Condition that every part of the key is there.

    An unreadable part is not empty, and nothing stands in for it; a NIK that is a stand-in itself is empty.
    """
    conditions = []
    for part in contract.key:
        present = f"received.{quoted(part)} is not null"
        substitutes = contract.key_substitutes.get(part, ())
        if substitutes:
            fault = f"received.{quoted(part + '__fault')}"
            is_empty = f"coalesce({fault}, 'nik_missing') = 'nik_missing'"
            stand_ins = [is_empty] if contract.column(part).has_reading_faults else []
            stand_ins += [f"received.{quoted(substitute)} is not null" for substitute in substitutes]
            present = f"({present} or ({' and '.join(stand_ins)}))"
        conditions.append(present)
    return " and ".join(conditions) or "false"
