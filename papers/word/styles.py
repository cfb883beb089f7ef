"""Finds out how a run looks: hidden, struck out, and in which font.

ISO/IEC 29500-1, 17.7: a property comes from the run, else its character style, the paragraph's style, the defaults.
Hidden is a toggle property (17.7.3): if both styles set it, it is off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.legacy_text import Drawn, by_font
from papers.reading.xml_tree import Node
from papers.word.package import is_on, name, value

_DEEPEST = 12  # the longest chain of styles; it also ends circular chains
_RPR, _PPR, _FONTS = name("w:rPr"), name("w:pPr"), name("w:rFonts")
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings", "marlett")


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks. `drawn`: the encoding of an old Vietnamese font; `symbol`: the name of a symbol font."""

    hidden: bool = False
    struck: bool = False
    drawn: Drawn | None = None
    symbol: str = ""


class Styles:
    """The styles of one document."""

    def __init__(self, root: Node | None) -> None:
        self._styles = (
            {} if root is None else {str(each.get(name("w:styleId"))): each for each in root.iter(name("w:style"))}
        )
        self._defaults = None if root is None else root.find(f"{name('w:docDefaults')}/{name('w:rPrDefault')}/{_RPR}")
        self._first = {
            str(each.get(name("w:type"))): key
            for key, each in self._styles.items()
            if each.get(name("w:default")) in ("1", "true", "on")
        }
        self._known: dict[tuple[str, str], Look] = {}

    def of(self, paragraph: Node) -> str:
        """The id of a paragraph's style."""
        about = paragraph.find(_PPR)
        own = "" if about is None else value(about, "w:pStyle")
        return own if own in self._styles else self._first.get("paragraph", "")

    def called(self, style: str) -> str:
        """The name of a style, in small letters."""
        found = self._styles.get(style)
        return "" if found is None else value(found, "w:name").lower()

    def chain(self, style: str) -> Iterator[tuple[str, Node]]:
        """A style and those on which it is based, the nearest first."""
        for _ in range(_DEEPEST):
            found = self._styles.get(style)
            if found is None:
                return
            yield style, found
            style = value(found, "w:basedOn")

    def list_of(self, style: str) -> str:
        """The id of the list (numId) of a numbering style; empty where there is none."""
        for _, each in self.chain(style):
            about = each.find(f"{_PPR}/{name('w:numPr')}")
            if about is not None and value(about, "w:numId"):
                return value(about, "w:numId")
        return ""

    def look(self, properties: Node | None, paragraph_style: str) -> Look:
        """How a run with these properties (w:rPr) looks in a paragraph of that style."""
        own = "" if properties is None else value(properties, "w:rStyle")
        styled = self._styled(own, paragraph_style)
        if properties is None:
            return styled
        font = _font([properties])
        return Look(
            _first(properties, "w:vanish", styled.hidden),
            _first(properties, "w:strike", styled.struck) or _first(properties, "w:dstrike", False),  # noqa: FBT003
            styled.drawn if font is None else by_font(font),
            styled.symbol if font is None else _symbol(font),
        )

    def _styled(self, own: str, paragraph_style: str) -> Look:
        key = (own, paragraph_style)
        if key not in self._known:
            chars = [each.find(_RPR) for _, each in self.chain(own)]
            lines = [each.find(_RPR) for _, each in self.chain(paragraph_style)]
            base = [] if self._defaults is None else [self._defaults]
            font = _font([each for each in (*chars, *lines, *base) if each is not None]) or ""
            self._known[key] = Look(
                _toggled((chars, lines), base, "w:vanish"),
                _toggled((chars, lines), base, "w:strike") or _toggled((chars, lines), base, "w:dstrike"),
                by_font(font),
                _symbol(font),
            )
        return self._known[key]


def _first(properties: Node, tag: str, otherwise: bool) -> bool:  # noqa: FBT001
    found = properties.find(name(tag))
    return otherwise if found is None else is_on(found)


def _toggled(chains: Sequence[Sequence[Node | None]], base: Sequence[Node], tag: str) -> bool:
    if any(_first(each, tag, False) for each in base):  # noqa: FBT003
        return True
    on = False
    for chain in chains:
        found = next(
            (each.find(name(tag)) for each in chain if each is not None and each.find(name(tag)) is not None), None
        )
        on ^= found is not None and is_on(found)
    return on


def _font(properties: Sequence[Node]) -> str | None:
    """The name of the first font that is set; empty for a font of the theme, None when no font is set."""
    for each in properties:
        fonts = each.find(_FONTS)
        if fonts is None:
            continue
        for kind in ("hAnsi", "ascii"):
            if fonts.get(name(f"w:{kind}Theme")):
                return ""
            if told := fonts.get(name(f"w:{kind}")):
                return str(told)
    return None


def _symbol(font: str) -> str:
    return font.lower() if font.lower().startswith(_SYMBOL_FONTS) else ""
