"""Files of cases, for everybody who may read the case. For others they do not exist, always with the same answer."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from console.frame import serving
from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import look
from storage.media import attachments

_queue = require("queue.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/files/{attachment_id}/{version}", file, methods=["GET"])
    return routes


def file(
    request: Request, attachment_id: int, version: str, download: str = "", login: Login = Depends(_queue)
) -> Response:
    """One version: `shown` and `thumb` without EXIF, `original` unchanged. Raises NotFoundError."""
    found = look(request, attachments.may_serve, attachment_id, reader=login.reader)
    return serving.of_case(request, found, version, download=download)
