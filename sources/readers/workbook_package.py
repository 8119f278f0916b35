"""The parts of an xlsx package by their relations, and a package in odd order put into the usual one.

A spreadsheet program asks the package's relations for the workbook and the workbook's for its sheets, in any case and
slash; nothing says that they are called `xl/workbook.xml` and `xl/worksheets/sheet1.xml`, nor that they are written in
UTF-8. The libraries, and the scan beside them, want just that. Of a package that is written otherwise they get a copy
under the usual names, in UTF-8.
"""

import io
import posixpath
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

#: What broken XML raises, a part that is missing and an encoding that does not exist included.
XML_ERRORS = (ElementTree.ParseError, DefusedXmlException, LookupError)

USUAL_WORKBOOK = "xl/workbook.xml"
_USUAL_RELATIONS = "xl/_rels/workbook.xml.rels"
_TYPES, _ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
#: Beyond this many bytes a list of relations or types is none that a program has written.
_MOST_BYTES = 4_000_000
_USUAL_PLACES = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
#: Kinds of sheets, and as which of them the libraries take each: of sheets of macros they know nothing.
_SHEET_KINDS = {
    "worksheet": "worksheet",
    "chartsheet": "chartsheet",
    "dialogsheet": "dialogsheet",
    "xlMacrosheet": "worksheet",
    "xlIntlMacrosheet": "worksheet",
}
_RELATION_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE_PREFIX = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CONTENT_TYPE_PREFIX = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_DECLARATION = re.compile(r"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*>""")
#: What programs write besides UTF-8. An encoding that is none of these is left to the parser, which refuses it.
_OTHER_ENCODING = re.compile(r"utf-?16|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)
_ENCODING_BY_START = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_CHUNK = 1 << 20


class _Relation(NamedTuple):
    """A relation: its id, the last word of its type, its target as written, and the member it names, empty for none."""

    id: str
    kind: str
    target: str
    member: str


def folded_part(name: str) -> str:
    r"""Fold a part's name as packages compare it: without case, with slashes of one kind.

    >>> folded_part("XL\\Workbook.xml")
    'xl/workbook.xml'
    """
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


def local_name(tag: str) -> str:
    """Give an element's or attribute's name without its namespace."""
    return tag.rpartition("}")[2]


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    return {folded_part(info.filename): info.filename for info in package.infolist() if info.filename}


def _elements(package: zipfile.ZipFile, member: str | None) -> list[Mapping[str, str]]:
    """Give the attributes of what a list of relations or types holds; none where it is missing or broken."""
    if member is None or package.getinfo(member).file_size > _MOST_BYTES:
        return []
    try:
        return [element.attrib for element in ElementTree.fromstring(package.read(member), forbid_dtd=True)]
    except XML_ERRORS:
        return []


def _relations(package: zipfile.ZipFile, parts: Mapping[str, str], source: str) -> list[_Relation]:
    """Give the relations inside the package of a part, named as it is folded; those of the package for ``""``."""
    folder, name = posixpath.split(source)
    member = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    found = []
    for link in _elements(package, member):
        if link.get("TargetMode", "Internal") != "External":
            target = link.get("Target", "")
            place = posixpath.join("/", folder, target.replace("\\", "/"))
            member = parts.get(folded_part(place)) or parts.get(folded_part(unquote(place)), "")
            found.append(_Relation(link.get("Id", ""), posixpath.basename(link.get("Type", "")), target, member))
    return found


def _root_name(package: zipfile.ZipFile, member: str) -> str | None:
    """Give the name of a part's outermost element; null where it is no XML."""
    try:
        with package.open(member) as stream:
            for _, element in ElementTree.iterparse(stream, events=("start",), forbid_dtd=True):
                return local_name(element.tag)
    except XML_ERRORS:
        pass
    return None


def workbook_part(package: zipfile.ZipFile) -> str | None:
    """Give the member that is a package's workbook: by its relations, by the types of its parts, by the usual name.

    Null where the package holds none: another kind of document, a binary workbook, or no such package at all. Raises
    what `zipfile` raises where a member is broken.
    """
    parts = _parts(package)
    candidates = [link.member for link in _relations(package, parts, "") if link.kind == "officeDocument"]
    for entry in _elements(package, parts.get(_TYPES.casefold())):
        if entry.get("ContentType", "").casefold().endswith(".main+xml"):
            candidates.append(parts.get(folded_part(entry.get("PartName", "")), ""))
    for member in filter(None, candidates):
        if _root_name(package, member) == "workbook":
            return member
    usual = parts.get(USUAL_WORKBOOK)
    # Broken or not, by this name it is a workbook, and its reader says what is wrong with it.
    return usual if usual is not None and _root_name(package, usual) in ("workbook", None) else None


@contextmanager
def usual_package(path: Path, scratch: Path) -> Iterator[Path]:
    """Give a workbook's package under the usual names: itself, or a copy in the folder `scratch` for the block's time.

    The package must have been checked. Raises what `zipfile` raises where it is broken.
    """
    with zipfile.ZipFile(path) as package:
        workbook = workbook_part(package) or USUAL_WORKBOOK
        relations = _relations(package, _parts(package), folded_part(workbook))
        if _is_usual(package, workbook, relations):
            yield path
            return
        copy = scratch / "usual.xlsx"
        try:
            _write_usual(package, workbook, relations, copy)
            yield copy
        finally:
            copy.unlink(missing_ok=True)


def _is_usual(package: zipfile.ZipFile, workbook: str, relations: list[_Relation]) -> bool:
    """Say whether all names, kinds of sheets and encodings are the usual ones.

    Without relations there is no order to make; its reader refuses it.
    """
    members = {_TYPES, _ROOT_RELATIONS, _USUAL_RELATIONS, USUAL_WORKBOOK}
    if not relations:
        return True
    read = [link for link in relations if link.member and (link.kind in _SHEET_KINDS or link.kind in _USUAL_PLACES)]
    return (
        workbook == USUAL_WORKBOOK
        and members <= set(package.namelist())
        and all(
            link.target in (link.member.removeprefix("xl/"), f"/{link.member}")
            and _USUAL_PLACES.get(link.kind, link.member) == link.member
            and _SHEET_KINDS.get(link.kind, link.kind) == link.kind
            for link in read
        )
        and not any(_other_encoding(package, member) for member in {*members, *(link.member for link in read)})
    )


def _other_encoding(package: zipfile.ZipFile, member: str) -> str | None:
    """Give the encoding of a part's XML where it is not UTF-8."""
    with package.open(member) as stream:
        head = stream.read(200)
    if head[:2] in _ENCODING_BY_START:
        return _ENCODING_BY_START[head[:2]]
    declared = _DECLARATION.match(head.decode("latin-1"))
    return declared[1] if declared and _OTHER_ENCODING.fullmatch(declared[1]) else None


def _write_usual(package: zipfile.ZipFile, workbook: str, relations: list[_Relation], copy: Path) -> None:
    """Write the workbook, its sheets, texts and styles under the usual names; nothing else of it is ever read."""
    links, types = [], [(USUAL_WORKBOOK, "sheet.main+xml")]
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        _copy_part(package, workbook, target, USUAL_WORKBOOK)
        for number, link in enumerate(relations, start=1):
            kind = _SHEET_KINDS.get(link.kind, link.kind)
            place = f"xl/{kind}s/sheet{number}.xml" if link.kind in _SHEET_KINDS else _USUAL_PLACES.get(kind)
            if place and link.member and place not in target.namelist():
                _copy_part(package, link.member, target, place)
                links.append((link.id, kind, place.removeprefix("xl/")))
                types.append((place, f"{kind}+xml"))
        target.writestr(_TYPES, _content_types(types))
        target.writestr(_ROOT_RELATIONS, _relation_list([("rId1", "officeDocument", USUAL_WORKBOOK)]))
        target.writestr(_USUAL_RELATIONS, _relation_list(links))


def _copy_part(package: zipfile.ZipFile, member: str, target: zipfile.ZipFile, place: str) -> None:
    """Copy a part, in UTF-8 and without its declaration where it was written in another encoding."""
    encoding = _other_encoding(package, member)
    with package.open(member) as source, target.open(place, "w", force_zip64=True) as part:
        if encoding is None:
            shutil.copyfileobj(source, part, _CHUNK)
            return
        text = io.TextIOWrapper(source, encoding, errors="replace", newline="")
        part.write(_DECLARATION.sub("", text.read(_CHUNK), count=1).encode())
        while chunk := text.read(_CHUNK):
            part.write(chunk.encode())


def _relation_list(links: list[tuple[str, str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id={quoteattr(link_id)} Type="{_TYPE_PREFIX}{kind}" Target="{target}"/>'
        for link_id, kind, target in links
    )
    return f'<Relationships xmlns="{_RELATION_NAMESPACE}">{relations}</Relationships>'


def _content_types(types: list[tuple[str, str]]) -> str:
    overrides = "".join(
        f'<Override PartName="/{place}" ContentType="{_CONTENT_TYPE_PREFIX}{kind}"/>' for place, kind in types
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
