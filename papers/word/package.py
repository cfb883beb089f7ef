"""The parts of a .docx and how they refer to each other, in the transitional and in the strict form of the standard.

ISO/IEC 29500: part 1 (strict) and part 4 (transitional) differ in the names of their namespaces; strict names are read
as transitional ones, so the other modules know one set.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from civics.polls.draft import RefusedDraftError
from papers.reading.xml_tree import MOST_UNPACKED, Node, parsed

_OLD = "http://schemas.openxmlformats.org"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", f"{_OLD}/wordprocessingml/2006/main".encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", f"{_OLD}/officeDocument/2006/math".encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", f"{_OLD}/officeDocument/2006/relationships".encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", f"{_OLD}/drawingml/2006/main".encode()),
)
_SPACES = {
    "w": f"{_OLD}/wordprocessingml/2006/main",
    "r": f"{_OLD}/officeDocument/2006/relationships",
    "m": f"{_OLD}/officeDocument/2006/math",
    "a": f"{_OLD}/drawingml/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
    "mc": f"{_OLD}/markup-compatibility/2006",
}
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@cache
def name(short: str) -> str:
    """`w:p` as lxml writes it: `{http://…/main}p`."""
    prefix, _, tag = short.partition(":")
    return f"{{{_SPACES[prefix]}}}{tag}"


VAL = name("w:val")


def value(node: Node, tag: str) -> str:
    """The `w:val` of a child; empty where there is none."""
    found = node.find(name(tag))
    return "" if found is None else str(found.get(VAL) or "")


def is_on(found: Node) -> bool:
    """The value of an on-off property that is present (ISO/IEC 29500-1, 17.17.4)."""
    return str(found.get(VAL, "true")).lower() not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Target:
    """A relationship of the main part: its id, the last word of its type, and the name of the part."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of one file. Raises RefusedDraftError: too_big, locked; ValueError and others for a broken one."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        entries = self._zip.infolist()
        if sum(each.file_size for each in entries) > MOST_UNPACKED:
            raise RefusedDraftError("too_big")
        if any(each.flag_bits & 1 for each in entries):
            raise RefusedDraftError("locked")
        self._names = {each.filename.lower(): each.filename for each in entries}
        main = next((each.part for each in self._related("") if each.kind == "officeDocument"), "")
        self._main = main or "word/document.xml"
        self._targets = tuple(self._related(self._main))

    def main(self) -> Node:
        """The main document."""
        return self.tree(self._main)

    def of(self, kind: str) -> Iterator[Node]:
        """The trees of the parts of this kind to which the main document refers, such as styles or header."""
        for each in self._targets:
            if each.kind == kind and self.has(each.part):
                yield self.tree(each.part)

    def target(self, key: str) -> str:
        """The part to which a relationship of the main document leads; empty where there is none."""
        return next((each.part for each in self._targets if each.id == key and self.has(each.part)), "")

    def has(self, part: str) -> bool:
        """Whether the part is there."""
        return part.lower() in self._names

    def bytes_of(self, part: str) -> bytes:
        """The content of a part. Raises KeyError."""
        return self._zip.read(self._names[part.lower()])

    def tree(self, part: str) -> Node:
        """A part as a tree, with the names of the transitional form. Raises KeyError, etree.XMLSyntaxError."""
        return tree_of(self.bytes_of(part))

    def _related(self, part: str) -> Iterator[Target]:
        folder, _, file = part.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels".lstrip("/")
        if not self.has(rels):
            return
        for each in self.tree(rels).iter(_RELS):
            if each.get("TargetMode") != "External":
                to = posixpath.normpath(posixpath.join("/", folder, str(each.get("Target") or ""))).lstrip("/")
                yield Target(str(each.get("Id")), str(each.get("Type")).rpartition("/")[2], to)


def tree_of(content: bytes) -> Node:
    """A part of Word's as a tree, with the names of the transitional form. Raises etree.XMLSyntaxError."""
    for strict, old in _STRICT:
        content = content.replace(strict, old)
    return parsed(content)
