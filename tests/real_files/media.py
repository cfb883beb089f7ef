"""Makes pictures, sounds, films and papers as phones and offices make them: the first bytes that say what they are."""

import io
import struct
import zipfile

import pillow_heif
from PIL import Image


def heic(size: tuple[int, int] = (400, 300)) -> bytes:
    """An iPhone's picture."""
    kept = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", size, "green")).save(kept, quality=50)
    return kept.getvalue()


def avif() -> bytes:
    """A picture of newer Android phones."""
    kept = io.BytesIO()
    Image.new("RGB", (400, 300), "green").save(kept, "AVIF", speed=10)
    return kept.getvalue()


def ultra_hdr() -> bytes:
    """A JPEG with its gain map behind it, as Android makes it."""
    kept = io.BytesIO()
    gains = Image.new("L", (100, 75), 128)
    Image.new("RGB", (400, 300), "green").save(kept, "MPO", save_all=True, append_images=[gains])
    return kept.getvalue() + b"trailing bytes of the maker"


def deep_grey(value: int = 20_000) -> bytes:
    """A PNG of 16 bits per pixel, as scanners make it; 65,535 is white."""
    kept = io.BytesIO()
    Image.frombytes("I;16", (40, 30), struct.pack("<H", value) * 1200).save(kept, "PNG")
    return kept.getvalue()


def boxes(brand: bytes, handler: bytes = b"vide", *, after: bytes = b"moov") -> bytes:
    """A film or a sound in boxes (ISO/IEC 14496-12)."""
    first = struct.pack(">I", 20) + b"ftyp" + brand + bytes(4) + brand
    inner = struct.pack(">I", 24) + b"hdlr" + bytes(8) + handler + bytes(4)
    return first + struct.pack(">I", 8 + len(inner)) + after + inner


def adts(frames: int = 3) -> bytes:
    """AAC in frames of 64 bytes."""
    length = 64
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5 | 0x1F, 0xFC])
    return (head + bytes(length - 7)) * frames


def old_office(*names: str) -> bytes:
    """The beginning of a .doc or .xls, with the names of its streams."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(f"{name}\0".encode("utf-16-le") for name in names)
    )


def packed(parts: dict[str, str]) -> bytes:
    """A ZIP."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()
