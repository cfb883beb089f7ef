"""People's files as answers: in a sandbox, under their names, whole or the one range that a player asks for."""

from pathlib import PurePosixPath
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from console.frame.asking import whole
from console.frame.context import context_of
from core.errors import LostFileError, NotFoundError
from storage.media.file_rows import FileView
from storage.media.files import FileStore

PRIVATE, PUBLIC, SECRET = "private, max-age=3600", "public, max-age=3600", "private, no-store"
MINUTE = "public, max-age=60, must-revalidate"  # what may be taken back
# What a browser may show in place. Anything else, above all SVG and HTML, is saved to disk under a sandbox.
_OPENED = frozenset(
    {
        *("image/jpeg", "image/png", "image/webp", "image/gif"),
        *("audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/wav", "audio/webm", "audio/amr", "audio/x-m4a"),
        *("audio/flac", "video/mp4", "video/webm", "video/quicktime", "video/3gpp"),
    }
)
_BOX = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def stored(
    request: Request, files: FileStore, stored: str, *, mime: str, name: str, cache: str, download: bool = False
) -> Response:
    """A file of the store. An open one is sent from the disk; a sealed one is decrypted for this answer.

    Raises NotFoundError when the store no longer has it.
    """
    path = files.path(stored)
    kind, headers = _head(mime, name, cache=cache, download=download)
    if path is not None:
        return FileResponse(path, media_type=kind, headers=headers)
    try:
        with files.open(stored) as content:
            return _ranged(request, content.read(), kind, headers)
    except LostFileError as error:
        raise NotFoundError("There is no such file.") from error


def of_case(request: Request, found: FileView, version: str, *, download: str = "") -> Response:
    """A file that the reader may see, in one of its versions. Raises NotFoundError."""
    kept, mime = _version(found, version)
    name = found.name or f"{found.kind}-{found.id}"
    return stored(
        request, context_of(request).files, kept, mime=mime, download=bool(download),
        name=name if version == "original" else f"{PurePosixPath(name).stem}.jpg",
        cache="no-store" if found.sealed else PRIVATE,
    )  # fmt: skip


def _version(found: FileView, version: str) -> tuple[str, str]:
    """The store's name and the type. A picture without a smaller version is shown as it came."""
    if version == "original":
        return found.stored, found.mime
    if version == "shown" and found.shown:
        return found.shown, "image/jpeg"
    if version == "thumb" and found.thumb:
        return found.thumb, "image/jpeg"
    raise NotFoundError("There is no such version.")


def held(request: Request, content: bytes, *, mime: str, name: str, cache: str) -> Response:
    """Bytes that are in memory already."""
    kind, headers = _head(mime, name, cache=cache, download=False)
    return _ranged(request, content, kind, headers)


def as_file(name: str, *, shows: str = "attachment") -> dict[str, str]:
    """The header that saves an answer under this name, whatever letters it has (RFC 6266; a header is Latin-1)."""
    plain = name.replace("/", " ").replace("\\", " ").strip() or "tep"
    return {"Content-Disposition": f"{shows}; filename*=UTF-8''{quote(plain.encode('utf-8', 'replace'), safe='')}"}


def _head(mime: str, name: str, *, cache: str, download: bool) -> tuple[str, dict[str, str]]:
    bare = mime.partition(";")[0].strip().lower()
    shows = "inline" if bare in _OPENED and not download else "attachment"
    kind = bare if bare in _OPENED else "application/octet-stream"
    headers = {**_BOX, **as_file(name, shows=shows), "Cache-Control": cache}
    if cache in {PUBLIC, MINUTE}:  # readers of the feed show the picture on their own page
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return kind, headers


def _ranged(request: Request, content: bytes, mime: str, headers: dict[str, str]) -> Response:
    """The whole, or one range: its first and last byte, or the number of last bytes (RFC 9110, 14.1.2)."""
    headers["Accept-Ranges"] = "bytes"
    size = len(content)
    unit, _, asked = request.headers.get("range", "").partition("=")
    first, dash, last = asked.strip().partition("-")
    begin, end = whole(first), whole(last)
    if unit.strip() != "bytes" or not dash or (begin is None and (first or end is None)) or (end is None and last):
        return Response(content, media_type=mime, headers=headers)
    if begin is None:
        begin, end = max(size - (end or 0), 0), size - 1
    end = size - 1 if end is None else min(end, size - 1)
    if begin > end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers = {**headers, "Content-Range": f"bytes {begin}-{end}/{size}"}
    return Response(content[begin : end + 1], status_code=206, media_type=mime, headers=headers)
