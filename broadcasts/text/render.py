"""A bulletin's text for each channel: HTML for Telegram, plain words for Zalo, HTML for the page, and the bare words.

Each part is complete in itself: styles that a cut interrupts are closed before it and opened again after it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from broadcasts.text.marks import parser, prepared
from broadcasts.text.rich import PLAIN, Rich, Run, Style, between, goes_out, plain, read, trimmed
from core.text import normal, split, units

TELEGRAM, CAPTION, ZALO = 4096, 1024, 1900  # UTF-16 units, tags included: no platform counts more than that
LONGEST = 20_000  # characters of a bulletin
_BREAK = "<br />\n"
_HOLE = re.compile(r"\{([^\W\d]\w{0,39})\}")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]")


def placeholders(text: str) -> list[str]:
    """The unfilled placeholders of the text (names in braces), each once, in order."""
    return list(dict.fromkeys(_HOLE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the known values filled in. Unknown ones keep their braces. Values are never read as Markdown."""

    def put(found: re.Match[str]) -> str:
        value = normal(values.get(found[1], "")).strip()
        return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", value.replace("\n", " ")) if value else found[0]

    return _HOLE.sub(put, text)


def fill_words(text: str, values: Mapping[str, str]) -> str:
    """The same for plain text without Markdown, such as a headline."""
    return _HOLE.sub(lambda found: " ".join(normal(values.get(found[1], "")).split()) or found[0], text)


def telegram(text: str, *, first: int = TELEGRAM, limit: int = TELEGRAM) -> list[str]:
    """Parts in Telegram's HTML; the first has at most `first` units, the others `limit`."""
    return _parts(read(text), telegram_html, first=first, limit=limit)


def zalo(text: str, *, limit: int = ZALO) -> list[str]:
    """Parts in plain words; a link's address follows its words."""
    return split(words(text), limit)


def words(text: str) -> str:
    """The text without formatting, for reading aloud and everywhere else."""
    return _words(read(text))


def teaser(text: str, most: int = 160) -> str:
    """The first words, on one line."""
    line = " ".join(plain(read(text)).split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"


def page(text: str) -> str:
    """Safe HTML for our page: nothing in the text can run, and no picture is loaded from elsewhere."""
    reader = parser()
    tokens = reader.parse(prepared(text))
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                child.type, child.tag = "text", ""
                child.content = " ".join(filter(None, (child.content, str(child.attrGet("src") or ""))))
            elif child.type == "link_open" and not _may_link(str(child.attrGet("href") or "")):
                child.attrSet("href", "#")
            elif child.type == "link_open":
                child.attrSet("rel", "noopener nofollow")
    # headings are below the bulletin's own title
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    made: str = reader.renderer.render(tokens, reader.options, {})
    return _linked(made.replace(_BREAK, "<br>"))  # the style sheet keeps white space, including line ends


def _may_link(href: str) -> bool:
    return goes_out(href) or (href.startswith("/") and not href.startswith("//"))


def _linked(html: str) -> str:
    """Turn bare addresses in the text into links; never inside a tag, a link or code."""
    found, depth = [], 0
    for piece in re.split(r"(<[^<>]*>)", html):
        if piece.startswith("<"):
            inside = re.match(r"<(/?)(a|code|pre)\b", piece)
            depth += 0 if inside is None else -1 if inside[1] else 1
            found.append(piece)
        else:
            link = r'<a href="\g<0>" rel="noopener nofollow">\g<0></a>'
            found.append(piece if depth else _ADDRESS.sub(link, piece))
    return "".join(found)


def _parts(rich: Rich, write: Callable[[Rich], str], *, first: int, limit: int) -> list[str]:
    parts: list[str] = []
    rest = trimmed(rich, first=True)
    while rest:
        most = first if not parts else limit
        whole = plain(rest)
        budget = most
        while True:
            head = split(whole[: budget + 2], budget)[0] if units(whole) > budget else whole
            written = write(between(rest, 0, len(head)))
            if units(written) <= most or budget <= 1:
                break
            budget = max(1, min(budget - 1, budget * most // units(written)))
        parts.append(written)
        rest = trimmed(between(rest, len(head), len(whole)))
    return parts or [""]


def telegram_html(rich: Sequence[Run]) -> str:
    """The runs in the tags that Telegram knows. All tags are closed."""
    found: list[str] = []
    quoted = False
    for run in rich:
        if run.style.quote != quoted:
            found.append("<blockquote>" if run.style.quote else "</blockquote>")
            quoted = run.style.quote
        found.append(_tagged(run))
    return "".join([*found, "</blockquote>" if quoted else ""])


def _tagged(run: Run) -> str:
    made, style = escape(run.text, quote=False), run.style
    if style == PLAIN or not run.text.strip():
        return made
    if style.pre:
        return f"<pre>{made}</pre>"
    for wanted, tag in (
        (style.code and not style.link, "code"),
        (style.struck, "s"),
        (style.italic, "i"),
        (style.bold, "b"),
    ):
        if wanted and style.code == (tag == "code"):  # Telegram allows no tag around code
            made = f"<{tag}>{made}</{tag}>"
    if style.link:
        made = f'<a href="{escape(style.link)}">{made}</a>'
    return made


def _words(rich: Sequence[Run]) -> str:
    """Plain words. The address of a link follows its end, and struck words keep their sign."""
    found: list[str] = []
    for at, run in enumerate(rich):
        found.append(f"~~{run.text}~~" if run.style.struck else run.text)
        following = rich[at + 1].style if at + 1 < len(rich) else Style()
        if run.style.link and following.link != run.style.link and not _says(rich, at):
            found.append(f" ({run.style.link.removeprefix('mailto:').removeprefix('tel:')})")
    return "".join(found)


def _says(rich: Sequence[Run], at: int) -> bool:
    """Whether the words of the link that ends at this run are its address."""
    link, said = rich[at].style.link, ""
    while at >= 0 and rich[at].style.link == link:
        said = rich[at].text + said
        at -= 1
    return said.strip() in {link, link.removeprefix("mailto:"), link.removeprefix("tel:")}
