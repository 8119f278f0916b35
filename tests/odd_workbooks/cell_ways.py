"""Odd ways of an xlsx's cells, texts and styles: what other programs, and programs written by hand, write."""

import datetime as dt
import re
from collections.abc import Iterator

from tests.odd_workbooks.packages import Change, Parts, changed, edited, replaced, without
from tests.odd_workbooks.sample import Listed, Outcome, Way, by_xlsxwriter

_SHEET, _TEXTS, _STYLES, _WORKBOOK = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
)
_DATE_CELL = re.compile(rb'<c r="(M\d+)" s="1"><v>(\d+)</v></c>')
_AGAINST_THE_STANDARD = Listed(
    Outcome.OFFICE_ALONE, "Against the standard, and known of no program; refused, and nothing is misread."
)
_LISTED = {
    "numbers with type n and spaces": _AGAINST_THE_STANDARD,
    "references with $": _AGAINST_THE_STANDARD,
    "an unknown type of cells": _AGAINST_THE_STANDARD,
    "escaped characters": Listed(
        Outcome.DIFFERENT, "Excel, which writes such, means a letter; LibreOffice shows what is written.", "K"
    ),
    "true as a word": Listed(Outcome.DIFFERENT, "LibreOffice takes the word for false.", "I"),
    "a text that is not there": Listed(
        Outcome.OFFICE_ALONE, "The text is lost: the file is refused, where LibreOffice leaves the cell empty."
    ),
    "texts in the cells, without type": Listed(Outcome.DIFFERENT, "LibreOffice leaves the cell empty.", "D"),
    "a number that is none": Listed(Outcome.DIFFERENT, "LibreOffice makes 0 of it; here it is a bad number.", "I"),
    "a DOCTYPE": Listed(Outcome.OFFICE_ALONE, "A DOCTYPE in a workbook is refused (contract)."),
}


def cell_ways() -> Iterator[Way]:
    """Give the ways."""
    for title, change in (_of_sheets() | _of_cells() | _of_texts() | _of_styles()).items():
        yield Way(title, "by hand", "penerima.xlsx", changed(by_xlsxwriter, change), _LISTED.get(title))


def _in_sheet(*pairs: tuple[str, str]) -> Change:
    """Give the change that replaces patterns in the sheet, each of which must be there."""

    def edit(content: bytes) -> bytes:
        for pattern, new in pairs:
            content, count = re.subn(pattern.encode(), new.encode(), content, flags=re.DOTALL)
            assert count, pattern
        return content

    return edited(_SHEET, edit)


