"""Makes two versions of a picture, one for people and a thumbnail, both without EXIF data.

It uses Pillow, so `storage.media.looking` calls it in a process of its own. The picture is made smaller while it is
decoded if its format allows that (JPEG), else strip by strip, so that it is never in memory twice.
"""

import math
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import SupportsFloat, TypeVar

import pillow_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
)
from PIL import WebPImagePlugin as WebPPlugin

from civics.cases.proof import Box
from core.errors import RefusedFileError
from storage.media.kinds import MOST_BYTES, Seen, other_kind, picture_kind

# Loaded here, because the limits of memory are set after the imports.
PLUGINS = (AvifImagePlugin, BmpImagePlugin, GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPPlugin)
pillow_heif.options.DECODE_THREADS = 1  # each thread of a decoder would need memory of its own
pillow_heif.register_heif_opener()
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
Made = TypeVar("Made")
_MILLION = 1_000_000
# By the memory that a decoder needs per pixel (WebP: 17 bytes). Pictures of phones have 12 to 50 million pixels, as
# JPEG.
MOST_PIXELS = {"JPEG": 150 * _MILLION, "MPO": 150 * _MILLION, "PNG": 30 * _MILLION, "WEBP": 13_500_000,
               "GIF": 30 * _MILLION, "HEIF": 25 * _MILLION, "AVIF": 25 * _MILLION, "BMP": 30 * _MILLION}  # fmt: skip
# Larger pictures of phones are stored unchanged, without a version to show: staff can save and open them.
MOST_KEPT = {"HEIF": 100 * _MILLION, "AVIF": 100 * _MILLION}
_SHOWN, _THUMB = 2048, 320  # the longer side
_DRAFT = 1920  # a smaller size that the JPEG decoder may give: half of 4032, the usual size of phones, is under 2048
_STRIP = 64  # lines per strip
_CELLS = 4  # per side of a box that is made unreadable
_HIGH, _GAP = 700, 16  # pixels: the height of two pictures side by side, and what is between them
_TAKEN = (36867, 306)  # EXIF tags DateTimeOriginal, DateTime
_EXIF_IFD, _ORIENTATION = 0x8769, 0x0112
_GPS_IFD, _GPS_LATITUDE, _GPS_LONGITUDE = 0x8825, 2, 4
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})
_PICTURES = {
    "JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif",
    "HEIF": "image/heic", "AVIF": "image/avif", "BMP": "image/bmp",
}  # fmt: skip
_OPENED = (
    "JPEG",
    "PNG",
    "WEBP",
    "GIF",
    "HEIF",
    "AVIF",
    "BMP",
)  # an MPO, which is a JPEG with more pictures, is opened as a JPEG
_SENT = 1_000_000  # bytes; platforms accept pictures of this size
_SENT_SIDES = (2048, 1600, 1280, 960, 640)


def see(content: bytes, boxes: Sequence[Box] = ()) -> Seen:
    """What the content is, whatever its name and sender say. What is in `boxes` is made unreadable in its versions.

    A picture of a size that phones make, but that is too large to be decoded here, has no version to show. Raises
    RefusedFileError: too_big, too_many_pixels, broken (an unreadable picture), bad_type.
    """
    if len(content) > MOST_BYTES:
        raise RefusedFileError("too_big")
    if picture_kind(content):
        return _guarded(content, partial(_versions, boxes=boxes)) if boxes else _picture(content)
    mime = other_kind(content)
    if not mime:
        raise RefusedFileError("bad_type")
    return Seen(mime)


