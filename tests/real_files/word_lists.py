"""Lists as Word writes them, and the numbers that it draws (ISO/IEC 29500-1, 17.9).

LibreOffice 7.4 gives a second opinion. It agrees with the standard but for a few things, and `office` tells which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from tests.real_files.word import anew, definition, docx, level, numbered, para, style

Line = tuple[int, int] | tuple[str] | None  # (list, level), (style,), or a plain paragraph

CHAPTERS = (level(0, "Chương %1", "upperRoman"), level(1, "Điều %2.", inside='<w:lvlRestart w:val="0"/>'))
KHOAN = (level(0, "Điều %1."), level(1, "%2."), level(2, "%3)", "lowerLetter"))

_FULL = (level(0, "%1."), level(1, "%1.%2."), level(2, "%1.%2.%3)", "lowerLetter"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of lines with lists. `office`: what LibreOffice does other than the standard says; empty: nothing."""

    numbering: str
    lines: tuple[Line, ...]
    numbers: tuple[str, ...]
    styles: str = ""
    office: str = ""

    def file(self) -> bytes:
        """The .docx; the words of each paragraph are "x"."""
        body = [
            para("x") if each is None else para("x", num=each) if len(each) == 2 else para("x", style=each[0])
            for each in self.lines
        ]
        return docx(body, numbering=self.numbering, styles=self.styles)


def _two(*overrides: str) -> str:
    return definition(0, *KHOAN) + numbered(1, 0) + numbered(2, 0, *overrides)


