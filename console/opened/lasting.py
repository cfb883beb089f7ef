"""How long others may keep what we show of cases: a minute, then they ask again. So what is sealed is soon gone."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from console.frame.serving import MINUTE


def lasting(request: Request, response: Response) -> Response:
    """The answer with its tag; without a body when the visitor has it already."""
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    told = {"ETag": tag, "Cache-Control": MINUTE, "Vary": "Cookie"}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known:
        return Response(status_code=304, headers=told)
    response.headers.update(told)
    return response
