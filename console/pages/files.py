"""Files of cases, for whoever may read the case; for everybody else they are not there, all alike."""

from pathlib import PurePosixPath
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from console.access import Login, context_of, signed_in
from console.asking import whole
from core.errors import LostFileError, NotFoundError
from storage.media import attachments
from storage.media.file_rows import FileView

# What a browser may open in place. Anything else, SVG and HTML above all, is saved to disk under a sandbox.
_OPENED = {
    *("image/jpeg", "image/png", "image/webp", "image/gif"),
    *(
        "audio/ogg",
        "audio/mpeg",
        "audio/mp4",
        "audio/aac",
        "audio/wav",
        "audio/webm",
        "audio/amr",
        "audio/x-m4a",
        "audio/flac",
    ),
    *("video/mp4", "video/webm", "video/quicktime"),
}
_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/files/{attachment_id}/{version}", file, methods=["GET"])
    return routes


def file(
    request: Request, attachment_id: int, version: str, download: str = "", login: Login = Depends(signed_in)
) -> Response:
    """One version: `shown` and `thumb` without EXIF, `original` bit for bit. NotFoundError otherwise."""
    found = context_of(request).database.look(attachments.may_serve, attachment_id, reader=login.reader)
    return served(request, found, version, download=download)


def served(request: Request, found: FileView, version: str, *, download: str = "") -> Response:
    """A file that may be seen, in one of its versions. Raises NotFoundError."""
    context = context_of(request)
    name, mime = _version(found, version)
    opened = mime in _OPENED and not download
    headers = {
        **_HEADERS,
        "Content-Disposition": f"{'inline' if opened else 'attachment'}; filename*=UTF-8''{_name(found, version)}",
        "Cache-Control": "no-store" if found.sealed else "private, max-age=3600",
    }
    kind = mime if mime in _OPENED else "application/octet-stream"
    path = context.files.path(name)
    if path is not None:
        return FileResponse(path, media_type=kind, headers=headers)
    try:
        with context.files.open(name) as content:
            return _ranged(request, content.read(), kind, headers)
    except LostFileError as error:
        raise NotFoundError("There is no such file.") from error


def _version(found: FileView, version: str) -> tuple[str, str]:
    """The store's name and the type. A picture without a smaller version is shown as it came, never something else."""
    if version == "original":
        return found.stored, found.mime.partition(";")[0].strip().lower()
    if version == "shown" and found.shown:
        return found.shown, "image/jpeg"
    if version == "thumb" and found.thumb:
        return found.thumb, "image/jpeg"
    raise NotFoundError("There is no such version.")


def _name(found: FileView, version: str) -> str:
    plain = found.name.replace("/", " ").replace("\\", " ").strip() or f"{found.kind}-{found.id}"
    if version != "original":
        plain = f"{PurePosixPath(plain).stem}.jpg"
    return quote(plain, safe="")


def _ranged(request: Request, content: bytes, mime: str, headers: dict[str, str]) -> Response:
    """A sealed file, opened for this one answer: the whole, or the one range that a player asks for."""
    headers["Accept-Ranges"] = "bytes"
    unit, _, asked = request.headers.get("range", "").partition("=")
    first, _, last = asked.partition("-")
    size = len(content)
    if unit != "bytes" or whole(first) is None or (last and whole(last) is None):
        return Response(content, media_type=mime, headers=headers)
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if start > end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers = {**headers, "Content-Range": f"bytes {start}-{end}/{size}"}
    return Response(content[start : end + 1], status_code=206, media_type=mime, headers=headers)
