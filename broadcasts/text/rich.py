"""A bulletin's text as runs of styled words. Each channel then writes the runs in its own way.

Tables become lines that fit on a phone; pictures in the text become links. HTML in the text is treated as words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from markdown_it.token import Token

from broadcasts.text.marks import parser, prepared

LONGEST_LINK = 512  # characters; a longer address is written out
_INDENT = "   "
_RULE = "———"
_SCHEMES = {"http", "https", "tel", "mailto"}


@dataclass(frozen=True, slots=True)
class Style:
    """The style of words. `quote` and `pre` hold for whole blocks."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    pre: bool = False
    quote: bool = False
    link: str = ""


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one style."""

    text: str
    style: Style = PLAIN


Rich = tuple[Run, ...]


def read(text: str) -> Rich:
    """The text in its runs, with an empty line between blocks."""
    reader = _Reader()
    reader.blocks(parser().parse(prepared(text)))
    return between(reader.runs, 0, len(plain(reader.runs).rstrip()))


def plain(rich: Sequence[Run]) -> str:
    """The words without styles."""
    return "".join(each.text for each in rich)


def between(rich: Sequence[Run], start: int, end: int) -> Rich:
    """The characters from `start` up to, but not including, `end`, with their styles."""
    found, at = [], 0
    for run in rich:
        piece = run.text[max(0, start - at) : max(0, end - at)]
        if piece:
            found.append(replace(run, text=piece))
        at += len(run.text)
    return tuple(found)


def trimmed(rich: Sequence[Run], *, first: bool = False) -> Rich:
    """The same without white space at both ends. What stands before the first word of a line is kept.

    `first`: the runs begin with a line; otherwise they may begin within one.
    """
    whole = plain(rich)
    blank = whole[: len(whole) - len(whole.lstrip())]
    start = 0 if first and "\n" not in blank else blank.rfind("\n") + 1 or len(blank)
    return between(rich, start, max(start, len(whole.rstrip())))


@dataclass(slots=True)
class _Reader:
    runs: list[Run] = field(default_factory=list)
    quotes: int = 0
    style: Style = PLAIN

    def say(self, text: str, style: Style | None = None) -> None:
        """Add words."""
        if text:
            used = self.style if style is None else style
            self.runs.append(Run(text, replace(used, quote=self.quotes > 0)))

    def block(self) -> None:
        """Begin a block after an empty line."""
        if self.runs:
            inside = self.quotes > 0 and self.runs[-1].style.quote
            self.runs.append(Run("\n\n", Style(quote=inside)))

    def blocks(self, tokens: Sequence[Token]) -> None:
        """Read all blocks of a document, in order."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
                self.table(tokens[at:end])
                at = end
            else:
                self.one(token)
            at += 1

    def one(self, token: Token) -> None:
        """Read one block token."""
        match token.type:
            case "paragraph_open":
                self.block()
            case "heading_open":
                self.block()
                self.style = Style(bold=True)
            case "heading_close":
                self.style = PLAIN
            case "inline":
                self.inline(token.children or [])
            case "blockquote_open":
                self.quotes += 1
            case "blockquote_close":
                self.quotes -= 1
            case "fence" | "code_block":
                self.block()
                self.say(token.content.rstrip("\n"), Style(pre=True))
            case "hr":
                self.block()
                self.say(_RULE)

    def inline(self, children: Sequence[Token]) -> None:
        """Add the words of a block with their styles."""
        outer = self.style
        hrefs: list[tuple[str, int]] = []
        for token in children:
            match token.type:
                case "strong_open" | "strong_close":
                    self.style = replace(self.style, bold=token.nesting > 0 or outer.bold)
                case "em_open" | "em_close":
                    self.style = replace(self.style, italic=token.nesting > 0)
                case "s_open" | "s_close":
                    self.style = replace(self.style, struck=token.nesting > 0)
                case "link_open":
                    hrefs.append((str(token.attrGet("href") or ""), len(self.runs)))
                    self.style = replace(self.style, link=_short(hrefs[-1][0]))
                case "link_close":
                    self.end_link(*hrefs.pop())
                case "code_inline":
                    self.say(token.content, replace(self.style, code=True))
                case "image":
                    self.image(token)
                case "softbreak" | "hardbreak":
                    self.say("\n")
                case _:
                    self.say(token.content)
        self.style = outer

    def end_link(self, href: str, since: int) -> None:
        """End a link. An address that cannot be a link is written after its words."""
        self.style = replace(self.style, link="")
        if not _short(href) and href and href not in plain(self.runs[since:]):
            self.say(f" ({href})")

    def image(self, token: Token) -> None:
        """Add a picture in the text, as a link with its name."""
        href = str(token.attrGet("src") or "")
        self.say(token.content or href, replace(self.style, link=_short(href)))
        self.end_link(href, len(self.runs))

    def table(self, tokens: Sequence[Token]) -> None:
        """Add a table: two columns as "name: value"; more columns as a headline with its values below."""
        rows: list[list[Token]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token)
        heads, *lines = rows
        self.block()
        if len(heads) <= 2:
            for at, line in enumerate([heads, *lines] if any(each.content for each in heads) else lines):
                self.say("\n" if at else "", PLAIN)
                self.pair(line)
            return
        for at, line in enumerate(lines or [heads]):
            self.say("\n" if at else "", PLAIN)
            self.cells(line, heads if lines else [])

    def pair(self, line: Sequence[Token]) -> None:
        """Add `• name: value`."""
        self.say("• ", PLAIN)
        for at, cell in enumerate(line):
            self.style = Style(bold=at == 0)
            self.inline(cell.children or [])
            self.style = PLAIN
            self.say(": " if at == 0 and len(line) > 1 else "", PLAIN)

    def cells(self, line: Sequence[Token], heads: Sequence[Token]) -> None:
        """Add `• first cell`, and below it `head: cell` for each other cell with text."""
        for at, cell in enumerate(line):
            if at and not cell.content:
                continue
            self.say("• " if at == 0 else "\n" + _INDENT, PLAIN)
            if at and at < len(heads) and heads[at].content:
                self.inline(heads[at].children or [])
                self.say(": ", PLAIN)
            self.style = Style(bold=at == 0)
            self.inline(cell.children or [])
            self.style = PLAIN


def goes_out(href: str) -> bool:
    """Whether channels accept it as a link: a complete address of a safe kind."""
    try:
        return urlsplit(href).scheme.lower() in _SCHEMES
    except ValueError:
        return False


def _short(href: str) -> str:
    return href if len(href) <= LONGEST_LINK and goes_out(href) else ""