_LINKED = (
    '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="QuyUoc"/></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="QuyUoc"/>' + "".join(KHOAN) + "</w:abstractNum>"
    + numbered(1, 0) + numbered(2, 1)
)  # fmt: skip
_LIST_STYLE = style("QuyUoc", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>', kind="numbering")
_LEGAL = (level(0, "Chương %1", "upperRoman"), level(1, "%1.%2", inside="<w:isLgl/>"), level(2, "%1.%3", "lowerLetter"))
_PARTS = (
    level(0, "Phần %1", "upperRoman"), level(1, "Chương %2", "upperRoman"),
    level(2, "Điều %3.", inside='<w:lvlRestart w:val="1"/>'),
)  # fmt: skip
_CUSTOM = (
    '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent><mc:Choice Requires="w14">'
    '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
    '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1."/></w:lvl>'
)
_STYLED = (
    level(0, "Chương %1", "upperRoman", inside='<w:pStyle w:val="Chuong"/>'),
    level(1, "Điều %2.", inside='<w:pStyle w:val="Dieu"/><w:lvlRestart w:val="0"/>'),
)
_STYLES = (
    style("Chuong", '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>')
    + style("Dieu", '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>', on="Chuong") + style("Con", on="Dieu")
)  # fmt: skip


def _restart(said: str) -> str:
    return definition(0, level(0, "%1", "upperRoman"), level(1, "%2.", inside=said)) + numbered(1, 0)


_TWICE = ((1, 0), (1, 1), (1, 1), (1, 0), (1, 1))
LISTS: Mapping[str, Listed] = MappingProxyType(
    {
        "a list begins anew where it says so, once": Listed(
            _two(anew(1)), ((1, 0), (1, 1), (1, 1), (2, 1), (2, 1), (1, 1)),
            ("Điều 1.", "1.", "2.", "1.", "2.", "3."),
        ),
        "lists of one definition count together": Listed(
            _two(), ((1, 0), (2, 0), None, (1, 0)), ("Điều 1.", "Điều 2.", "", "Điều 3.")
        ),
        # a level that was left out counts as used (Microsoft, Q110380: "Heading 1 Style Starts with 2")
        "a level that was left out counts as used": Listed(
            _two(), ((1, 1), (1, 0), (1, 2), (1, 1)), ("1.", "Điều 2.", "a)", "2.")
        ),
        "two levels that were left out": Listed(
            definition(0, *_FULL) + numbered(1, 0), ((1, 2), (1, 1), (1, 0), (1, 2)),
            ("1.1.a)", "1.2.", "2.", "2.1.a)"),
        ),
        "lists of two definitions count apart": Listed(
            definition(0, *KHOAN) + definition(1, *KHOAN) + numbered(1, 0) + numbered(2, 1),
            ((1, 0), (2, 0), (1, 0)), ("Điều 1.", "Điều 1.", "Điều 2."),
        ),
        "a list begins anew at another number": Listed(
            _two(anew(0, 7)), ((1, 0), (2, 0), (2, 0)), ("Điều 1.", "Điều 7.", "Điều 8.")
        ),
        "the number to begin with counts after each level above too": Listed(
            definition(0, *KHOAN) + numbered(1, 0, anew(1, 5)), ((1, 0), (1, 1), (1, 1), (1, 0), (1, 1)),
            ("Điều 1.", "5.", "6.", "Điều 2.", "5."), office="reads startOverride once",
        ),
        "a whole level is drawn in its own way and goes on counting": Listed(
            _two(anew(1, 0, level(1, "Khoản %2:", "upperRoman"))), ((1, 0), (1, 1), (2, 1), (2, 2), (1, 1)),
            ("Điều 1.", "1.", "Khoản II:", "a)", "3."),
        ),
        "a whole level that also begins anew": Listed(
            _two(anew(1, 1, level(1, "%2/", "decimalZero"))), ((1, 0), (1, 1), (2, 1), (2, 1)),
            ("Điều 1.", "1.", "01/", "02/"),
        ),
        "a list takes its levels from a style of lists": Listed(
            _LINKED, ((1, 0), (1, 1), (1, 2)), ("Điều 1.", "1.", "a)"), _LIST_STYLE
        ),
        # some writers leave the back reference out: then the style's own list leads there
        "a style of lists without its back reference": Listed(
            _LINKED.replace('<w:styleLink w:val="QuyUoc"/>', ""), ((1, 0), (1, 1)), ("Điều 1.", "1."), _LIST_STYLE,
            office="needs the back reference",
        ),
        "a level begins anew after the one above": Listed(_restart(""), _TWICE, ("I", "1.", "2.", "II", "1.")),
        "a level never begins anew": Listed(
            _restart('<w:lvlRestart w:val="0"/>'), _TWICE, ("I", "1.", "2.", "II", "3."),
            office="does not read lvlRestart",
        ),
        "a level begins anew after the first": Listed(
            _restart('<w:lvlRestart w:val="1"/>'), _TWICE, ("I", "1.", "2.", "II", "1.")
        ),
        # not above it: as if it were not there
        "a level cannot begin anew after itself": Listed(
            _restart('<w:lvlRestart w:val="2"/>'), _TWICE, ("I", "1.", "2.", "II", "1.")
        ),
        "articles go on through chapters and begin anew in parts": Listed(
            definition(0, *_PARTS) + numbered(1, 0),
            ((1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)),
            ("Phần I", "Chương I", "Điều 1.", "Chương II", "Điều 2.", "Phần II", "Chương I", "Điều 1."),
            office="does not read lvlRestart",
        ),
        "legal numbers are digits on every level": Listed(
            definition(0, *_LEGAL) + numbered(1, 0), ((1, 0), (1, 0), (1, 1), (1, 2)),
            ("Chương I", "Chương II", "2.1", "II.a"), office="does not read isLgl",
        ),
        "legal numbers that are switched off": Listed(
            (definition(0, *_LEGAL) + numbered(1, 0)).replace("<w:isLgl/>", '<w:isLgl w:val="0"/>'),
            ((1, 0), (1, 1)), ("Chương I", "I.1"),
        ),
        "the style of a paragraph leads to its level": Listed(
            definition(0, *_STYLED) + numbered(4, 0), (("Chuong",), ("Dieu",), ("Con",), ("Chuong",), ("Dieu",)),
            ("Chương I", "Điều 1.", "Điều 2.", "Chương II", "Điều 3."), _STYLES, office="does not read lvlRestart",
        ),
        "a paragraph may leave the list of its style": Listed(
            definition(0, *KHOAN) + numbered(1, 0), (("Dieu",), (0, 0), ("Dieu",)), ("Điều 1.", "", "Điều 2."),
            style("Dieu", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
        ),
        "a hidden number is counted and not shown": Listed(
            definition(0, level(0, "Điều %1.", inside="<w:rPr><w:vanish/></w:rPr>"), level(1, "%1.%2"))
            + numbered(1, 0),
            ((1, 0), (1, 0), (1, 1)), ("", "", "2.1"), office="shows it in plain text",
        ),
        "a level without a number still shows its words": Listed(
            definition(0, level(0, "Ghi chú:", "none"), level(1, "%1.%2")) + numbered(1, 0), ((1, 0), (1, 1)),
            ("Ghi chú:", ".1"), office="leaves out the dot too",
        ),
        "dashes are read and signs of a symbol font are not": Listed(
            definition(0, level(0, "-", "bullet"), level(1, "+", "bullet"), level(2, "\uf0b7", "bullet"))
            + numbered(1, 0), ((1, 0), (1, 1), (1, 2)), ("-", "+", ""), office="has signs of its own in plain text",
        ),
        "a custom form stands in an alternative": Listed(
            definition(0, _CUSTOM) + numbered(1, 0), ((1, 0), (1, 0)), ("009.", "010.")
        ),
        "articles of all chapters in one count": Listed(
            definition(0, *CHAPTERS) + numbered(1, 0), ((1, 0), (1, 1), (1, 1), (1, 0), (1, 1)),
            ("Chương I", "Điều 1.", "Điều 2.", "Chương II", "Điều 3."), office="does not read lvlRestart",
        ),
    }
)  # fmt: skip


def mixed(seed: int) -> Listed:
    """Twelve lines with lists and levels in any order; the numbers are not known before."""
    draw = Random(seed)
    levels = draw.choice((KHOAN, _FULL))
    over = draw.choice(((), (anew(0),), (anew(1),)))
    numbering = definition(0, *levels) + definition(1, *levels)
    numbering += numbered(1, 0) + numbered(2, 0, *over) + numbered(3, 1)
    places = [(key, at) for key in (1, 1, 2, 3) for at in (0, 1, 1, 2, 2)]
    return Listed(numbering, tuple(draw.choice([*places, None]) for _ in range(12)), ())
