"""The type of a file by its first bytes and parts. Nothing is decoded here; pictures are, later, in a child process.

Sources: the formats' own registrations (ISO/IEC 14496-12 for ftyp, RFC 9649 WebP, RFC 9639 FLAC, ISO/IEC 13818-7 ADTS,
MS-CFB for .doc and .xls). What can carry a program (macros, objects in RTF, HTML, SVG, scripts) has no type.
"""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType

# Brands of ftyp (mp4ra.org). HEIF and AVIF pictures, then what Zalo and phones record.
_HEIF = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1", b"mif2"})
_AVIF = frozenset({b"avif", b"avis"})
_SOUNDS = frozenset({b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "})
_FILMS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV",
     b"mp4v", b"dash", b"XAVC", b"f4v ", b"mmp4"}
)  # fmt: skip
_BOXES = frozenset({b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"sidx", b"uuid", b"pdin", b"pnot", b"meta"})
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"#!AMR\n", "audio/amr"), (b"#!AMR-WB\n", "audio/amr"),  # what Zalo records
    (b"fLaC", "audio/flac"), (b"ID3", "audio/mpeg"), (b"caff\x00\x01", "audio/x-caf"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-wmv"), (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"),
)  # fmt: skip
_RIFF: Mapping[bytes, str] = MappingProxyType({b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"})
_OPEN = "application/vnd.oasis.opendocument."
_PACKED = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OLD = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"), ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)  # fmt: skip
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACTIVE = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script", b"#!", b"<?php", b"<%", b"@echo", b"mz", b"{\\rtf")
_HEAD = 4096
_BREAKS = frozenset(b"\t\r\n\f")


def picture_kind(content: bytes) -> str:
    """The format of a picture by its first bytes, as Pillow calls it; empty for other files."""
    for start, kind in ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF8", "GIF")):
        if content.startswith(start):
            return kind
    if content.startswith(b"BM") and content[6:10] == bytes(4) and len(content) > 13:
        return "BMP"
    if content[4:8] == b"ftyp":
        return _still(content)
    return "WEBP" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def _still(content: bytes) -> str:
    """A picture of ISO/IEC 23008-12. `mif1` only says that it is a picture; the brands after it give the format."""
    brand = content[8:12]
    if brand not in _HEIF | _AVIF:
        return ""
    size = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[at : at + 4] for at in range(16, size, 4)} | {brand}
    return "AVIF" if brands & _AVIF else "HEIF"


def other_kind(content: bytes) -> str:
    """The media type of a sound, a video or a document; empty for types that we do not accept."""
    found = next((mime for start, mime in _STARTS if content.startswith(start)), "")
    return found or next((mime for each in _READERS if (mime := each(content))), "")


def _riff(content: bytes) -> str:
    return _RIFF.get(content[8:12], "") if content.startswith(b"RIFF") else ""


def _ogg(content: bytes) -> str:
    if not content.startswith(b"OggS"):
        return ""
    head = content[:512]
    return "audio/ogg" if b"OpusHead" in head or b"vorbis" in head or b"FLAC" in head or b"Speex" in head else ""


def _matroska(content: bytes) -> str:
    if not content.startswith(b"\x1aE\xdf\xa3"):
        return ""
    head = content[:_HEAD]
    if b"webm" in content[:64]:  # what browsers record
        return "video/webm" if b"V_VP" in head or b"V_AV1" in head else "audio/webm"
    return "video/x-matroska" if b"matroska" in content[:64] else ""


def _mpeg_frames(content: bytes) -> str:
    """MP3, or AAC in ADTS frames. Both begin with eleven or twelve bits that are set."""
    if len(content) < 8 or content[0] != 0xFF:
        return ""
    if content[1] & 0xE6 == 0xE2:
        return "audio/mpeg"
    if content[1] & 0xF6 != 0xF0:
        return ""
    length = (content[3] & 3) << 11 | content[4] << 3 | content[5] >> 5
    following = content[length : length + 2]
    fits = length >= 7 and (not following or following[0] == 0xFF)
    return "audio/aac" if fits else ""


def _boxed(content: bytes) -> str:
    """MP4, 3GP, QuickTime: boxes of ISO/IEC 14496-12."""
    first = content[4:8]
    if first in {b"moov", b"mdat", b"wide", b"pnot"} and b"moov" in content:
        return "video/quicktime"  # older files have no ftyp box
    if first != b"ftyp":
        return ""
    brand = content[8:12]
    sound = b"vide" not in content and b"soun" in content
    if brand[:3] in {b"3gp", b"3ge", b"3gr", b"3gs", b"3g2"}:
        return ("audio/" if sound else "video/") + ("3gpp2" if brand[:3] == b"3g2" else "3gpp")
    if brand in _SOUNDS:
        return "audio/mp4"
    if brand == b"qt  ":
        return "audio/mp4" if sound else "video/quicktime"
    size = int.from_bytes(content[:4], "big")
    if brand in _FILMS or content[size + 4 : size + 8] in _BOXES:
        return "audio/mp4" if sound else "video/mp4"
    return ""


def _packed(content: bytes) -> str:
    """Current office documents: a ZIP whose parts show the type. Refused: documents with macros, and any other ZIP."""
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
            if "mimetype" in names and parts.getinfo("mimetype").file_size < 100:
                said = parts.read("mimetype").decode("ascii", "replace").strip()
                scripts = any(name.startswith(("Basic/", "Scripts/")) for name in names)
                known = {f"{_OPEN}{each}" for each in ("text", "spreadsheet", "presentation")}
                return said if said in known and not scripts else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return ""
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((mime for start, mime in _PACKED.items() if any(name.startswith(start) for name in names)), "")


def _old_office(content: bytes) -> str:
    """.doc, .xls, .ppt by the names in their directory. Documents with macros are refused."""
    if not content.startswith(_CFB):
        return ""
    has = {name: f"{name}\0".encode("utf-16-le") in content for name in ("_VBA_PROJECT", "Macros", "EncryptedPackage")}
    if any(has.values()):
        return ""
    return next((mime for name, mime in _OLD if f"{name}\0".encode("utf-16-le") in content), "")


def _rich_text(content: bytes) -> str:
    """RTF. Refused when it holds objects of other programs, which have been used for attacks."""
    if not content.startswith(b"{\\rtf"):
        return ""
    small = content.lower()
    return "" if b"\\objdata" in small or b"\\objemb" in small or b"\\objupdate" in small else "application/rtf"


def _text(content: bytes) -> str:
    """Plain text in Unicode or in an older code page. Text that a browser or a shell would run is refused."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            return ""
        content = text.encode("utf-8", "replace")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:256].lower()
    if not start or start.startswith(_ACTIVE) or any(each < 32 and each not in _BREAKS for each in content[:_HEAD]):
        return ""
    return "" if content.translate(None, _PRINTED) else "text/plain"


_PRINTED = bytes(each for each in range(256) if each >= 32 or each in _BREAKS)
_READERS: tuple[Callable[[bytes], str], ...] = (
    _riff, _ogg, _matroska, _mpeg_frames, _boxed, _packed, _old_office, _rich_text, _text,
)  # fmt: skip
