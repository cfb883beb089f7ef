"""What lets the chat be installed, and open without a connection: manifest, service worker, and an empty page."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from console.chat.room import Room
from console.frame.render import Pages
from console.frame.visitor import Visitor

_WORKER = "/chat/worker.js"


def add(routes: APIRouter, room: Room) -> None:
    """Register the routes. `/chat/shell` is beside the page itself."""

    @routes.get("/chat/manifest.webmanifest")
    def manifest(request: Request) -> Response:
        visitor = room.visitor(request)
        say, ward = room.context.words.say, room.context.settings.ward_name
        icons = [
            {
                "src": _pages(request).base + _static(request, f"icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": use,
            }
            for size in (192, 512)
            for use in ("any", "maskable")
        ]
        chat = f"{_pages(request).base}/chat"
        body = {
            "id": chat, "name": ward[:1].upper() + ward[1:], "short_name": say(visitor.language, "chat.short"),
            "lang": visitor.language, "start_url": chat, "scope": chat, "display": "standalone",
            "background_color": "#f6f5f2", "theme_color": "#7d1a20", "icons": icons,
        }  # fmt: skip
        return JSONResponse(body, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})

    @routes.get(_WORKER)
    def worker(request: Request) -> Response:
        response = _pages(request).statics.answer("chat-worker.js", request.headers)
        response.headers["Service-Worker-Allowed"] = f"{_pages(request).base}/chat"
        response.headers["Cache-Control"] = "no-cache"
        return response


def worker_of(request: Request, visitor: Visitor) -> str:
    """The worker's address for this release, language and size. When it changes, browsers fetch the shell again."""
    size = "large" if visitor.large else "usual"
    about = {"v": _pages(request).statics.version, "lang": visitor.language, "size": size}
    return f"{_WORKER}?{urlencode(about)}"


def _pages(request: Request) -> Pages:
    pages = request.app.state.pages
    assert isinstance(pages, Pages)
    return pages


def _static(request: Request, name: str) -> str:
    return _pages(request).static(name)
