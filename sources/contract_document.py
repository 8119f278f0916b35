"""The contracts as a page for people: every data set, its columns, what is accepted for them, and what is published."""

from collections.abc import Iterator

from sources.contract import Column, Contract, load_code_lists, load_contracts

_TYPE_WORDS = {
    "text": "text",
    "code": "coded value",
    "region": "kelurahan",
    "amount": "rupiah, two decimals",
    "count": "whole number, 0 or more",
    "integer": "whole number",
    "date": "date",
    "nik": "NIK, 16 digits",
    "kk": "KK number, 16 digits",
}
_PUBLISHED_WORDS = {
    "value": "as `{name}`",
    "person_id": "pseudonym `{name}`",
    "household_id": "pseudonym `{name}`",
    "private": "no",
}


def data_sets_document() -> str:
    """Write the contracts as Markdown, for `docs/data_sets.md`."""
    lines = [
        "# Data sets",
        "",
        "What institutions hand in. Generated from `sources/contracts/`; do not edit here. Upper and lower case,",
        "spaces, dots and underscores in names do not matter, and a unit in brackets is ignored.",
    ]
    for contract in load_contracts().values():
        lines += ["", *_contract_lines(contract)]
    lines += ["", "## Coded values", "", "| list | value | also written |", "| --- | --- | --- |"]
    lines += list(_code_lines())
    return "\n".join(lines) + "\n"


def _contract_lines(contract: Contract) -> Iterator[str]:
    yield f"## {contract.dataset}"
    yield ""
    yield f"{contract.description} ({contract.description_id})"
    yield ""
    if contract.only_from:
        yield f"Comes from {contract.only_from} alone. "
    if contract.kept_by_id:
        yield f"Comes only from institutions of which it is due ({contract.kept_by_id}). "
    yield f"Key: {', '.join(contract.key)}." if contract.key else "No key: only an exact copy of a row is a duplicate."
    prefilled = ", ".join(f"`{column.name}`" for column in contract.columns if column.prefilled)
    if prefilled:
        yield ""
        yield f"A line in which nothing but {prefilled} stands, as in SEKTAP's own forms, is no row."
    yield ""
    yield "| column | what it is | accepted | required | published | other spellings |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for column in contract.columns:
        yield _column_line(column)


def _column_line(column: Column) -> str:
    required = "yes" if column.required else f"unless `{column.required_unless}`" if column.required_unless else ""
    published = _PUBLISHED_WORDS[column.publish].format(name=column.warehouse_name)
    accepted = f"{_TYPE_WORDS[column.type]} ({column.code_list})" if column.code_list else _TYPE_WORDS[column.type]
    if column.minimum is not None:
        accepted += f", {column.minimum} to {column.maximum}" if column.maximum else f", {column.minimum} or more"
    cells = (f"`{column.name}`", column.description, accepted, required, published, ", ".join(column.aliases))
    return "| " + " | ".join(cells) + " |"


def _code_lines() -> Iterator[str]:
    """Give every value of each list of codes with the folded spellings that are read as it."""
    for list_name, spellings in load_code_lists().items():
        for value in dict.fromkeys(spellings.values()):
            others = [spelling for spelling, canonical in spellings.items() if canonical == value]
            yield f"| {list_name} | `{value}` | {', '.join(others)} |"