def small_jpeg(path: Path) -> bytes:
    """The picture with less than a megabyte; the stored file stays as it is. Raises RefusedFileError as `see` does."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) <= _SENT and picture_kind(content) in {"JPEG", "PNG"}:
        return content
    return _guarded(content, _small)


def beside(before: bytes, after: bytes) -> bytes:
    """Two pictures side by side, the earlier one on the left, as one picture. Raises RefusedFileError as `see` does."""
    left, right = (_guarded(each, _as_high) for each in (before, after))
    joined = Image.new("RGB", (left.width + _GAP + right.width, _HIGH), "white")
    joined.paste(left, (0, 0))
    joined.paste(right, (left.width + _GAP, 0))
    return _jpeg(joined, 85)


def _as_high(image: Image.Image) -> Image.Image:
    """The picture with the height of a pair, and not wider than twice that."""
    plain = _turned(_reduced(image), image.getexif().get(_ORIENTATION, 1))
    wide = max(1, min(round(plain.width * _HIGH / plain.height), 2 * _HIGH))
    return plain.resize((wide, _HIGH), Image.Resampling.LANCZOS)


def _hidden(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """The picture with a few large cells in place of each box: so little is left that nothing can be read back."""
    for each in boxes:
        left, top = int(each.left * image.width), int(each.top * image.height)
        right = min(image.width, max(left + 1, math.ceil((each.left + each.width) * image.width)))
        bottom = min(image.height, max(top + 1, math.ceil((each.top + each.height) * image.height)))
        part = image.crop((left, top, right, bottom))
        image.paste(part.resize((_CELLS, _CELLS), Image.Resampling.BOX).resize(part.size), (left, top))
    return image


def _picture(content: bytes) -> Seen:
    kind = picture_kind(content)
    return _guarded(content, _unshown if kind in MOST_KEPT else _versions)


def _unshown(image: Image.Image) -> Seen:
    """The versions, if the decoder can make them within its limits."""
    wide, high = image.size
    if wide * high <= MOST_PIXELS[image.format or ""]:
        try:
            return _versions(image)
        except MemoryError:  # its decoder needed more than it has
            pass
    return Seen(_PICTURES[image.format or ""], wide, high)


def _guarded(content: bytes, make: Callable[[Image.Image], Made]) -> Made:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is another one
            _check(content)
            with Image.open(BytesIO(content), formats=_OPENED) as image:
                return make(image)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise RefusedFileError("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise RefusedFileError("broken") from error


def _check(content: bytes) -> None:
    """Check the size in the header before anything is decoded, and the checksums of a PNG."""
    size = _webp_size(content)  # Pillow would build the whole decoder to read it
    if size is None:
        with Image.open(BytesIO(content), formats=_OPENED) as image:
            size, form = image.size, image.format or ""
            if size[0] * size[1] <= MOST_PIXELS[form]:
                image.verify()
    else:
        form = "WEBP"
    if size[0] * size[1] > MOST_KEPT.get(form, MOST_PIXELS[form]):
        raise RefusedFileError("too_many_pixels")


def _webp_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the header of a WebP (RFC 9649, sections 2.5 to 2.7); None for other formats."""
    if picture_kind(content[:16]) != "WEBP":
        return None
    chunk, head = content[12:16], content[20:30]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF


def _versions(image: Image.Image, boxes: Sequence[Box] = ()) -> Seen:
    mime = _PICTURES[image.format or ""]
    exif = image.getexif()
    times = {**exif, **exif.get_ifd(_EXIF_IFD)}
    taken = next((str(times[tag]).strip("\x00 ")[:19] for tag in _TAKEN if times.get(tag)), "")
    orientation = exif.get(_ORIENTATION, 1)
    size = image.size[::-1] if orientation in _ON_ITS_SIDE else image.size
    shown = _hidden(_fitted(_turned(_reduced(image), orientation), _SHOWN), boxes)
    return Seen(mime, *size, taken, shown=_jpeg(shown, 85), thumb=_jpeg(_fitted(shown, _THUMB), 75), place=_place(exif))


def _place(exif: Image.Exif) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where the camera did not write them, or not as the format says."""
    found = exif.get_ifd(_GPS_IFD)
    try:
        lat = _degrees(found[_GPS_LATITUDE], south_or_west=str(found.get(1, "N")).startswith("S"))
        lon = _degrees(found[_GPS_LONGITUDE], south_or_west=str(found.get(3, "E")).startswith("W"))
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    on_earth = abs(lat) <= 90 and abs(lon) <= 180
    return (lat, lon) if on_earth and (lat or lon) else None


def _degrees(parts: Sequence[SupportsFloat], *, south_or_west: bool) -> float:
    degrees, minutes, seconds = (float(each) for each in parts)
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found):
        raise ValueError("no number")
    return round(-found if south_or_west else found, 6)


def _small(image: Image.Image) -> bytes:
    plain = _turned(_reduced(image), image.getexif().get(_ORIENTATION, 1))
    for side in _SENT_SIDES:
        made = _jpeg(_fitted(plain, side), 80)
        if len(made) <= _SENT:
            return made
    raise RefusedFileError("too_big")


def _reduced(image: Image.Image) -> Image.Image:
    """The pixels on white, not much larger than the shown version.

    It is a new picture, so no old metadata stays in it.
    """
    share = max(image.size) / _DRAFT
    image.draft("RGB", (max(1, round(image.width / share)), max(1, round(image.height / share))))
    image.load()
    by = max(1, max(image.size) // _DRAFT)
    wide, high = image.size
    bare = Image.new("RGB", (-(-wide // by), -(-high // by)), "white")
    for top in range(0, high, _STRIP * by):
        strip = _on_white(image.crop((0, top, wide, min(top + _STRIP * by, high))))
        bare.paste(strip.reduce(by) if by > 1 else strip, (0, top // by))
    return bare


def _on_white(strip: Image.Image) -> Image.Image:
    if strip.mode.startswith("I"):  # 16 bits of grey; a plain conversion would cut all above 255 to white
        strip = strip.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if strip.mode not in {"RGBA", "LA", "P", "PA"}:
        return strip.convert("RGB")
    layer = strip.convert("RGBA")
    bare = Image.new("RGB", strip.size, "white")
    bare.paste(layer, mask=layer)
    return bare


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _fitted(image: Image.Image, side: int) -> Image.Image:
    share = max(image.size) / side
    if share <= 1:
        return image
    size = max(1, round(image.width / share)), max(1, round(image.height / share))
    return image.resize(size, Image.Resampling.LANCZOS)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
