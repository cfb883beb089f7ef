"""Drawn pictures in place of residents' photos, so that the demo needs no real person's picture."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

WIDE, HIGH = 1280, 960
_Draw = ImageDraw.ImageDraw
_Dice = random.Random


def scene(name: str, seed: int = 1) -> bytes:
    """A JPEG of a scene: lamp, rubbish, pothole, pole, flood, wall. The same seed draws the same picture."""
    dice = random.Random(seed)  # noqa: S311  # a drawing, not a secret
    image = Image.new("RGB", (WIDE, HIGH))
    draw = ImageDraw.Draw(image)
    _SCENES[name](draw, dice)
    grain = Image.effect_noise((WIDE, HIGH), 18).convert("RGB")
    image = Image.blend(image.filter(ImageFilter.GaussianBlur(1.2)), grain, 0.07)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _sky(draw: _Draw, top: tuple[int, int, int], low: tuple[int, int, int], until: int) -> None:
    for y in range(until):
        part = y / until
        draw.line([(0, y), (WIDE, y)], tuple(round(a + (b - a) * part) for a, b in zip(top, low, strict=True)))


def _road(draw: _Draw, colour: tuple[int, int, int], verge: tuple[int, int, int]) -> None:
    draw.rectangle([0, 520, WIDE, HIGH], verge)
    draw.polygon([(520, 520), (760, 520), (1240, HIGH), (40, HIGH)], colour)


def _houses(draw: _Draw, dice: _Dice, *, night: bool) -> None:
    x = -20
    while x < WIDE:
        wide, high = dice.randint(130, 230), dice.randint(150, 330)
        base = (
            (38, 40, 52) if night else dice.choice([(214, 196, 160), (196, 208, 200), (222, 214, 200), (180, 190, 205)])
        )
        draw.rectangle([x, 530 - high, x + wide, 530], base)
        for row in range(530 - high + 24, 500, 62):
            for column in range(x + 18, x + wide - 40, 56):
                lit = night and dice.random() < 0.18
                draw.rectangle([column, row, column + 26, row + 34], (236, 200, 110) if lit else (70, 84, 98))
        x += wide + dice.randint(4, 26)


def _lamp(draw: _Draw, dice: _Dice) -> None:
    _sky(draw, (10, 13, 30), (34, 36, 60), 530)
    _houses(draw, dice, night=True)
    _road(draw, (30, 30, 34), (22, 28, 24))
    for x, high in ((930, 120), (330, 330)):
        draw.line([(x, 860 - high // 2), (x, high)], (82, 84, 90), 16)
        draw.line([(x, high), (x - 120, high - 20)], (82, 84, 90), 10)
        draw.ellipse([x - 150, high - 34, x - 96, high - 4], (56, 58, 62))


def _rubbish(draw: _Draw, dice: _Dice) -> None:
    _sky(draw, (150, 176, 196), (214, 220, 220), 530)
    _houses(draw, dice, night=False)
    _road(draw, (128, 126, 122), (120, 136, 96))
    for _ in range(70):
        x, y = dice.randint(620, 1180), dice.randint(560, 840)
        size = dice.randint(28, 90)
        colour = dice.choice(
            [(28, 30, 34), (236, 236, 230), (44, 96, 150), (190, 60, 50), (60, 120, 70), (200, 170, 90)]
        )
        draw.ellipse([x, y, x + size, y + int(size * 0.8)], colour, (20, 20, 20))


def _pothole(draw: _Draw, dice: _Dice) -> None:
    _sky(draw, (120, 160, 200), (206, 218, 224), 530)
    _houses(draw, dice, night=False)
    _road(draw, (110, 108, 106), (110, 130, 90))
    for _ in range(5):
        x, y = dice.randint(420, 780), dice.randint(600, 860)
        wide = dice.randint(110, 260)
        draw.ellipse([x, y, x + wide, y + wide // 3], (66, 60, 54))
        draw.ellipse([x + 18, y + 10, x + wide - 14, y + wide // 3 - 8], (96, 110, 120))


def _pole(draw: _Draw, dice: _Dice) -> None:
    _sky(draw, (140, 150, 160), (200, 204, 204), 530)
    _houses(draw, dice, night=False)
    _road(draw, (120, 120, 118), (112, 126, 92))
    draw.line([(720, 860), (900, 60)], (150, 146, 138), 34)
    for y in (90, 130, 170):
        draw.line([(0, y + 130), (890 - (y - 60) // 4, y), (WIDE, y + 90)], (30, 30, 30), 4)


def _flood(draw: _Draw, dice: _Dice) -> None:
    _sky(draw, (130, 138, 146), (180, 184, 186), 530)
    _houses(draw, dice, night=False)
    draw.rectangle([0, 500, WIDE, HIGH], (134, 112, 82))
    for _ in range(160):
        x, y = dice.randint(0, WIDE), dice.randint(505, HIGH)
        draw.arc([x, y, x + dice.randint(40, 140), y + 16], 190, 350, (160, 140, 110), 3)


def _wall(draw: _Draw, dice: _Dice) -> None:
    _sky(draw, (150, 180, 210), (220, 224, 224), 400)
    draw.rectangle([0, 380, WIDE, HIGH], (150, 140, 124))
    for y in range(400, 760, 40):
        for x in range(-40 if (y // 40) % 2 else 0, 900, 84):
            draw.rectangle([x, y, x + 78, y + 34], dice.choice([(176, 86, 60), (164, 78, 54), (186, 96, 70)]))


_SCENES: dict[str, Callable[[_Draw, _Dice], None]] = {
    "lamp": _lamp,
    "rubbish": _rubbish,
    "pothole": _pothole,
    "pole": _pole,
    "flood": _flood,
    "wall": _wall,
}
