"""Reads documents of another format inside a .docx (altChunk): web pages, mail archives and plain text."""

import email
import email.policy
from collections.abc import Iterator

from lxml import html

from civics.polls.draft import Paragraph, Part, plain_paragraphs
from core import legacy_text
from papers.reading.xml_tree import Node

_LINES = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "ul", "ol", "blockquote", "body"}
)
_NO_WORDS = frozenset({"script", "style", "head", "title", "template", "noscript"})


def paragraphs(part: str, content: bytes) -> tuple[Paragraph, ...]:
    """The paragraphs of such a document; empty for a format that we cannot read, such as RTF."""
    ending = part.rpartition(".")[2].lower()
    start = content.lstrip()[:64].lower()
    if start.startswith(b"mime-version") or ending in ("mht", "mhtml"):
        return _archive(content)
    if ending in ("html", "htm", "xhtml") or start.startswith((b"<!doctype html", b"<html")):
        return _page(content)
    found = legacy_text.decoded(content) if ending == "txt" else None
    return () if found is None else plain_paragraphs(found.text)


def _archive(content: bytes) -> tuple[Paragraph, ...]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    for each in message.walk():
        if each.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = each.get_payload(decode=True)
            return _page(body) if isinstance(body, bytes) else ()
    return ()


def _page(content: bytes) -> tuple[Paragraph, ...]:
    found = legacy_text.decoded(content)
    if found is None or not found.text.strip():
        return ()
    text = found.text.partition("?>")[2] if found.text.lstrip().startswith("<?xml") else found.text
    return tuple(_of(html.document_fromstring(text, parser=html.HTMLParser(no_network=True, huge_tree=False))))


def _of(root: Node) -> Iterator[Paragraph]:
    """One paragraph per line of the page; the cells of a row are joined."""
    for line in "".join(_text(root)).split("\n"):
        words = " ".join(line.replace("\x1f", " | ").split()).strip(" |")
        if words:
            yield Paragraph(words, Part.TABLE if "\x1f" in line else Part.BODY)


def _text(node: Node) -> Iterator[str]:
    tag = node.tag
    if isinstance(tag, str) and tag not in _NO_WORDS:
        yield "\n" if tag in _LINES or tag == "br" else ""
        yield " ".join((node.text or "").split("\n"))
        for child in node:
            yield from _text(child)
        yield "\n" if tag in _LINES else "\x1f" if tag in ("td", "th") else ""
    yield " ".join((node.tail or "").split("\n"))
