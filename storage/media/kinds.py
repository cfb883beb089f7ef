"""The types of files that we accept: the type found in the bytes, its ending, and what a page's file picker offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from storage.media.signatures import other_kind, picture_kind

__all__ = [
    "ACCEPT", "MOST_BYTES", "PICTURE_ENDINGS", "PICTURE_TYPES", "PLAYED", "Seen", "ends_as", "other_kind",
    "picture_kind",
]  # fmt: skip

MOST_BYTES = 20 * 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
PDF = "application/pdf"
# The first ending is the one that we give; the others mean the same.
_ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"), "image/png": (".png",), "image/webp": (".webp",),
        "image/gif": (".gif",), "image/heic": (".heic", ".heif", ".hif"), "image/avif": (".avif",),
        "image/bmp": (".bmp",), "image/tiff": (".tif", ".tiff"),
        "video/mp4": (".mp4", ".m4v", ".mp4v"), "video/quicktime": (".mov", ".qt"), "video/3gpp": (".3gp", ".3gpp"),
        "video/3gpp2": (".3g2",), "video/webm": (".webm",), "video/x-matroska": (".mkv",), "video/x-msvideo": (".avi",),
        "video/x-ms-wmv": (".wmv", ".wma", ".asf"), "video/mpeg": (".mpg", ".mpeg"),
        "audio/ogg": (".ogg", ".oga", ".opus"), "audio/mp4": (".m4a", ".mp4", ".m4b"), "audio/mpeg": (".mp3",),
        "audio/webm": (".weba", ".webm"), "audio/amr": (".amr", ".awb"), "audio/wav": (".wav",), "audio/aac": (".aac",),
        "audio/flac": (".flac",), "audio/3gpp": (".3gp", ".3gpp"), "audio/3gpp2": (".3g2",), "audio/x-caf": (".caf",),
        "text/plain": (".txt", ".csv", ".md", ".log"), "application/pdf": (".pdf",), "application/rtf": (".rtf",),
        "application/msword": (".doc",), "application/vnd.ms-excel": (".xls",),
        "application/vnd.ms-powerpoint": (".ppt",),
        f"{_OFFICE}wordprocessingml.document": (".docx",), f"{_OFFICE}spreadsheetml.sheet": (".xlsx",),
        f"{_OFFICE}presentationml.presentation": (".pptx",),
        f"{_OPEN}text": (".odt",), f"{_OPEN}spreadsheet": (".ods",),
        f"{_OPEN}presentation": (".odp",),
    }
)  # fmt: skip
PICTURE_TYPES = frozenset({*(mime for mime in _ENDINGS if mime.startswith("image/")), "image/heif", "image/jpg"})
PICTURE_ENDINGS = tuple(end for mime, ends in _ENDINGS.items() if mime.startswith("image/") for end in ends)
# What a file picker offers. A phone that knows no media type for an ending would hide such files, so we list endings
# too.
_PICKED = (".heic", ".heif", ".avif", ".3gp", ".3g2", ".mp4v", ".mov", ".avi", ".mkv", ".amr", ".aac", ".flac")
_PAPERS = tuple(
    end for mime, ends in _ENDINGS.items() if mime.startswith(("application/", "text/")) for end in ends[:2]
)
ACCEPT = ",".join(("image/*", "video/*", "audio/*", *_PICKED, *_PAPERS))
# What browsers can play in a page; everything else is offered for saving.
PLAYED = frozenset(
    {
        "audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/wav", "audio/webm", "audio/flac", "video/mp4",
        "video/webm", "video/quicktime", "video/3gpp",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is. `shown` and `thumb` are JPEG bytes for a picture that can be shown, else empty."""

    mime: str
    width: int = 0
    height: int = 0
    taken_at: str = ""  # as the camera wrote it, in the camera's local time
    shown: bytes = b""
    thumb: bytes = b""
    place: tuple[float, float] | None = None  # where it was taken: latitude and longitude, as the camera wrote them

    @property
    def ending(self) -> str:
        """The ending of a file name for the real type."""
        return next(iter(_ENDINGS.get(self.mime, ())), "")


def ends_as(mime: str, ending: str) -> bool:
    """Whether a name with this ending is right for the type. True for a type without endings."""
    return ending in _ENDINGS.get(mime, (ending,))


# Documents of which a page shows the pages or the words.
PREVIEWED = frozenset({PDF, "text/plain", "application/msword", f"{_OFFICE}wordprocessingml.document", f"{_OPEN}text"})
