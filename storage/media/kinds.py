"""The type of a file by its first bytes and parts, whatever its name and sender say. No picture is decoded here."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

MOST_BYTES = 20 * 1024 * 1024
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif", "application/pdf": ".pdf",
    "video/mp4": ".mp4", "audio/ogg": ".ogg", "audio/mp4": ".m4a", "audio/mpeg": ".mp3", "audio/webm": ".weba",
    "audio/amr": ".amr", "audio/wav": ".wav", "text/plain": ".txt", _OFFICE["word/"]: ".docx", _OFFICE["xl/"]: ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is. `shown` and `thumb` are JPEG bytes for a picture, else empty."""

    mime: str
    width: int = 0
    height: int = 0
    taken_at: str = ""  # as the camera wrote it, in the camera's local time
    shown: bytes = b""
    thumb: bytes = b""

    @property
    def ending(self) -> str:
        """The ending of a file name for the real type."""
        return _ENDINGS.get(self.mime, "")


def picture_kind(content: bytes) -> str:
    """The format of a picture by its first bytes; empty for other files."""
    for start, kind in ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF8", "GIF")):
        if content.startswith(start):
            return kind
    return "WEBP" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def other_kind(content: bytes) -> str:
    """The media type of a sound, a film or a document; empty for types that we do not accept."""
    return _sound_or_film(content) or _document(content)


def _sound_or_film(content: bytes) -> str:
    if content.startswith(b"OggS") and (b"OpusHead" in content[:512] or b"vorbis" in content[:512]):
        return "audio/ogg"
    if content.startswith((b"#!AMR\n", b"#!AMR-WB\n")):  # what Zalo records
        return "audio/amr"
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return "audio/wav"
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        if brand in {b"M4A ", b"M4B "}:
            return "audio/mp4"
        known = {
            b"isom",
            b"iso2",
            b"iso4",
            b"iso5",
            b"iso6",
            b"mp41",
            b"mp42",
            b"avc1",
            b"M4V ",
            b"MSNV",
            b"qt  ",
            b"3gp4",
        }
        return ("audio/mp4" if b"vide" not in content and b"soun" in content else "video/mp4") if brand in known else ""
    if content.startswith(b"ID3") or (len(content) > 3 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    if content.startswith(b"\x1aE\xdf\xa3") and b"webm" in content[:64]:  # what browsers record
        return "video/webm" if b"V_VP" in content[:4096] or b"V_AV1" in content[:4096] else "audio/webm"
    return ""


def _document(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    return "text/plain" if _is_text(content) else ""


def _zipped(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
            if "mimetype" in names and parts.getinfo("mimetype").file_size < 100:
                said = parts.read("mimetype").decode("ascii", "replace").strip()
                return said if said == "application/vnd.oasis.opendocument.text" else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return ""
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return ""
    return next((mime for start, mime in _OFFICE.items() if any(name.startswith(start) for name in names)), "")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    start = text.lstrip()[:256].lower()
    looks_active = start.startswith(("<!doctype", "<html", "<?xml", "<svg", "<script", "#!"))
    return bool(start) and not looks_active and not any(c < " " and c not in "\t\r\n\f" for c in text)
