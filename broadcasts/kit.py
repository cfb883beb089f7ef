"""The share kit for the head of a residential group: short text, picture card, loudspeaker words, leaflet."""

import html
import textwrap
from dataclasses import dataclass

import segno
from markupsafe import Markup

from broadcasts import shown
from broadcasts.text import render
from civics.bulletins.speaking import spoken
from core.text import sound
from core.words import Words
from storage.bulletins.bulletins import Bulletin
from storage.bulletins.kits import LONGEST_SPOKEN, LONGEST_TEXT, Written

SIDE = 1080  # pixels of the card: messengers do not crop a square
_TEASER = 320
_HEAD, _BODY = (22, 4), (40, 4)  # letters per line, number of lines


@dataclass(frozen=True, slots=True)
class Kit:
    """The parts. `card` and `qr` are our own SVG, because every phone has a font with all Vietnamese letters."""

    title: str
    text: str
    spoken: str
    link: str
    card: Markup
    qr: Markup


def made(found: Bulletin, written: Written, *, words: Words, ward: str, base: str) -> Kit:
    """The kit of a bulletin. Texts that staff wrote replace the made ones."""
    title, link = shown.title_of(found), f"{base}/ban-tin/{found.id}"
    plain, name = render.words(shown.text_of(found)), ward[:1].upper() + ward[1:]
    text = written.text or words.say("vi", "kit.short", title=title, teaser=_beginning(plain), ward=name)
    read = words.say("vi", "kit.read", title=spoken(title).rstrip("."), body=spoken(plain), ward=name)
    qr = segno.make(link, error="m", micro=False)
    return Kit(
        title, f"{text[:LONGEST_TEXT]}\n{link}", written.spoken or read[:LONGEST_SPOKEN], link,
        _card(title, plain, link, ward=name, scan=words.say("vi", "kit.scan"), qr=qr.svg_inline(scale=7, border=2)),
        Markup(qr.svg_inline(scale=4)),  # noqa: S704  # written by segno
    )  # fmt: skip


def _beginning(plain: str) -> str:
    """The first words with their line breaks, because a number at the beginning of a line belongs to that line."""
    if len(plain) <= _TEASER:
        return plain
    cut = plain[:_TEASER]
    return cut[: max(cut.rfind(" "), cut.rfind("\n"), 1)].rstrip() + "…"


def _card(title: str, plain: str, link: str, *, ward: str, scan: str, qr: str) -> Markup:
    """A square picture: the ward, the headline, a few lines, the QR code and the address."""
    head = _lines(title, *_HEAD)
    body = _lines(" ".join(plain.split()), *_BODY)
    top = 250 + 84 * len(head)
    rows = [
        f'<text x="72" y="{250 + 84 * at}" font-size="68" font-weight="700" fill="#1d2126">{_escaped(line)}</text>'
        for at, line in enumerate(head)
    ]
    rows += [
        f'<text x="72" y="{top + 20 + 58 * at}" font-size="40" fill="#3b424a">{_escaped(line)}</text>'
        for at, line in enumerate(body)
    ]
    address = link.removeprefix("https://").removeprefix("http://")
    return Markup(  # noqa: S704  # every word in it is escaped above
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" '
        f'font-family="system-ui, -apple-system, Roboto, Noto Sans, Arial, sans-serif" role="img" '
        f'aria-label="{_escaped(title)}"><rect width="{SIDE}" height="{SIDE}" fill="#fffdf8"/>'
        f'<rect width="{SIDE}" height="132" fill="#7d1a20"/>'
        f'<text x="72" y="88" font-size="48" font-weight="700" fill="#ffffff">{_escaped(ward)}</text>{"".join(rows)}'
        f'<g transform="translate(748 790)">{qr}</g>'
        f'<text x="72" y="970" font-size="36" fill="#3b424a">{_escaped(scan)}</text>'
        f'<text x="72" y="1022" font-size="32" fill="#7d1a20">{_escaped(address)}</text></svg>'
    )


def _escaped(text: str) -> str:
    """A text for SVG: without tags, and without characters that XML forbids, which would leave the picture empty."""
    return html.escape(sound(text))


def _lines(text: str, letters: int, most: int) -> list[str]:
    return textwrap.wrap(text, letters, max_lines=most, placeholder=" …") or [""]
