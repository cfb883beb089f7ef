"""The layer between browsers and all pages.

In: what a browser sends may hold any character (a form is percent-encoded bytes, and half of a pasted document is odd).
What no file or database can hold is taken out of a form before a page sees it. Out: the transaction that a page read in
ends before its answer is sent.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path, get_name
from starlette.types import Receive, Scope, Send

from console.frame import kept, reading
from core.text import sound

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class _Sound(Request):
    """A request whose form holds only characters that can be stored. Files stay as they are."""

    async def _get_form(self, **bounds: float) -> FormData:
        form = await super()._get_form(**bounds)  # type: ignore[arg-type]
        self._form = FormData(
            [(sound(name), sound(value) if isinstance(value, str) else value) for name, value in form.multi_items()]
        )
        kept.remember(self, self._form)
        return self._form


class LateRoute(APIRoute):
    """A route behind this layer that reads the signature of its function at its first request.

    To read all of them is a fifth of the time of a start, and each ward has a web chat of its own. What the layer above
    compares a request with is there at once. A test makes every route whole, so a wrong signature is found before.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **how: Any) -> None:
        self.path, self.endpoint = path, endpoint
        self.name = how.get("name") or get_name(endpoint)
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.methods = {each.upper() for each in how.get("methods") or ("GET",)}
        self.include_in_schema = how.get("include_in_schema", True)
        self.app = self._first
        self._how = how

    def whole(self) -> "LateRoute":
        """The same route, with its signature read."""
        if self.app == self._first:
            super().__init__(self.path, self.endpoint, **self._how)
        return self

    def get_route_handler(self) -> Handle:
        """FastAPI's own, behind this layer."""
        return _behind(super().get_route_handler())

    async def _first(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.whole().app(scope, receive, send)


def late_routes() -> APIRouter:
    """An empty list of routes, for a module of pages to add to. Each stands behind this layer."""
    return APIRouter(route_class=LateRoute)


def _behind(handle: Handle) -> Handle:
    async def handled(request: Request) -> Response:
        reading.begin(request)
        try:
            return await handle(_Sound(request.scope, request.receive))
        finally:
            await reading.end(request)

    return handled
