"""Files of cases, for whoever may read the case; for everybody else they are not there, all alike."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from console.frame import serving
from console.frame.access import Login, signed_in
from console.frame.reading import look
from storage.media import attachments


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/files/{attachment_id}/{version}", file, methods=["GET"])
    return routes


def file(
    request: Request, attachment_id: int, version: str, download: str = "", login: Login = Depends(signed_in)
) -> Response:
    """One version: `shown` and `thumb` without EXIF, `original` bit for bit. NotFoundError otherwise."""
    found = look(request, attachments.may_serve, attachment_id, reader=login.reader)
    return serving.of_case(request, found, version, download=download)
