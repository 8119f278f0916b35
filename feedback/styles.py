"""The formats of a workbook, by the kind and tone of a cell."""

from dataclasses import dataclass, field
from typing import Any, Literal

from foundation.adapters.xlsx_rows import format_index

Tone = Literal["plain", "title", "header", "error", "warning", "error_row", "warning_row", "note"]

#: The colours of spreadsheet programs for bad and neutral, readable in print and with colour blindness: text and
#: background differ in brightness, and every marked cell has a comment.
_TONES: dict[Tone, dict[str, Any]] = {
    "plain": {},
    "title": {"bold": True},
    "header": {"bold": True, "bg_color": "#DDEBF7", "border": 1, "border_color": "#8EA9DB"},
    "error": {"bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1, "border_color": "#C00000"},
    "warning": {"bg_color": "#FFEB9C", "font_color": "#7F6000", "border": 1, "border_color": "#BF8F00"},
    "error_row": {"bg_color": "#FDE9EB", "border": 1, "border_color": "#E6B8B7"},
    "warning_row": {"bg_color": "#FFF8E1", "border": 1, "border_color": "#E2D9B0"},
    "note": {"italic": True, "font_color": "#44546A", "bg_color": "#F2F2F2"},
}

#: Number formats by the kind of a cell. Text stays text when it is edited.
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@", "quote_prefix": True},
    "plain_text": {},
    "number": {},
    "long_number": {"num_format": "0"},
    "amount": {"num_format": "#,##0"},
    "amount_with_cents": {"num_format": "#,##0.00"},
    "date": {"num_format": "dd/mm/yyyy"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm:ss"},
}


@dataclass
class Styles:
    """The formats of one workbook, each made once."""

    workbook: Any
    _made: dict[tuple[str, str], Any] = field(default_factory=dict)
    _indices: dict[tuple[str, str], int] = field(default_factory=dict)

    def cell(self, tone: Tone, kind: str = "plain_text") -> Any:
        """Give the format of a cell of a sender's sheet."""
        return self._format((tone, kind), {"valign": "top"} | _TONES[tone] | _KINDS[kind])

    def index(self, tone: Tone, kind: str = "plain_text") -> int:
        """Give the format's index in the XML of such a cell."""
        key = (tone, kind)
        if key not in self._indices:
            self._indices[key] = format_index(self.cell(tone, kind))
        return self._indices[key]

    def own(self, name: str, **properties: Any) -> Any:
        """Give a named format for the sheets that SEKTAP adds."""
        return self._format(("own", name), {"valign": "top", "font_name": "Calibri", "font_size": 11} | properties)

    def _format(self, key: tuple[str, str], properties: dict[str, Any]) -> Any:
        if key not in self._made:
            self._made[key] = self.workbook.add_format(properties)
        return self._made[key]
