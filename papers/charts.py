"""The chart of a result: one bar per article, from zero, with the figures on its parts.

It uses the paper's font, or what the machine has in its place (`papers.fonts`). On a machine without any it uses the
font that comes with Pillow, which has only digits and plain letters. Words are in the document as text.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from core.text import fold
from papers import fonts

COLOURS = ("0A6A52", "7D1A20", "855000", "A9AFB6")  # yes, no, other, blank: also distinguishable in greyscale
_WIDTH, _LABEL, _BAR, _GAP, _EDGE = 1700, 120, 40, 12, 10
_SIZE = 28  # pixels
_INK, _LINE = "#1d2126", "#8d877c"


@dataclass(frozen=True, slots=True)
class Bar:
    """One article: its number, such as 3 or 5đ, and its parts in order."""

    label: str
    parts: Sequence[int]


def bars(rows: Sequence[Bar], *, whole: int, family: str) -> bytes:
    """A PNG. `whole` is the length of the axis: all ballots, or all households where they are counted.

    `family`: of the font.
    """
    height = _EDGE * 2 + len(rows) * (_BAR + _GAP) + 40
    picture = Image.new("RGB", (_WIDTH, height), "white")
    draw = ImageDraw.Draw(picture)
    font = _face(family)
    room = _WIDTH - _LABEL - _EDGE * 2
    for at, row in enumerate(rows):
        top = _EDGE + at * (_BAR + _GAP)
        draw.text((_LABEL - 16, top + _BAR / 2), _readable(row.label, font), _INK, font, anchor="rm")
        x = float(_LABEL)
        for count, colour in zip(row.parts, COLOURS, strict=True):
            width = room * count / whole if whole else 0.0
            if not count:
                continue
            draw.rectangle((x, top, x + width, top + _BAR), fill=f"#{colour}", outline="white")
            if width > font.getlength(_told(count)) + 12:
                ink = _INK if colour == COLOURS[3] else "white"
                draw.text((x + width / 2, top + _BAR / 2), _told(count), ink, font, anchor="mm")
            x += width
    bottom = height - 40
    draw.line((_LABEL, _EDGE, _LABEL, bottom), _LINE, 2)
    draw.line((_LABEL, bottom, _LABEL + room, bottom), _LINE, 2)
    draw.text((_LABEL, bottom + 6), "0", _INK, font, anchor="ma")
    draw.text((_LABEL + room, bottom + 6), _told(whole), _INK, font, anchor="ra")
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _face(family: str) -> FreeTypeFont:
    found = fonts.find(family)
    if found is not None:
        return found.face(_SIZE)
    plain = ImageFont.load_default(_SIZE)
    assert isinstance(plain, FreeTypeFont)
    return plain


def _readable(label: str, font: FreeTypeFont) -> str:
    """The label in letters that the font has."""
    return label if fonts.writes(font, label) else fold(label)


def _told(value: int) -> str:
    """A number in the form of the tables: 1.234"""
    return f"{value:,}".replace(",", ".")
