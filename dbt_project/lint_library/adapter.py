"""Stands in for dbt's `adapter` where sqlfluff renders the SQL: a dispatched macro reads as a function call.

sqlfluff loads this as `adapter` (see `library_path` in .sqlfluff); dbt never sees it.
"""

from collections.abc import Callable


def _expressions(argument: object) -> list[str]:
    """List the SQL expressions in a macro's argument, which may be one, a list or a mapping of them."""
    if isinstance(argument, dict):
        return [str(expression) for expression in argument.values()]
    if isinstance(argument, list | tuple):
        return [str(expression) for expression in argument]
    return [str(argument)]


def dispatch(macro_name: str) -> Callable[..., str]:
    """Give a macro that renders as `macro_name(argument, ...)`."""

    def render(*arguments: object) -> str:
        expressions = [expression for argument in arguments for expression in _expressions(argument)]
        return f"{macro_name}({', '.join(expressions)})"

    return render
