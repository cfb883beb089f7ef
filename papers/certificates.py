"""The certificate of a law contest as a picture. It names only somebody who agreed to be named.

An SVG of our own, in the font of the ward's papers where the reader's machine has it; every machine that opens it has
another one with all Vietnamese letters, and the server needs none.
"""

import html
import textwrap
from dataclasses import dataclass

from core.text import sound
from papers.parts import Say

WIDE, HIGH = 1188, 840  # A4 across, four units per millimetre
_OTHERS = "Noto Serif, Tinos, Georgia, serif"  # where the named font is not on the machine
_RED, _INK, _GOLD, _PAPER = "#7d1a20", "#1d2126", "#b08d3f", "#fffdf8"
_LETTERS, _LINES = 46, 3  # of the contest's name


@dataclass(frozen=True, slots=True)
class Winner:
    """Who gets a certificate, for what. `decision`: number and day of the decision on the results."""

    name: str
    place: int
    right: int
    asked: int
    contest: str
    decision: str
    day: str
    group: str = ""


def draw(winner: Winner, say: Say, *, ward: str) -> bytes:
    """The picture, to be printed, signed and handed over."""
    place = ward.removeprefix("phường ").removeprefix("xã ")
    lines = textwrap.wrap(winner.contest, _LETTERS, max_lines=_LINES, placeholder=" …")
    rows = [
        (92, 26, 700, say("papers.office")), (126, 28, 700, ward.upper()),
        (232, 64, 700, say("papers.certificate.title")), (292, 30, 400, say("papers.certificate.given")),
        (368, 54, 700, winner.name), *([(414, 26, 400, winner.group)] if winner.group else []),
        (470, 34, 700, say("papers.certificate.place", place=winner.place)),
        (516, 28, 400, say("papers.certificate.points", right=winner.right, asked=winner.asked)),
        *((562 + 38 * at, 30, 400, line) for at, line in enumerate(lines)),
        (562 + 38 * len(lines) + 6, 22, 400, say("papers.certificate.decision", decision=winner.decision,
                                                 day=winner.day)),
    ]  # fmt: skip
    text = [_text(WIDE // 2, *row) for row in rows]
    sign = [_text(890, 724, 22, 400, say("papers.certificate.signed", place=place)),
            *(_text(890, 754 + 28 * at, 22, 700, line) for at, line in
              enumerate(say("papers.disclosed.sign").splitlines()))]  # fmt: skip
    fonts = f"'{_escaped(say('papers.font'))}', {_OTHERS}"
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}" '
        f'font-family="{fonts}" text-anchor="middle" role="img" aria-label="{_escaped(winner.name)}">'
        f'<rect width="{WIDE}" height="{HIGH}" fill="{_PAPER}"/>'
        f'<rect x="28" y="28" width="{WIDE - 56}" height="{HIGH - 56}" fill="none" stroke="{_RED}" stroke-width="8"/>'
        f'<rect x="44" y="44" width="{WIDE - 88}" height="{HIGH - 88}" fill="none" stroke="{_GOLD}" stroke-width="3"/>'
        f"{''.join(text)}{''.join(sign)}</svg>"
    )
    return picture.encode()


def _text(x: int, y: int, size: int, weight: int, said: str) -> str:
    colour = _RED if weight > 400 else _INK
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}">{_escaped(said)}</text>'
    )  # fmt: skip


def _escaped(text: str) -> str:
    """A text for SVG: without tags, and without characters that XML forbids, which would leave the picture empty."""
    return html.escape(sound(text))
