"""The picture that goes with a link to a released case: the ward's map with the place, and a photo if there is one.

It has no words: the font that comes with Pillow has no Vietnamese letters, and the link's title stands beside it.
"""

import io
import re
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageOps

from civics.ward.drawing import WIDE, Map

WIDTH, HEIGHT = 1200, 630  # as OpenGraph readers show it
_EDGE, _RADIUS = 30, 16
_PAPER, _LAND, _LINE, _DOT = "#f4f1ea", "#dfe8e3", "#8d877c", "#7D1A20"
_DONE, _WORKING = "#0A6A52", "#855000"


@dataclass(frozen=True, slots=True)
class Shared:
    """What is shown. `over`: a tick in place of an open ring; `photo`: a JPEG of the store."""

    map: Map | None
    over: bool
    photo: bytes = b""


def draw(shared: Shared) -> bytes:
    """A PNG of 1200 by 630."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(picture)
    wide = WIDTH
    if shared.photo:
        half = WIDTH // 2
        with Image.open(io.BytesIO(shared.photo)) as photo:
            picture.paste(ImageOps.fit(photo.convert("RGB"), (half, HEIGHT)), (half, 0))
        wide = half
    if shared.map is not None:
        _map(pen, shared.map, wide)
    _state(pen, over=shared.over)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def _map(pen: ImageDraw.ImageDraw, found: Map, wide: int) -> None:
    scale = min((wide - 2 * _EDGE) / WIDE, (HEIGHT - 2 * _EDGE) / max(found.high, 1))
    left, top = (wide - WIDE * scale) / 2, (HEIGHT - found.high * scale) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * scale, top + y * scale

    for shape in found.shapes:
        for ring in re.findall(r"M([^MZ]*)Z", shape.path):
            corners = [at(*map(float, each.split())) for each in ring.split("L")]
            pen.polygon(corners, fill=_LAND, outline=_LINE, width=2)
    for dot in found.dots:
        x, y = at(dot.x, dot.y)
        pen.ellipse((x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS), fill=_DOT, outline="white", width=4)


def _state(pen: ImageDraw.ImageDraw, *, over: bool) -> None:
    """A tick for what is answered, an open ring for what is worked on; below on the left."""
    x, y, size = 40, HEIGHT - 120, 80
    colour = _DONE if over else _WORKING
    if not over:
        pen.ellipse((x, y, x + size, y + size), fill="white", outline=colour, width=12)
        return
    pen.ellipse((x, y, x + size, y + size), fill=colour)
    pen.line((x + 20, y + 42, x + 34, y + 56, x + 60, y + 26), fill="white", width=10, joint="curve")
