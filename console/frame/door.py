"""The layer between browsers and all pages.

In: what a browser sends may hold any character (a form is percent-encoded bytes, and half of a pasted document is odd).
What no file or database can hold is taken out of a form before a page sees it. Out: the transaction that a page read in
ends before its answer is sent.
"""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.routing import APIRoute, request_response
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from console.frame import kept, reading
from core.text import sound

Handle = Callable[[Request], Awaitable[Response]]


class _Sound(Request):
    """A request whose form holds only characters that can be stored. Files stay as they are."""

    async def _get_form(self, **bounds: float) -> FormData:
        form = await super()._get_form(**bounds)  # type: ignore[arg-type]
        self._form = FormData(
            [(sound(name), sound(value) if isinstance(value, str) else value) for name, value in form.multi_items()]
        )
        kept.remember(self, self._form)
        return self._form


def guarded(routes: APIRouter) -> APIRouter:
    """The same routes behind this layer."""
    for route in routes.routes:
        if isinstance(route, APIRoute):
            route.app = request_response(_behind(route.get_route_handler()))
    return routes


def _behind(handle: Handle) -> Handle:
    async def handled(request: Request) -> Response:
        reading.begin(request)
        try:
            return await handle(_Sound(request.scope, request.receive))
        finally:
            await reading.end(request)

    return handled