def _of_sheets() -> dict[str, Change]:
    """Change how rows, references and what stands around them are written."""
    alternative = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14"/><mc:Fallback/></mc:AlternateContent>'
    )
    reserved = b'<fileSharing readOnlyRecommended="1" userName="x" reservationPassword="DAA7"/>'
    return {
        "cells without references": _without_references,
        "rows without numbers": _in_sheet((r'<row r="\d+"', "<row")),
        "references in single quotes": _in_sheet((r'r="([A-Z]+\d+)"', r"r='\1'")),
        "references in lower case": _in_sheet((r'r="D7"', 'r="d7"')),
        "references with $": _in_sheet((r'r="D7"', 'r="$D$7"')),
        "attributes in another order": _in_sheet((r'<c r="([A-Z]+\d+)" t="s"', r'<c t="s" r="\1"')),
        "attributes of others": _in_sheet((r"<row ", '<row xmlns:q="urn:q" q:dyDescent="0.25" ht="15" ')),
        "white space between elements": _in_sheet((r"(<(?:/?row|/?c|v)\b)", r"\n  \1")),
        "no dimension": _in_sheet((r"<dimension [^>]*/>", "")),
        "a dimension that is too small": _in_sheet((r'<dimension ref="[^"]*"', '<dimension ref="A1:B2"')),
        "a dimension that is too large": _in_sheet((r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"')),
        "spans that are wrong": _in_sheet((r'spans="[^"]*"', 'spans="1:2"')),
        "rows in disorder": _in_sheet((r'(<row r="6".*?</row>)(<row r="7".*?</row>)', r"\2\1")),
        "a cell twice": _in_sheet((r'(<c r="I5"><v>1</v></c>)', r'<c r="I5"><v>9</v></c>\1')),
        "extensions": _in_sheet((r"</sheetData>", '</sheetData><extLst><ext uri="{x}"><y/></ext></extLst>')),
        "alternate content": _in_sheet((r"<sheetData>", f"{alternative}<sheetData>")),
        "comments and instructions": _in_sheet((r"<sheetData>", "<!-- x --><?mso a?><sheetData><!-- <row> -->")),
        "an unknown element in a row": _in_sheet((r'(<c r="I5">)', r'<x y="1">2</x>\1')),
        "merged cells turned around": _in_sheet((r'ref="K4:K7"', 'ref="K7:K4"')),
        "a merged cell of one cell": _in_sheet((r'<mergeCell ref="A1:F1"/>', '<mergeCell ref="A1"/>')),
        "merged cells twice": _in_sheet((r'(<mergeCell ref="K4:K7"/>)', r"\1\1")),
        "a DOCTYPE": _in_sheet((r"<worksheet", "<!DOCTYPE worksheet><worksheet")),
        "reserved for writing by a password": replaced(_WORKBOOK, (b"<workbookPr", reserved + b"<workbookPr")),
        "a sheet's name in other case": replaced(_WORKBOOK, (b'name="Penerima"', b'name="PENERIMA"')),
        "another number of the sheet": replaced(_WORKBOOK, (b'sheetId="1"', b'sheetId="77" state="veryHidden"')),
    }


def _of_cells() -> dict[str, Change]:
    """Change how values are written, of a number (I5) or of a text (D7)."""
    numbers = {
        "true as a word": '<c r="I5" t="b"><v>true</v>',
        "error cells": '<c r="I5" t="e"><v>#REF!</v>',
        "results that are errors": '<c r="I5" t="e"><f>NA()</f><v>#N/A</v>',
        "numbers without value": '<c r="I5"><v></v>',
        "an unknown type of cells": '<c r="I5" t="x"><v>1</v>',
        "a number that is none": '<c r="I5"><v>satu</v>',
        "a style that is not there": '<c r="I5" s="999"><v>1</v>',
        "numbers of 16 digits": '<c r="I5"><v>3574010101750001</v>',
        "numbers with a sign": '<c r="I5"><v>+1</v>',
        "numbers with a point alone": '<c r="I5"><v>1.</v>',
    }
    texts = {
        "texts without value": '<c r="D7" t="s"><v/>',
        "texts without element of a value": '<c r="D7" t="s">',
        "a text that is not there": '<c r="D7" t="s"><v>99999</v>',
        "texts in the cells, by a value": '<c r="D7" t="inlineStr"><v>Contoh</v>',
        "texts in the cells, without type": '<c r="D7"><is><t>Contoh</t></is>',
        "texts in the cells, empty": '<c r="D7" t="inlineStr"><is/>',
        "texts in the cells, in runs": '<c r="D7" t="inlineStr"><is><r><t>Con</t></r><r><t>toh</t></r></is>',
        "results that are empty texts": '<c r="D7" t="str"><f>""</f><v></v>',
    }
    return {
        **{title: _in_sheet((r'<c r="I5"><v>1</v>', new)) for title, new in numbers.items()},
        **{title: _in_sheet((r'<c r="D7" t="s"><v>\d+</v>', new)) for title, new in texts.items()},
        "exponents": _in_sheet((r"<v>600000</v>", "<v>6E5</v>")),
        "numbers with type n and spaces": _in_sheet((r"<c (r=\"L\d+\")><v>([\d.]+)</v>", r'<c \1 t="n"><v> \2 </v>')),
        "shared formulas": _in_sheet(
            (r"<f>3\*250000</f>", '<f t="shared" ref="L6:L26" si="0">3*250000</f>'),
            (r"<f>8\*250000</f><v>2000000</v>", '<f t="shared" si="0"/><v>750000</v>'),
        ),
        "dates of type d": _with_iso_dates('s="1" t="d"><v>{}T00:00:00</v>'),
        "dates of type d, without times": _with_iso_dates('s="1" t="d"><v>{}</v>'),
        "dates of type d, with a zone": _with_iso_dates('s="1" t="d"><v>{}T00:00:00Z</v>'),
        "dates of type d, without a style": _with_iso_dates('t="d"><v>{}T00:00:00</v>'),
    }


def _of_texts() -> dict[str, Change]:
    """Change how shared texts are written, or put them elsewhere."""
    runs = b'<r><t>Sem</t></r><r><rPr><b/></rPr><t xml:space="preserve">bako </t></r><rPh sb="0" eb="3"><t>S</t></rPh>'
    written = {
        "texts with phonetics": b'<t>Sembako</t><rPh sb="0" eb="3"><t>SEMBAKO</t></rPh><phoneticPr fontId="1"/>',
        "texts in runs with phonetics": runs,
        "CDATA": b"<t><![CDATA[Sembako]]></t>",
        "numeric character references": b"<t>&#83;emb&#x61;ko</t>",
        "escaped characters": b"<t>Sem_x0062_ako</t>",
        "line ends as _x000D_": b"<t>Sem_x000D_\nbako</t>",
        "an empty text": b"",
    }
    return {
        **{title: replaced(_TEXTS, (b"<t>Sembako</t>", new)) for title, new in written.items()},
        "wrong counts": replaced(_TEXTS, (b'count="', b'count="9')),
        "no counts": edited(_TEXTS, lambda content: re.sub(rb' (?:uniqueC|c)ount="\d+"', b"", content)),
        "texts in the cells": _with_texts_in_cells(rb"<si>(.*?)</si>", b't="inlineStr"><is>%b</is>'),
        "texts as results of formulas": _with_texts_in_cells(rb"<t(?: [^>]*)?>(.*?)</t>", b't="str"><v>%b</v>'),
    }


def _of_styles() -> dict[str, Change]:
    def built_in(number: int) -> Change:
        return replaced(_STYLES, (b'numFmtId="164" fontId', b'numFmtId="%d" fontId' % number))

    return {
        "no styles": _without_styles,
        "dates in a built-in format": built_in(17),
        "dates in a built-in format of other countries": built_in(30),
    }


def _with_iso_dates(written: str) -> Change:
    def cell(match: re.Match[bytes]) -> bytes:
        day = dt.date(1899, 12, 30) + dt.timedelta(days=int(match[2]))
        return b'<c r="%b" ' % match[1] + written.format(day).encode() + b"</c>"

    return edited(_SHEET, lambda content: _DATE_CELL.sub(cell, content))


def _with_texts_in_cells(pattern: bytes, written: bytes) -> Change:
    def change(parts: Parts) -> Parts:
        texts = re.findall(pattern, parts[_TEXTS], re.DOTALL)
        sheet = re.sub(rb't="s"><v>(\d+)</v>', lambda match: written % texts[int(match[1])], parts[_SHEET])
        return without(_TEXTS)(parts | {_SHEET: sheet})

    return change


def _without_references(parts: Parts) -> Parts:
    """Leave the references out and fill the gaps: without them a cell stands behind the one before."""

    def row(match: re.Match[bytes]) -> bytes:
        cells = {cell[1]: cell[0] for cell in re.findall(rb'(<c r="([A-Z])\d+"(?:[^>]*/>|.*?</c>))', match[2])}
        filled = b"".join(cells.get(bytes([65 + at]), b"<c/>") for at in range(14))
        return match[1] + re.sub(rb'<c r="[A-Z]+\d+"', b"<c", filled) + b"</row>"

    return edited(_SHEET, lambda content: re.sub(rb"(<row [^>]*>)(.*?)</row>", row, content, flags=re.DOTALL))(parts)


def _without_styles(parts: Parts) -> Parts:
    relations = "xl/_rels/workbook.xml.rels"
    parts = edited(relations, lambda content: re.sub(rb"<Relationship [^>]*styles.xml\"/>", b"", content))(parts)
    return without(_STYLES)(parts)
