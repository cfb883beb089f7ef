"""Files of cases, for whoever may read the case; for everybody else they are not there, all alike."""

from pathlib import PurePosixPath

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from console.frame import serving
from console.frame.access import Login, context_of, signed_in
from core.errors import NotFoundError
from storage.media import attachments
from storage.media.file_rows import FileView


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
    stored, mime = _version(found, version)
    name = found.name or f"{found.kind}-{found.id}"
    return serving.stored(
        request, context_of(request).files, stored, mime=mime, download=bool(download),
        name=name if version == "original" else f"{PurePosixPath(name).stem}.jpg",
        cache="no-store" if found.sealed else serving.PRIVATE,
    )  # fmt: skip


def _version(found: FileView, version: str) -> tuple[str, str]:
    """The store's name and the type. A picture without a smaller version is shown as it came, never something else."""
    if version == "original":
        return found.stored, found.mime
    if version == "shown" and found.shown:
        return found.shown, "image/jpeg"
    if version == "thumb" and found.thumb:
        return found.thumb, "image/jpeg"
    raise NotFoundError("There is no such version.")
