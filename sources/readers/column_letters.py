"""Columns by the letters that a spreadsheet shows."""


def column_letters(position: int) -> str:
    """Give the letters of a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    from xlsxwriter.utility import xl_col_to_name

    letters: str = xl_col_to_name(position)
    return letters
